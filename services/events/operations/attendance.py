"""Who is expected and who came, page by page; taking it out is written down."""

from __future__ import annotations

from uuid import UUID

from services.events import announcements
from services.events.domain import questions
from services.events.operations.finding import existing
from services.events.store import EventsStore
from shared.contracts.events import (
    Arrival,
    AttendancePage,
    AttendanceRow,
    FeedbackSummary,
    FeedbackWords,
    FindAttendance,
    FindFeedbackWords,
    SaidInWords,
)
from shared.contracts.wire import CHUNK
from shared.db import audit
from shared.db.database import Database

FEWEST_TOLD = 5
WORDS_A_PAGE = 50


def attendance(db: Database, request: FindAttendance, *, by: UUID) -> AttendancePage:
    """Give a page of an event's people; UnknownEvent."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        event = existing(store.find_event(request.event_id))
        rows = store.page_of_attendance(
            event["id"], only_coming=request.only_coming, after=request.after, limit=CHUNK + 1
        )
        shown = rows[:CHUNK]
        # Under which of their ids each has answered, or else is here.
        answered = {row["member_id"]: row.pop("answered_id") or row["member_id"] for row in shown}
        ids = list(answered.values()) if request.with_replies else []
        replies = store.replies_of(event["id"], ids)
        chosen = store.sessions_chosen(event["id"], ids)
        asked = questions.ordinary(store.questions_of(event["id"])) if request.with_replies else []
        if request.taken_out and request.after is None:
            audit.record(tx, by, request.taken_out, event["id"])
    following = shown[-1]["member_id"] if len(rows) > CHUNK else None
    return AttendancePage(
        card=announcements.card(event),
        rows=[
            AttendanceRow(
                **row,
                replies=replies[answered[row["member_id"]]],
                sessions=chosen[answered[row["member_id"]]],
            )
            for row in shown
            if row["answer"]
        ],
        unannounced=[
            Arrival(member_id=row["member_id"], came_at=row["came_at"])
            for row in shown
            if not row["answer"]
        ],
        next=following,
        questions=asked,
    )


def feedback_summary(db: Database, event_id: UUID) -> FeedbackSummary:
    """Sum up what people said afterwards; UnknownEvent."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        found = store.feedback_summary(existing(store.find_event(event_id))["id"])
    if found["given"] < FEWEST_TOLD:
        return FeedbackSummary(given=found["given"])
    return FeedbackSummary(**found)


def feedback_words(db: Database, request: FindFeedbackWords) -> FeedbackWords:
    """Give what people wrote, from as many on as sums are told of; UnknownEvent."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        event_id = existing(store.find_event(request.event_id))["id"]
        if store.feedback_summary(event_id)["given"] < FEWEST_TOLD:
            return FeedbackWords(said=[], people=0)
        rows = store.feedback_words(event_id, after=request.after, limit=WORDS_A_PAGE + 1)
        people = store.how_many_wrote(event_id)
    shown = rows[:WORDS_A_PAGE]
    return FeedbackWords(
        said=[SaidInWords(words=row["words"], people=row["people"]) for row in shown],
        people=people,
        next=shown[-1]["key"] if len(rows) > WORDS_A_PAGE else None,
    )
