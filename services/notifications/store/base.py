"""What every part of the store has: the transaction that it works in."""

from __future__ import annotations

from typing import Any

from shared.db.database import Transaction

Row = dict[str, Any]


class Store:
    """Tables, within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
