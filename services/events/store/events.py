"""Events, and the counts that are shown beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from services.events.domain.listing import Place
from services.events.domain.plans import Plan
from services.events.store.base import Row, Store, one
from shared.db.queries import load_queries

queries = load_queries(__file__, "events.sql")


class EventStore(Store):
    """Events, and the counts that are shown beside them."""

    def add_event(self, event_id: UUID, plan: Plan, created_by: UUID) -> None:
        queries.add_event(self._tx, id=event_id, created_by=created_by, **_columns(plan))

    def change_event(self, event_id: UUID, plan: Plan, *, matters: bool) -> Row:
        columns = _columns(plan)
        return one(queries.change_event(self._tx, id=event_id, matters=matters, **columns))

    def finished_of(self, event_ids: Sequence[UUID]) -> set[UUID]:
        """Give those of these events that took place and are over."""
        return {row["id"] for row in queries.finished_of(self._tx, ids=list(event_ids))}

    def find_event(self, event_id: UUID) -> Row | None:
        found: Row | None = queries.find_event(self._tx, id=event_id)
        return found

    def events_by_id(self, event_ids: Sequence[UUID]) -> list[Row]:
        return list(queries.events_by_id(self._tx, ids=list(event_ids)))

    def lock_event(self, event_id: UUID) -> Row | None:
        """Give the event and hold it: whoever else wants to change it waits."""
        found: Row | None = queries.lock_event(self._tx, id=event_id)
        return found

    def mark_published(self, event_id: UUID, now: datetime) -> Row:
        return one(queries.mark_published(self._tx, id=event_id, now=now))

    def mark_cancelled(self, event_id: UUID, now: datetime) -> Row:
        return one(queries.mark_cancelled(self._tx, id=event_id, now=now))

    def page_of_events(self, place: Place, limit: int) -> list[Row]:
        """Give the next of those to come, or of those that are over."""
        ask = queries.page_of_events_over if place.over else queries.page_of_events_to_come
        start, event_id = place.after or (None, None)
        return list(ask(self._tx, now=place.now, after_start=start, after_id=event_id, limit=limit))

    def nearest_events(self, now: datetime, limit: int) -> list[Row]:
        return list(queries.nearest_events(self._tx, now=now, limit=limit))

    def counts(self, event_ids: Sequence[UUID]) -> dict[UUID, Row]:
        rows = queries.counts_of_events(self._tx, event_ids=list(event_ids))
        return {row.pop("id"): row for row in rows}


def _columns(plan: Plan) -> Row:
    texts = {language: asdict(text) for language, text in plan.texts.items()}
    return {**{name: getattr(plan, name) for name in plan.__slots__}, "texts": Jsonb(texts)}
