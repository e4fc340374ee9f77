"""Where audiences are kept, and waves whose people are being told page by page."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from services.members.domain.paging import Person
from services.members.store.people import lines
from shared.contracts.events import AudienceRequested
from shared.contracts.members import AudienceFilter
from shared.db.database import Transaction
from shared.db.queries import load_queries

queries = load_queries(__file__, "audiences.sql")

Row = dict[str, Any]


class AudienceStore:
    """The audiences' tables, within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def add(self, audience_id: UUID, name: str, wanted: AudienceFilter, *, by: UUID) -> None:
        queries.add_audience(
            self._tx, id=audience_id, name=name, filter=Jsonb(wanted.dump()), created_by=by
        )

    def latest(self, limit: int) -> list[Row]:
        return list(queries.audiences(self._tx, limit=limit))

    def find(self, audience_id: UUID) -> Row | None:
        found: Row | None = queries.find_audience(self._tx, id=audience_id)
        return found

    def preview(self, wanted: AudienceFilter) -> Row:
        """Count the people of a filter: in all, by channel and language, and left out by reason."""
        counted: Row = queries.preview(self._tx, **lines(wanted))
        return counted

    # -- waves

    def ask(self, request: AudienceRequested) -> None:
        """Note that a wave asks who it is for; a second time changes nothing."""
        queries.ask(
            self._tx,
            wave_id=request.wave_id,
            event_id=request.event_id,
            audience_id=request.audience_id,
            within=request.within,
        )

    def take(self, now: datetime) -> Row | None:
        """Take a wave that nobody else is at, for this transaction."""
        found: Row | None = queries.take_resolving(self._tx, now=now)
        return found

    def write_down(self, wave_id: UUID, wanted: AudienceFilter | None) -> None:
        """Hold who the wave is for at this moment; without a filter it is nobody."""
        total = 0
        if wanted is not None:
            total = queries.write_down(self._tx, wave_id=wave_id, **lines(wanted))
        queries.set_total(self._tx, wave_id=wave_id, total=total)

    def next_people(self, wave_id: UUID, *, after: UUID | None, limit: int) -> list[Person]:
        rows = queries.next_people(self._tx, wave_id=wave_id, after=after, limit=limit)
        return [_person(row) for row in rows]

    def whole_group(self, wave_id: UUID, group: UUID) -> list[Person]:
        rows = queries.whole_group(self._tx, wave_id=wave_id, group_id=group)
        return [_person(row) for row in rows]

    def turn_page(self, wave_id: UUID, *, page: int, after: UUID | None) -> None:
        queries.turn_page(self._tx, wave_id=wave_id, page=page, after_group=after)

    def finish(self, wave_id: UUID, now: datetime) -> None:
        """Nothing is left to be told; who it was is no longer held."""
        queries.finish_resolving(self._tx, wave_id=wave_id, now=now)
        queries.forget_people(self._tx, wave_id=wave_id)

    def postpone(self, wave_id: UUID, due_at: datetime) -> None:
        queries.postpone_resolving(self._tx, wave_id=wave_id, due_at=due_at)


def _person(row: Row) -> Person:
    return Person(
        group=row["group_id"],
        person_id=row["person_id"],
        household_id=row["household_id"],
        refused=row["refused"],
    )
