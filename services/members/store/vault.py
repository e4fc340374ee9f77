"""Where what is sensitive is kept: another role's schema, in the same database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from shared.db.database import Transaction
from shared.db.queries import load_queries

queries = load_queries(__file__, "vault.sql")

Row = dict[str, Any]


class VaultStore:
    """The vault, within one transaction of its own role."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def entries(self, ids: Sequence[UUID]) -> list[Row]:
        return list(queries.entries(self._tx, ids=list(ids)))

    def keep(self, entry: Row) -> bool:
        """Keep an entry; False when this command has kept it before."""
        return queries.keep(self._tx, **entry) is not None

    def forget(self, ids: Sequence[UUID], kind: str) -> bool:
        return bool(list(queries.forget(self._tx, ids=list(ids), kind=kind)))

    def next_sealed(self, after: tuple[UUID, str] | None, *, limit: int) -> list[Row]:
        """Give what comes next, in the order of whose it is."""
        person_id, kind = after or (None, None)
        return list(
            queries.next_sealed(self._tx, person_id=person_id, after_kind=kind, limit=limit)
        )
