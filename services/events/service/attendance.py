"""What an organiser asks afterwards."""

from __future__ import annotations

from services.events.operations import attendance
from shared.contracts.events import (
    AttendancePage,
    EventRef,
    FeedbackSummary,
    FeedbackWords,
    FindAttendance,
    FindFeedbackWords,
)
from shared.edge.service import ActorToken, DatabaseProvider, rpc


class Attendance:
    """What an organiser asks afterwards."""

    db = DatabaseProvider()

    @rpc(FindAttendance, scope="names:read")
    def attendance(self, request: FindAttendance, actor: ActorToken) -> AttendancePage:
        return attendance.attendance(self.db, request, by=actor.staff_id)

    @rpc(EventRef, scope="events:read")
    def feedback_summary(self, request: EventRef, _: ActorToken) -> FeedbackSummary:
        return attendance.feedback_summary(self.db, request.event_id)

    @rpc(FindFeedbackWords, scope="names:read")
    def feedback_words(self, request: FindFeedbackWords, _: ActorToken) -> FeedbackWords:
        return attendance.feedback_words(self.db, request)
