"""Changes of who is silent that are to be told."""

from __future__ import annotations

from services.notifications.store.base import Row, Store
from shared.db.queries import load_queries

queries = load_queries(__file__, "silences.sql")


class SilenceStore(Store):
    """Changes of who is silent that are to be told."""

    def take_silences(self, limit: int) -> list[Row]:
        return list(queries.take_silences(self._tx, limit=limit))
