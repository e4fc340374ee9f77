"""Whom no channel reaches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.members.store.rules import Meant, run
from shared.db.database import Transaction
from shared.db.queries import load_queries

queries = load_queries(__file__, "call_sheets.sql")

Row = dict[str, Any]


class CallSheetStore:
    """Whom no channel reaches, within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def meant_by_event(self, event_id: UUID) -> list[Row]:
        """Give what each wave of an event meant, the same once."""
        return list(queries.meant_by_event(self._tx, event_id=event_id))

    def page(self, meant: Sequence[Meant], *, after: UUID | None, limit: int) -> list[Row]:
        return list(run(self._tx, queries.unreached.sql, meant, after=after, limit=limit))

    def count(self, meant: Sequence[Meant]) -> Row:
        found = run(self._tx, queries.count_unreached.sql, meant).fetchone()
        assert found is not None  # noqa: S101  # an aggregate always has a row
        return found
