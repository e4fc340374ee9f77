"""Where lists by hand are kept, and what else a rule can name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.db.database import Transaction
from shared.db.queries import load_queries

queries = load_queries(__file__, "hand_lists.sql")

Row = dict[str, Any]


class HandListStore:
    """The tables of lists by hand, within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def add(self, list_id: UUID, name: str, *, by: UUID) -> None:
        queries.add_hand_list(self._tx, id=list_id, name=name, created_by=by)

    def rename(self, list_id: UUID, name: str) -> None:
        queries.rename_hand_list(self._tx, id=list_id, name=name)

    def named_by(self, list_id: UUID, *, since: datetime) -> list[str]:
        """Give the names of audiences that name a list, those of one event if made since then."""
        rows = queries.audiences_that_name(self._tx, list_id=str(list_id), since=since)
        return [row["name"] for row in rows]

    def remove(self, list_id: UUID) -> bool:
        """Take a list away; False when it is not theirs."""
        return int(queries.remove_hand_list(self._tx, id=list_id)) == 1

    def all(self, limit: int) -> list[Row]:
        return list(queries.hand_lists(self._tx, limit=limit))

    def find(self, list_id: UUID) -> Row | None:
        found: Row | None = queries.find_hand_list(self._tx, id=list_id)
        return found

    def of(self, person_id: UUID) -> list[Row]:
        return list(queries.hand_lists_of(self._tx, person_id=person_id))

    def put_on(self, list_id: UUID, ids: Sequence[UUID]) -> int:
        """Put people on a list; gives how many that were not on it."""
        return int(queries.put_on(self._tx, list_id=list_id, ids=list(ids)))

    def take_off(self, list_id: UUID, ids: Sequence[UUID]) -> int:
        return int(queries.take_off(self._tx, list_id=list_id, ids=list(ids)))

    def people(self, list_id: UUID, *, after: UUID | None, limit: int) -> list[Row]:
        return list(queries.people_on(self._tx, list_id=list_id, after=after, limit=limit))

    def sortings(self, limit: int) -> tuple[list[Row], list[Row]]:
        """Give the partners, and the tags with their names."""
        return list(queries.partners(self._tx)), list(queries.tags(self._tx, limit=limit))
