"""What people say of an event afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.events.store.base import Store
from shared.contracts.events import GiveFeedback
from shared.db.queries import load_queries

queries = load_queries(__file__, "feedback.sql")


class FeedbackStore(Store):
    """What people say of an event afterwards."""

    def put_feedback(
        self, event_id: UUID, member_id: UUID, said: GiveFeedback, words: str, now: datetime
    ) -> None:
        queries.put_feedback(
            self._tx,
            event_id=event_id,
            member_id=member_id,
            came=said.came,
            rating=said.rating,
            again=said.again,
            words=words,
            now=now,
        )

    def who_came(self, event_id: UUID, ids: Sequence[UUID]) -> set[UUID]:
        rows = queries.who_came(self._tx, event_id=event_id, ids=list(ids))
        return {row["member_id"] for row in rows}

    def who_gave_feedback(self, event_id: UUID, ids: Sequence[UUID]) -> set[UUID]:
        rows = queries.who_gave_feedback(self._tx, event_id=event_id, ids=list(ids))
        return {row["member_id"] for row in rows}
