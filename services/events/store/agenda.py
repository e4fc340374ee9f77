"""What is on the public agenda."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.events.store.base import Row, Store
from shared.db.queries import load_queries

queries = load_queries(__file__, "agenda.sql")


class AgendaStore(Store):
    """What is on the public agenda."""

    def put_on_agenda(self, event_id: UUID, *, listed: bool | None, axes: Sequence[str]) -> None:
        queries.put_on_agenda(self._tx, id=event_id, listed=listed, axes=list(axes))

    def agenda(
        self,
        after: tuple[datetime, UUID] | None,
        *,
        past: bool,
        axis: str | None,
        limit: int,
        now: datetime,
    ) -> list[Row]:
        """Give what is ahead, the next first; or what is past, the latest first."""
        start, event_id = after or (None, None)
        read = queries.agenda_past if past else queries.agenda_ahead
        return list(
            read(self._tx, after_start=start, after_id=event_id, axis=axis, limit=limit, now=now)
        )

    def axes_of_agenda(self, since: datetime) -> list[str]:
        return [row["axis"] for row in queries.axes_of_agenda(self._tx, since=since)]

    def agenda_event(self, event_id: UUID) -> Row | None:
        found: Row | None = queries.agenda_event(self._tx, id=event_id)
        return found
