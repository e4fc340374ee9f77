"""Assemblies, and who is in mandate on their day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from services.events.store.base import Row, Store, one
from shared.contracts.events import Said
from shared.contracts.events.convened import Convened
from shared.contracts.members.statutes import BodyStatutes
from shared.db.queries import load_queries

queries = load_queries(__file__, "assemblies.sql")


class AssemblyStore(Store):
    """Assemblies, and who is in mandate on their day."""

    def put_assembly(
        self, event_id: UUID, body: BodyStatutes, agenda: dict[str, list[str]]
    ) -> None:
        queries.put_assembly(
            self._tx,
            event_id=event_id,
            body=body.body,
            names=Jsonb(body.names),
            statutes=Jsonb(body.statutes.dump()),
            agenda=Jsonb(agenda),
        )

    def find_assembly(self, event_id: UUID) -> Row | None:
        found: Row | None = queries.find_assembly(self._tx, event_id=event_id)
        return found

    def keep_convened(self, event_id: UUID, convened: Convened) -> Row:
        """Show on cards what an assembly is of; gives the event."""
        shown = Jsonb(convened.dump())
        return one(queries.keep_convened(self._tx, event_id=event_id, convened=shown))

    def note_late(self, event_id: UUID, reason: str) -> None:
        queries.note_late(self._tx, event_id=event_id, reason=reason)

    def add_body_wave(self, wave_id: UUID, event_id: UUID, body: str, now: datetime) -> None:
        queries.add_body_wave(self._tx, id=wave_id, event_id=event_id, body=body, now=now)

    def copy_assembly(self, event_id: UUID, copy_id: UUID, *, second: bool) -> None:
        """Convene the same body about the same; a second time, or as an assembly of its own."""
        queries.copy_assembly(self._tx, event_id=event_id, copy_id=copy_id, second=second)

    def second_of(self, event_id: UUID) -> UUID | None:
        found: UUID | None = queries.second_of(self._tx, event_id=event_id)
        return found

    def add_body_announcement(
        self, wave_id: UUID, event_id: UUID, body: str, said: Mapping[str, Said], now: datetime
    ) -> None:
        """Announce something to the members of a body."""
        texts = Jsonb({code: asdict(each) for code, each in said.items()})
        queries.add_body_announcement(
            self._tx, id=wave_id, event_id=event_id, body=body, texts=texts, now=now
        )

    def minutes_told_at(self, event_id: UUID) -> datetime | None:
        found: datetime | None = queries.minutes_told_at(self._tx, event_id=event_id)
        return found

    # -- rolls

    def add_roll(self, roll_id: UUID, event_id: UUID, day: date, now: datetime) -> None:
        queries.add_roll(self._tx, id=roll_id, event_id=event_id, day=day, now=now)

    def newest_roll(self, event_id: UUID) -> Row | None:
        found: Row | None = queries.newest_roll(self._tx, event_id=event_id)
        return found

    def is_roll(self, roll_id: UUID) -> bool:
        found: bool = queries.is_roll(self._tx, id=roll_id)
        return found

    def hear_roll(
        self, roll_id: UUID, *, page: int, people: int, total: int | None, now: datetime
    ) -> Row | None:
        """Note a page of a roll; None when it was heard before."""
        found: Row | None = queries.hear_roll(
            self._tx, id=roll_id, page=page, people=people, total=total, now=now
        )
        return found

    def add_roll_members(self, roll: Row, members: Collection[UUID]) -> None:
        queries.add_roll_members(
            self._tx, roll_id=roll["id"], event_id=roll["event_id"], member_ids=list(members)
        )

    def let_roll_count(self, event_id: UUID) -> None:
        """Let the newest complete roll be the one that counts, and forget those before it."""
        queries.let_roll_count(self._tx, event_id=event_id)
        queries.forget_older_rolls(self._tx, event_id=event_id)

    def roll_to_take(self, now: datetime) -> Row | None:
        found: Row | None = queries.roll_to_take(self._tx, now=now)
        return found

    def count_standing(self, event_id: UUID, *, most: int) -> dict[str, Any]:
        """Count the members in mandate, those who are in, and those who are there by proxy."""
        return one(queries.count_standing(self._tx, event_id=event_id, most=most))

    def leave_rolls(self, ids: Collection[UUID], now: datetime) -> None:
        queries.leave_rolls(self._tx, ids=list(ids), now=now)
