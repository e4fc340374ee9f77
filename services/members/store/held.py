"""What is held of one person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from shared.db.database import Transaction
from shared.db.queries import load_queries

queries = load_queries(__file__, "held.sql")

OURS = ("id", "version", "name_key", "sort_name", "town_key", "apart_from")
"""Columns that say nothing more of a person: ids, and names folded to find them by."""

Row = dict[str, Any]


def ids_of(tx: Transaction, any_id: UUID) -> list[UUID]:
    """Give every id of a person, whichever of them it is asked with: theirs and their aliases'."""
    return ids_of_each(tx, [any_id])[any_id]


def ids_of_each(tx: Transaction, any_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """Give every id of many people at once, by the ids that are asked with."""
    found: dict[UUID, list[UUID]] = {}
    for row in queries.ids_of_each(tx, ids=list(any_ids)):
        found.setdefault(row["asked"], []).append(row["id"])
    return found


def held_of(tx: Transaction, person_id: UUID) -> dict[str, list[Row]]:
    """Give all rows about a person, by what they are."""
    ids = ids_of(tx, person_id)
    people = list(queries.people(tx, id=person_id, ids=ids))
    return {
        "person": [{k: v for k, v in row.items() if k not in OURS} for row in people],
        "alternates": list(queries.alternates(tx, ids=ids)),
        "mandates": list(queries.mandates(tx, ids=ids)),
        "sorted_by": list(queries.sorted_by(tx, ids=ids)),
        "consents": list(queries.consents(tx, ids=ids)),
        "participation": list(queries.participation(tx, ids=ids)),
        "sheets": list(queries.sheets(tx, ids=ids)),
    }
