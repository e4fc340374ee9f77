"""Who is expected and who came."""

from __future__ import annotations

from uuid import UUID

from services.events.store.base import Row, Store, one
from shared.db.queries import load_queries

queries = load_queries(__file__, "attendance.sql")


class AttendanceStore(Store):
    """Who is expected and who came."""

    def page_of_attendance(
        self, event_id: UUID, *, only_coming: bool, after: UUID | None, limit: int
    ) -> list[Row]:
        return list(
            queries.page_of_attendance(
                self._tx, event_id=event_id, only_coming=only_coming, after=after, limit=limit
            )
        )

    def feedback_summary(self, event_id: UUID) -> Row:
        return one(queries.feedback_summary(self._tx, event_id=event_id))

    def feedback_words(self, event_id: UUID, *, after: str | None, limit: int) -> list[Row]:
        return list(queries.feedback_words(self._tx, event_id=event_id, after=after, limit=limit))

    def how_many_wrote(self, event_id: UUID) -> int:
        return int(queries.how_many_wrote(self._tx, event_id=event_id))
