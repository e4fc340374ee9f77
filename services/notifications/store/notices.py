"""What became of telling people."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from services.notifications.store.base import Row, Store
from shared.db.queries import load_queries

queries = load_queries(__file__, "notices.sql")


class NoticeStore(Store):
    """What became of telling people."""

    def notices(self, event_id: UUID, member_ids: Sequence[UUID]) -> list[Row]:
        return list(queries.notices(self._tx, event_id=event_id, member_ids=list(member_ids)))
