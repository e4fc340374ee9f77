"""People's own calendars."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.events.store.base import Row, Store, one
from shared.db.queries import load_queries

queries = load_queries(__file__, "calendars.sql")


class CalendarStore(Store):
    """People's own calendars."""

    def find_calendar(self, member_id: UUID) -> Row | None:
        found: Row | None = queries.find_calendar(self._tx, member_id=member_id)
        return found

    def hold_calendar(self, member_id: UUID, now: datetime) -> Row:
        return one(queries.hold_calendar(self._tx, member_id=member_id, now=now))

    def open_calendar(self, member_id: UUID, code_hash: bytes, now: datetime) -> None:
        queries.open_calendar(self._tx, member_id=member_id, hash=code_hash, now=now)

    def close_calendar(self, member_id: UUID) -> None:
        queries.close_calendar(self._tx, member_id=member_id)

    def calendar_behind(self, code_hash: bytes) -> UUID | None:
        """Give whose calendar is under an address."""
        row = queries.calendar_behind(self._tx, hash=code_hash)
        return row["member_id"] if row else None

    def calendar_of(self, member_id: UUID, *, since: datetime, limit: int) -> list[Row]:
        return list(queries.calendar_of(self._tx, member_id=member_id, since=since, limit=limit))

    def forget_calendars(self, ids: Sequence[UUID]) -> None:
        queries.forget_calendars(self._tx, ids=list(ids))
