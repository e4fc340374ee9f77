"""Counting who takes part in what, in groups."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from shared.db.database import Transaction
from shared.db.queries import load_queries

queries = load_queries(__file__, "breakdowns.sql")

Row = dict[str, Any]


class BreakdownStore:
    """What is counted of those who take part, within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def of_event(self, event_id: UUID) -> list[Row]:
        """Count by each kind of group; the whole is under an empty one."""
        return list(queries.breakdown_of_event(self._tx, event_id=event_id))
