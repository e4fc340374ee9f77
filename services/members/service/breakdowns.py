"""What a report asks."""

from __future__ import annotations

from services.members.operations import breakdowns
from shared.contracts.members import EventBreakdown, FindBreakdown
from shared.edge.service import ActorToken, DatabaseProvider, rpc


class Breakdowns:
    """What a report asks."""

    db = DatabaseProvider()

    @rpc(FindBreakdown, scope="people:count")
    def event_breakdown(self, request: FindBreakdown, actor: ActorToken) -> EventBreakdown:
        return breakdowns.event_breakdown(self.db, request, by=actor.staff_id)
