"""What was seen at the doors, and what it comes to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from services.events.store.base import Row, Store, one
from shared.contracts.events import Scan
from shared.db.queries import load_queries

queries = load_queries(__file__, "checking_in.sql")


class CheckInStore(Store):
    """What was seen at the doors, and what it comes to."""

    def take_turns_at_door(self, event_id: UUID) -> None:
        """Let one phone of an event speak after the other: what they saw is put together."""
        lock = "select pg_advisory_xact_lock(hashtextextended(%s, 0))"
        self._tx.execute(lock, (f"door:{event_id}",))

    def tickets_of(self, event_id: UUID, ids: Collection[UUID]) -> list[Row]:
        return list(queries.tickets_of(self._tx, event_id=event_id, ids=list(ids)))

    def page_of_answered(self, event_id: UUID, after: UUID | None, limit: int) -> list[UUID]:
        rows = queries.page_of_answered(self._tx, event_id=event_id, after=after, limit=limit)
        return [row["member_id"] for row in rows]

    def seats_of(self, event_id: UUID, ids: Collection[UUID]) -> dict[UUID, Row]:
        """Give by each id the one that the answer is under, and whether the event knows it."""
        rows = queries.seats_of(self._tx, event_id=event_id, ids=list(ids))
        return {row["id"]: row for row in rows}

    def known_scans(self, event_id: UUID, ids: Collection[UUID]) -> dict[UUID, UUID]:
        rows = queries.known_scans(self._tx, event_id=event_id, ids=list(ids))
        return {row["id"]: row["member_id"] for row in rows}

    def add_scans(
        self,
        event_id: UUID,
        seen: Sequence[tuple[Scan, UUID, datetime]],
        *,
        by: UUID,
        device: UUID,
        door: str,
    ) -> None:
        """Write down scans, each with whom it was of and when."""
        queries.add_scans(
            self._tx,
            event_id=event_id,
            by_staff=by,
            device=device,
            door=door,
            ids=[scan.id for scan, _, _ in seen],
            member_ids=[member_id for _, member_id, _ in seen],
            kinds=[scan.kind for scan, _, _ in seen],
            times=[at for _, _, at in seen],
            guests=[scan.guests for scan, _, _ in seen],
        )

    def settle(self, event_id: UUID, ids: Collection[UUID]) -> list[Row]:
        """Put together what all scans of people come to; gives those for whom it is new."""
        return list(queries.settle(self._tx, event_id=event_id, ids=sorted(ids)))

    def check_ins_of(self, event_id: UUID, ids: Collection[UUID]) -> dict[UUID, Row]:
        rows = queries.check_ins_of(self._tx, event_id=event_id, ids=list(ids))
        return {row["member_id"]: row for row in rows}

    def here(self, event_id: UUID) -> Row:
        return one(queries.here(self._tx, event_id=event_id))

    def came_since(self, event_id: UUID, after: int, limit: int) -> list[Row]:
        return list(queries.came_since(self._tx, event_id=event_id, after=after, limit=limit))
