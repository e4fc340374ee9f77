"""People who are invited, found by their ids."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from services.events.store.base import Row, Store
from shared.db.queries import load_queries

queries = load_queries(__file__, "noting.sql")


class NotingStore(Store):
    """People who are invited, found by their ids."""

    def invited_people(self, event_id: UUID, member_ids: Sequence[UUID]) -> list[Row]:
        """Give those who are invited, each under the id that was asked for."""
        ids = list(dict.fromkeys(member_ids))
        return list(queries.invited_people(self._tx, event_id=event_id, member_ids=ids))
