"""Where it is kept what the register says of the association."""

from __future__ import annotations

from typing import Any

from shared.db.database import Transaction
from shared.db.queries import load_queries

queries = load_queries(__file__, "register.sql")


class RegisterStore:
    """The one row of the register, within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def read(self) -> dict[str, Any]:
        row: dict[str, Any] = queries.read(self._tx)
        return row

    def fill(self, fields: dict[str, str]) -> None:
        queries.fill(self._tx, **fields)
