"""What every part of the store has: the transaction that it works in."""

from __future__ import annotations

from typing import Any

from shared.db.database import Transaction

Row = dict[str, Any]


class Store:
    """Tables, within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx


def one(row: Any) -> Row:  # aiosql's results have no types
    """Give the row of a query that always has one."""
    assert row is not None  # noqa: S101 - the query always gives a row
    found: Row = row
    return found
