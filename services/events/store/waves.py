"""Waves, and what notifications reports of their sends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from services.events.store.base import Row, Store
from shared.contracts.members import Balance, WaveWish
from shared.db.queries import load_queries

queries = load_queries(__file__, "waves.sql")


class WaveStore(Store):
    """Waves, and what notifications reports of their sends."""

    def add_wave(self, wave_id: UUID, event_id: UUID, audience_id: UUID) -> None:
        queries.add_wave(self._tx, id=wave_id, event_id=event_id, audience_id=audience_id)

    def lock_wave(self, wave_id: UUID) -> Row | None:
        found: Row | None = queries.lock_wave(self._tx, id=wave_id)
        return found

    def hear_page(self, wave_id: UUID, page: int) -> bool:
        """Note a page; False when it was heard before."""
        return queries.hear_page(self._tx, wave_id=wave_id, page=page) is not None

    def add_to_wave(
        self,
        wave_id: UUID,
        *,
        heard: int,
        added: Sequence[Row],
        total: int | None,
        meant: int,
        now: datetime,
    ) -> bool:
        """
        Count a page: how many people were in it, and those who were not invited before.

        True when all pages are here.
        """
        refused = sum(row["refused"] is not None for row in added)
        complete: bool = queries.add_to_wave(
            self._tx,
            id=wave_id,
            people=heard,
            invited=len(added) - refused,
            not_invited=refused,
            total=total,
            meant=meant,
            now=now,
        )
        return complete

    def keep_balance(self, wave_id: UUID, balance: Balance) -> None:
        """Keep what came of a wave's wish."""
        queries.keep_balance(self._tx, id=wave_id, balance=Jsonb(balance.dump()))

    def waves_of_events(self, event_ids: Sequence[UUID]) -> dict[UUID, Row]:
        rows = queries.waves_of_events(self._tx, event_ids=list(event_ids))
        return {row["event_id"]: row for row in rows}

    def plan_wave(
        self,
        wave_id: UUID,
        event_id: UUID,
        audience_id: UUID,
        *,
        label: str,
        wish: WaveWish | None,
        **more: Any,
    ) -> None:
        """Keep a wave that is to go later; `more` are due_at, if_fewer, within and asked_by."""
        queries.plan_wave(
            self._tx,
            id=wave_id,
            event_id=event_id,
            audience_id=audience_id,
            label=label,
            wish=Jsonb(wish.dump()) if wish else None,
            **more,
        )

    def drop_wave(self, event_id: UUID, wave_id: UUID) -> bool:
        return queries.drop_wave(self._tx, event_id=event_id, id=wave_id) is not None

    def waves_of(self, event_id: UUID) -> list[Row]:
        return list(queries.waves_of(self._tx, event_id=event_id))

    def event_with_due_wave(self, now: datetime) -> Row | None:
        found: Row | None = queries.event_with_due_wave(self._tx, now=now)
        return found

    def next_due_wave(self, event_id: UUID, now: datetime) -> Row | None:
        found: Row | None = queries.next_due_wave(self._tx, event_id=event_id, now=now)
        return found

    def decide_wave(self, wave_id: UUID, *, state: str, yes: int, now: datetime) -> None:
        queries.decide_wave(self._tx, id=wave_id, state=state, yes=yes, now=now)

    def answers_by_wave(self, event_id: UUID) -> dict[UUID, Row]:
        rows = queries.answers_by_wave(self._tx, event_id=event_id)
        return {row.pop("wave_id"): row for row in rows}

    def keep_settled(
        self, send_id: UUID, event_id: UUID, version: int, totals: dict[str, int]
    ) -> None:
        queries.keep_settled(
            self._tx, send_id=send_id, event_id=event_id, version=version, totals=Jsonb(totals)
        )
