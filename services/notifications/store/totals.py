"""Sums over the ledger, and what was told of them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from psycopg.types.json import Jsonb

from services.notifications.store.base import Row, Store
from shared.db.queries import load_queries

queries = load_queries(__file__, "totals.sql")


class TotalsStore(Store):
    """Sums over the ledger, and what was told of them."""

    def first_to_settle(self) -> bool:
        """Tell whether nobody else is folding; holds until this transaction ends."""
        return bool(queries.first_to_settle(self._tx))

    def sends_moved(self, limit: int) -> list[Row]:
        return list(queries.sends_moved(self._tx, limit=limit))

    def fold_movements(self, send_id: UUID) -> None:
        queries.fold_movements(self._tx, send_id=send_id)

    def totals_of_sends(self, send_ids: Sequence[UUID]) -> list[Row]:
        return list(queries.totals_of_sends(self._tx, send_ids=list(send_ids)))

    def settle(self, send_id: UUID, totals: dict[str, int]) -> int | None:
        """Keep totals to be told; gives their version, or None when they are not new."""
        row = queries.settle(self._tx, send_id=send_id, totals=Jsonb(totals))
        return int(row["version"]) if row else None
