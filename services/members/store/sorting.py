"""Where the lists are kept that people are sorted by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from psycopg.types.json import Jsonb

from shared.contracts.members import Kind
from shared.db.database import Transaction
from shared.db.queries import load_queries

queries = load_queries(__file__, "sorting.sql")

Row = dict[str, Any]


class SortingStore:
    """The lists, within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def things(self, kind: Kind) -> list[Row]:
        """Give the lines of a list, each with its names and whether it is used."""
        return list(getattr(queries, kind)(self._tx))

    def add(self, kind: Kind, code: str, names: Mapping[str, str]) -> None:
        getattr(queries, f"add_{kind}")(self._tx, code=code, names=Jsonb(dict(names)))

    def rename(self, kind: Kind, code: str, names: Mapping[str, str]) -> None:
        getattr(queries, f"rename_{kind}")(self._tx, code=code, names=Jsonb(dict(names)))

    def remove(self, kind: Kind, code: str) -> bool:
        """Take a line away; False when it is not theirs."""
        return int(getattr(queries, f"remove_{kind}")(self._tx, code=code)) == 1
