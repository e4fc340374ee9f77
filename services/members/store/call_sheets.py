"""Whom no channel reaches."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.members.store.rules import run
from shared.contracts.members import AudienceRule
from shared.db.database import Transaction
from shared.db.queries import load_queries

queries = load_queries(__file__, "call_sheets.sql")

Row = dict[str, Any]


class CallSheetStore:
    """Whom no channel reaches, within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def audience_of_event(self, event_id: UUID) -> UUID | None:
        found: UUID | None = queries.audience_of_event(self._tx, event_id=event_id)
        return found

    def page(self, meant: AudienceRule, *, after: UUID | None, limit: int) -> list[Row]:
        return list(run(self._tx, queries.unreached.sql, meant, after=after, limit=limit))

    def count(self, meant: AudienceRule) -> Row:
        found = run(self._tx, queries.count_unreached.sql, meant).fetchone()
        assert found is not None  # noqa: S101  # an aggregate always has a row
        return found
