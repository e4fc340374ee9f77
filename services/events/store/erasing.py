"""What is held of a person, and taking it out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.events.store.base import Row, Store
from shared.db.queries import load_queries

queries = load_queries(__file__, "erasing.sql")


class ErasingStore(Store):
    """What is held of a person, and taking it out."""

    def events_to_come_of(self, ids: Sequence[UUID], now: datetime) -> list[UUID]:
        """Give the events ahead that some of these people are invited to."""
        return [row["id"] for row in queries.events_to_come_of(self._tx, ids=list(ids), now=now)]

    def release_places(self, event_id: UUID, ids: Sequence[UUID], now: datetime) -> int:
        """Take places and claims to one from people; tells how many had any."""
        return len(
            list(queries.release_places(self._tx, event_id=event_id, ids=list(ids), now=now))
        )

    def close_invitations(self, ids: Sequence[UUID]) -> None:
        """Let nobody answer for these people, and no link lead to them."""
        queries.close_invitations(self._tx, ids=list(ids))
        queries.forget_codes(self._tx, ids=list(ids))
        queries.forget_own_codes(self._tx, ids=list(ids))
        queries.forget_feedback(self._tx, ids=list(ids))
        queries.forget_all_replies(self._tx, ids=list(ids))
        queries.forget_sessions(self._tx, ids=list(ids))

    def held_of(self, member_id: UUID) -> list[Row]:
        """Give a person's invitations and answers."""
        return list(queries.held_invitations(self._tx, member_id=member_id))
