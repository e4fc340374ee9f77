"""Where audiences are kept, and waves whose people are being told page by page."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from services.members.domain.paging import Person
from services.members.store.rules import run
from shared.contracts.events import AudienceRequested
from shared.contracts.members import AudienceRule, Balance, SavedAudience
from shared.db.database import Transaction
from shared.db.queries import load_queries

queries = load_queries(__file__, "audiences.sql")

Row = dict[str, Any]


def count_by_reading(tx: Transaction) -> None:
    """For the rest of a transaction, count by reading everything once."""
    queries.count_by_reading(tx)


class AudienceStore:
    """The audiences' tables, within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def add(self, audience: SavedAudience, *, by: UUID) -> None:
        queries.add_audience(
            self._tx,
            id=audience.audience_id,
            name=audience.name,
            rule=Jsonb(audience.rule.dump()),
            kept=audience.kept,
            created_by=by,
        )

    def latest(self, limit: int, *, archived: bool = False) -> list[Row]:
        return list(queries.audiences(self._tx, archived=archived, limit=limit))

    def find(self, audience_id: UUID) -> Row | None:
        found: Row | None = queries.find_audience(self._tx, id=audience_id)
        return found

    def change(self, audience_id: UUID, name: str, rule: AudienceRule) -> bool:
        """Give it another name and rule; False when there is none."""
        changed: int = queries.change_audience(
            self._tx, id=audience_id, name=name, rule=Jsonb(rule.dump())
        )
        return changed == 1

    def archive(self, audience_id: UUID, *, archived: bool) -> bool:
        """Take it out of the list, or put it back; False when there is none."""
        changed: int = queries.archive_audience(self._tx, id=audience_id, archived=archived)
        return changed == 1

    def preview(self, rule: AudienceRule) -> Row:
        """Count the people of a rule: in all, by channel and language, and left out by reason."""
        count_by_reading(self._tx)
        counted = run(self._tx, queries.preview.sql, rule).fetchone()
        assert counted is not None  # noqa: S101  # an aggregate always has a row
        return counted

    # -- waves

    def ask(self, request: AudienceRequested, rule: AudienceRule | None = None) -> None:
        """Note that a wave asks who it is for; a rule stands in for an audience that is kept."""
        queries.ask(
            self._tx,
            wave_id=request.wave_id,
            event_id=request.event_id,
            audience_id=request.audience_id,
            within=request.within,
            wish=Jsonb(request.wish.dump()) if request.wish else None,
            asked_by=request.asked_by,
            body=request.mandated.body if request.mandated else None,
            held_on=request.mandated.on if request.mandated else None,
            invites=request.invites,
            rule=Jsonb(rule.dump()) if rule else None,
        )

    def take(self, now: datetime) -> Row | None:
        """Take a wave that nobody else is at, for this transaction."""
        found: Row | None = queries.take_resolving(self._tx, now=now)
        return found

    def take_time(self) -> None:
        """Let this transaction's statements take as long as a million people need."""
        queries.take_time(self._tx)

    def write_down(self, wave_id: UUID, rule: AudienceRule | None) -> None:
        """Hold who the wave is for at this moment; without a rule it is nobody."""
        total = 0
        if rule is not None:
            count_by_reading(self._tx)
            total = run(self._tx, queries.write_down.sql, rule, wave_id=wave_id).rowcount
        queries.set_total(self._tx, wave_id=wave_id, total=total)

    def keep_balance(self, wave_id: UUID, total: int, balance: Balance) -> None:
        """Keep how many are written down, and what came of the wish."""
        queries.set_total(self._tx, wave_id=wave_id, total=total)
        queries.keep_balance(self._tx, wave_id=wave_id, balance=Jsonb(balance.dump()))

    def next_people(self, wave_id: UUID, *, after: UUID | None, limit: int) -> list[Person]:
        rows = queries.next_people(self._tx, wave_id=wave_id, after=after, limit=limit)
        return [_person(row) for row in rows]

    def whole_group(self, wave_id: UUID, group: UUID) -> list[Person]:
        rows = queries.whole_group(self._tx, wave_id=wave_id, group_id=group)
        return [_person(row) for row in rows]

    def turn_page(self, wave_id: UUID, *, page: int, after: UUID | None) -> None:
        queries.turn_page(self._tx, wave_id=wave_id, page=page, after_group=after)

    def finish(self, wave_id: UUID, now: datetime) -> None:
        """Nothing is left to be told."""
        queries.finish_resolving(self._tx, wave_id=wave_id, now=now)

    def forget(self, before: datetime) -> bool:
        """Hold no longer who a wave was for that finished before a moment; False when none did."""
        forgotten: int = queries.forget_people(self._tx, before=before)
        return forgotten > 0

    def postpone(self, wave_id: UUID, due_at: datetime) -> None:
        queries.postpone_resolving(self._tx, wave_id=wave_id, due_at=due_at)


def _person(row: Row) -> Person:
    return Person(
        group=row["group_id"],
        person_id=row["person_id"],
        household_id=row["household_id"],
        refused=row["refused"],
    )
