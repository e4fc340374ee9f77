"""Places that are kept for the people of some waves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.events.domain.seats import InQueue, Seats
from services.events.store.base import Row, Store
from shared.db.queries import load_queries

queries = load_queries(__file__, "keeping_seats.sql")


class KeepingSeatsStore(Store):
    """Places that are kept for the people of some waves."""

    def kept_seats_of(self, event_id: UUID) -> list[Row]:
        return list(queries.kept_seats_of(self._tx, event_id=event_id))

    def keep_seats(self, event_id: UUID, label: str, seats: int, until: datetime) -> None:
        queries.keep_seats(self._tx, event_id=event_id, label=label, seats=seats, until=until)

    def let_seats_go(self, event_id: UUID, label: str) -> None:
        queries.let_seats_go(self._tx, event_id=event_id, label=label)

    def labels_of_people(self, event_id: UUID, ids: Sequence[UUID]) -> dict[UUID, str]:
        """Say by a wave of which label some people were invited."""
        rows = queries.labels_of_people(self._tx, event_id=event_id, ids=list(ids))
        return {row["member_id"]: row["label"] for row in rows}

    def first_in_queue_by_label(self, event_id: UUID, hall: Seats) -> list[InQueue]:
        """Give who can have some of the free places, of each label; the first to ask first."""
        labels = ["", *hall.kept]
        rows = queries.first_in_queue_by_label(
            self._tx,
            event_id=event_id,
            labels=labels,
            free=[hall.free_for(label) for label in labels],
        )
        return [InQueue(**row) for row in rows]

    def event_with_seats_to_release(self, now: datetime) -> Row | None:
        found: Row | None = queries.event_with_seats_to_release(self._tx, now=now)
        return found

    def release_seats(self, event_id: UUID, now: datetime) -> None:
        queries.release_seats(self._tx, event_id=event_id, now=now)
