"""Who votes for whom."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from services.events.domain.proxies import Facts
from services.events.store.base import Row, Store, one
from shared.db.queries import load_queries

queries = load_queries(__file__, "proxies.sql")


class ProxyStore(Store):
    """Who votes for whom."""

    def put_proxy(
        self, event_id: UUID, member_id: UUID, holder_id: UUID, *, by: UUID | None, now: datetime
    ) -> None:
        queries.put_proxy(
            self._tx, event_id=event_id, member_id=member_id, holder_id=holder_id, by=by, now=now
        )

    def withdraw_proxy(self, event_id: UUID, member_id: UUID) -> bool:
        """Take a proxy back; False when none was given."""
        gone: int = queries.withdraw_proxy(self._tx, event_id=event_id, member_id=member_id)
        return gone > 0

    def proxy_facts(self, event_id: UUID, member_id: UUID, holder_id: UUID) -> Facts:
        """Say how a giver and a holder stand to each other."""
        found = queries.proxy_facts(
            self._tx, event_id=event_id, member_id=member_id, holder_id=holder_id
        )
        return Facts(**one(found))

    def page_of_proxies(self, event_id: UUID, after: UUID | None, limit: int) -> list[Row]:
        return list(queries.page_of_proxies(self._tx, event_id=event_id, after=after, limit=limit))

    def in_mandate_among(self, event_id: UUID, ids: Collection[UUID]) -> list[Row]:
        return list(queries.in_mandate_among(self._tx, event_id=event_id, ids=list(ids)))

    def page_of_roll(self, event_id: UUID, after: UUID | None, limit: int) -> list[Row]:
        return list(queries.page_of_roll(self._tx, event_id=event_id, after=after, limit=limit))

    def held_proxies(self, member_id: UUID) -> list[Row]:
        """Give where a person gave their proxy, and how many they hold."""
        return list(queries.held_proxies(self._tx, member_id=member_id))

    def forget_proxies(self, ids: Collection[UUID], now: datetime) -> None:
        queries.forget_proxies(self._tx, ids=list(ids), now=now)
