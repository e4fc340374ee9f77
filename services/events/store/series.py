"""Series, and the events that belong to them."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from psycopg.types.json import Jsonb

from services.events.store.base import Row, Store
from shared.contracts.events import EventForm
from shared.db.queries import load_queries

queries = load_queries(__file__, "series.sql")


class SeriesStore(Store):
    """Series, and the events that belong to them."""

    def add_series(self, row: Row, form: EventForm) -> None:
        """Add a series whose events are made from a form."""
        queries.add_series(self._tx, zone=form.zone, form=Jsonb(form.dump()), **row)

    def lock_series(self, series_id: UUID) -> Row | None:
        found: Row | None = queries.lock_series(self._tx, id=series_id)
        return found

    def find_series(self, series_id: UUID) -> Row | None:
        found: Row | None = queries.find_series(self._tx, id=series_id)
        return found

    def series_to_extend(self, before: datetime) -> Row | None:
        found: Row | None = queries.series_to_extend(self._tx, before=before)
        return found

    def keep_series(
        self, series_id: UUID, *, rule: str, starts_at: datetime, form: EventForm, ended: bool
    ) -> None:
        queries.keep_series(
            self._tx,
            id=series_id,
            rule=rule,
            starts_at=starts_at,
            zone=form.zone,
            form=Jsonb(form.dump()),
            ended=ended,
        )

    def looked_at_series(self, series_id: UUID, *, now: datetime, ended: bool) -> None:
        queries.looked_at_series(self._tx, id=series_id, now=now, ended=ended)

    def put_into_series(self, event_id: UUID, series_id: UUID, occurrence: datetime) -> None:
        queries.put_into_series(
            self._tx, event_id=event_id, series_id=series_id, occurrence=occurrence
        )

    def leave_series(self, event_id: UUID) -> None:
        queries.leave_series(self._tx, event_id=event_id)

    def set_apart(self, event_id: UUID) -> None:
        queries.set_apart(self._tx, event_id=event_id)

    def last_occurrence(self, series_id: UUID) -> datetime | None:
        found: datetime | None = queries.last_occurrence(self._tx, series_id=series_id)
        return found

    def lock_events_of_series(
        self, series_id: UUID, *, from_occurrence: datetime, now: datetime
    ) -> list[Row]:
        """Give what is to come of a series, but of what was cancelled, and hold it."""
        return list(
            queries.lock_events_of_series(
                self._tx, series_id=series_id, from_occurrence=from_occurrence, now=now
            )
        )

    def lock_rest_of_series(self, series_id: UUID, from_occurrence: datetime) -> list[Row]:
        """Give an event and all after it in the order of the rule, and hold them."""
        rows = queries.lock_rest_of_series(
            self._tx, series_id=series_id, from_occurrence=from_occurrence
        )
        return sorted(rows, key=lambda row: (row["occurrence"], row["id"]))

    def let_places_change(self) -> None:
        """Look only at the end whether two events of a series have one place."""
        queries.let_places_change(self._tx)

    def next_of_series(self, series_id: UUID, *, now: datetime, limit: int) -> list[Row]:
        return list(queries.next_of_series(self._tx, series_id=series_id, now=now, limit=limit))

    def shift_occurrences(
        self, series_id: UUID, *, from_occurrence: datetime, days: int, at: time
    ) -> None:
        queries.shift_occurrences(
            self._tx, series_id=series_id, from_occurrence=from_occurrence, days=days, at=at
        )
