"""Events that are to be published later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from psycopg.types.json import Jsonb

from services.events.domain.whom import Whom
from services.events.store.base import Row, Store
from shared.db.queries import load_queries

queries = load_queries(__file__, "publishings.sql")


class PublishingStore(Store):
    """Events that are to be published later."""

    def put_publishing(
        self, event_id: UUID, *, publish_at: datetime, whom: Whom, now: datetime
    ) -> None:
        queries.put_publishing(
            self._tx,
            event_id=event_id,
            publish_at=publish_at,
            audience_id=whom.audience_id,
            regions=whom.within,
            wish=Jsonb(whom.wish.dump()) if whom.wish else None,
            asked_by=whom.by,
            now=now,
        )

    def drop_publishing(self, event_id: UUID) -> bool:
        """Take it back; False when there was none."""
        return queries.drop_publishing(self._tx, event_id=event_id) is not None

    def move_publishing(self, event_id: UUID, by: timedelta, now: datetime) -> None:
        queries.move_publishing(self._tx, event_id=event_id, by=by, now=now)

    def event_to_publish(self, now: datetime) -> Row | None:
        found: Row | None = queries.event_to_publish(self._tx, now=now)
        return found

    def find_publishing(self, event_id: UUID) -> Row | None:
        found: Row | None = queries.find_publishing(self._tx, event_id=event_id)
        return found

    def refuse_publishing(self, event_id: UUID, why: str) -> None:
        queries.refuse_publishing(self._tx, event_id=event_id, why=why)

    def publishings_of(self, event_ids: Sequence[UUID]) -> dict[UUID, Row]:
        rows = queries.publishings_of(self._tx, ids=list(event_ids))
        return {row["event_id"]: row for row in rows}
