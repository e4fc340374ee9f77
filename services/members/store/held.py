"""What is held of one person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from shared.db.database import Transaction
from shared.db.queries import load_queries

queries = load_queries(__file__, "held.sql")

OURS = ("id", "version", "name_key", "sort_name", "town_key")
"""Columns that say nothing more of a person: ids, and names folded to find them by."""

Row = dict[str, Any]


def held_of(tx: Transaction, person_id: UUID) -> dict[str, list[Row]]:
    """Give all rows about a person, by what they are."""
    people = list(queries.people(tx, id=person_id))
    return {
        "person": [{k: v for k, v in row.items() if k not in OURS} for row in people],
        "mandates": list(queries.mandates(tx, id=person_id)),
        "sorted_by": list(queries.sorted_by(tx, id=person_id)),
        "consents": list(queries.consents(tx, id=person_id)),
        "participation": list(queries.participation(tx, id=person_id)),
        "sheets": list(queries.sheets(tx, id=person_id)),
    }
