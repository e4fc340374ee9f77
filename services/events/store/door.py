"""What the door asks."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.events.store.base import Row, Store
from shared.db.queries import load_queries

queries = load_queries(__file__, "door.sql")


class DoorStore(Store):
    """What the door asks."""

    def doors(self, *, ended_after: datetime, starts_before: datetime, limit: int) -> list[Row]:
        return list(
            queries.doors(
                self._tx, ended_after=ended_after, starts_before=starts_before, limit=limit
            )
        )

    def page_of_guests(self, event_id: UUID, after: UUID | None, limit: int) -> list[Row]:
        return list(queries.page_of_guests(self._tx, event_id=event_id, after=after, limit=limit))
