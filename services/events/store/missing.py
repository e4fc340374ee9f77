"""Waves and rolls of which something has not come."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from services.events.store.base import Row, Store
from shared.db.queries import load_queries

queries = load_queries(__file__, "missing.sql")

DOUBLINGS = 5
"""How often the patience doubles: from three quarters of a minute to 24 minutes."""

ASKED_FOR = timedelta(days=7)
"""How long what is announced after an event's end is asked for: as long as messages are kept."""


class MissingStore(Store):
    """Waves and rolls of which something has not come."""

    def wave_with_missing(self, *, patience: timedelta, now: datetime) -> Row | None:
        found: Row | None = queries.wave_with_missing(
            self._tx, patience=patience, doublings=DOUBLINGS, asked_for=ASKED_FOR, now=now
        )
        return found

    def roll_with_missing(self, *, patience: timedelta, now: datetime) -> Row | None:
        found: Row | None = queries.roll_with_missing(
            self._tx, patience=patience, doublings=DOUBLINGS, now=now
        )
        return found

    def pages_of_wave(self, wave_id: UUID) -> list[int]:
        return [row["page"] for row in queries.pages_of_wave(self._tx, wave_id=wave_id)]

    def note_missing_wave(self, wave_id: UUID, now: datetime) -> None:
        queries.note_missing_wave(self._tx, id=wave_id, now=now)

    def note_missing_roll(self, roll_id: UUID, now: datetime) -> None:
        queries.note_missing_roll(self._tx, id=roll_id, now=now)

    def note_news(self, wave_id: UUID, at: datetime) -> None:
        queries.note_news(self._tx, id=wave_id, at=at)

    def wave_is_told(self, wave_id: UUID, now: datetime) -> None:
        queries.wave_is_told(self._tx, id=wave_id, now=now)
