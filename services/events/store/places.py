"""Places that were asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from services.events.store.base import Row, Store, one
from shared.db.queries import load_queries
from shared.ids import new_id

queries = load_queries(__file__, "places.sql")

Outcome = Literal["invited", "declined"]


class PlaceStore(Store):
    """Places that were asked for."""

    def ask_for_place(
        self, event_id: UUID, member_id: UUID, *, region: str | None, now: datetime
    ) -> None:
        queries.ask_for_place(
            self._tx, event_id=event_id, member_id=member_id, region=region, now=now
        )

    def open_place_requests(
        self, event_id: UUID, *, regions: Sequence[str] | None, limit: int
    ) -> list[Row]:
        """Give what waits for a decision; each row says how many there are in all."""
        some = None if regions is None else list(regions)
        return list(
            queries.open_place_requests(self._tx, event_id=event_id, regions=some, limit=limit)
        )

    def lock_place_request(self, event_id: UUID, member_id: UUID) -> Row | None:
        found: Row | None = queries.lock_place_request(
            self._tx, event_id=event_id, member_id=member_id
        )
        return found

    def decide_place_request(
        self, request: Row, outcome: Outcome, *, by: UUID, now: datetime
    ) -> None:
        queries.decide_place_request(
            self._tx,
            event_id=request["event_id"],
            member_id=request["member_id"],
            outcome=outcome,
            by=by,
            now=now,
        )

    def wave_of_requests(self, event_id: UUID) -> Row:
        """Give the wave of those who are invited one by one."""
        return one(queries.wave_of_requests(self._tx, id=new_id(), event_id=event_id))

    def take_back_refusals(self, event_id: UUID, member_id: UUID) -> None:
        """Let a person be invited whom a wave had left out."""
        queries.take_back_refusals(self._tx, event_id=event_id, member_id=member_id)

    def forget_place_requests(self, ids: Sequence[UUID]) -> None:
        queries.forget_place_requests(self._tx, ids=list(ids))

    def held_place_requests(self, member_id: UUID) -> list[Row]:
        return list(queries.held_place_requests(self._tx, member_id=member_id))
