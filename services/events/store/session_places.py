"""Who takes part in which sessions, of those that have not room for everybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.events.store.base import Store
from shared.contracts.events import InSession, SessionRoom
from shared.db.queries import load_queries

queries = load_queries(__file__, "session_places.sql")


class SessionPlaceStore(Store):
    """Who takes part in which sessions, of those that have not room for everybody."""

    def rooms_of(self, event_id: UUID) -> list[SessionRoom]:
        """Give the sessions with their own capacity, and how full each is."""
        return [SessionRoom(**row) for row in queries.rooms_of(self._tx, event_id=event_id)]

    def sessions_chosen(self, event_id: UUID, ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
        """Give what some people chose; an empty list for everybody else."""
        found: dict[UUID, list[UUID]] = defaultdict(list)
        for row in queries.places_of(self._tx, event_id=event_id, ids=list(ids)):
            found[row["member_id"]].append(row["session_id"])
        return found

    def page_in_session(
        self, event_id: UUID, session_id: UUID, *, after: UUID | None, limit: int
    ) -> list[InSession]:
        """Give those who chose a session, in the order of their ids."""
        rows = queries.page_in_session(
            self._tx, event_id=event_id, session_id=session_id, after=after, limit=limit
        )
        return [InSession(**row) for row in rows]

    def choose_sessions(
        self, event_id: UUID, member_id: UUID, session_ids: Sequence[UUID], now: datetime
    ) -> None:
        """Keep what one person chose, and nothing of what they chose before."""
        queries.leave_sessions(
            self._tx, event_id=event_id, member_id=member_id, session_ids=list(session_ids)
        )
        queries.take_sessions(
            self._tx, event_id=event_id, member_id=member_id, session_ids=list(session_ids), now=now
        )

    def empty_session(self, session_id: UUID) -> None:
        queries.empty_session(self._tx, session_id=session_id)
