"""Where an import is taken back, part by part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from services.members.domain.texts import fold
from services.members.store.households import HouseholdStore
from shared.db.database import Transaction
from shared.db.queries import load_queries

queries = load_queries(__file__, "undoing.sql")

TAKEN_BACK = "taken-back"

Row = dict[str, Any]


class UndoingStore:
    """The rows of an import and the people they were about, within one transaction."""

    def __init__(self, tx: Transaction, import_id: UUID) -> None:
        self._tx = tx
        self._import_id = import_id

    def take_rows(self, *, after: int, limit: int) -> list[int]:
        """Lay out the next rows that have changed something; gives their numbers."""
        queries.begin_undoing(self._tx)
        found = queries.rows_to_undo(self._tx, import_id=self._import_id, after=after, limit=limit)
        return sorted(row["row"] for row in found)

    def judge(self) -> None:
        """Tell what nothing has used since."""
        queries.judge_people(self._tx, import_id=self._import_id)
        queries.judge_changes(self._tx)
        queries.judge_rest(self._tx)

    def take_people_back(self) -> list[UUID]:
        """Take out who came in by it; gives whom that was."""
        return sorted(_ids(queries.take_people_back(self._tx)))

    def give_back(self, *, source: str, now: datetime) -> set[UUID]:
        """Put back what was changed; gives whose that was."""
        queries.give_fields_back(self._tx)
        towns = list(queries.towns_given_back(self._tx))
        queries.fold_towns(
            self._tx,
            ids=[row["person_id"] for row in towns],
            keys=[fold(row["town"] or "") for row in towns],
        )
        queries.leave_bodies(self._tx, import_id=self._import_id)
        queries.leave_axes(self._tx)
        queries.leave_tags(self._tx)
        queries.leave_partners(self._tx)
        queries.forget_alternates(self._tx)
        queries.withdraw_consents(self._tx, source=source, now=now)
        touched = list(queries.numbers_of_undone(self._tx))
        moved = HouseholdStore(self._tx).join(
            [row["id"] for row in touched],
            mobiles=[row["mobile"] for row in touched if row["mobile"]],
        )
        return moved | _ids(queries.people_changed_back(self._tx))

    def settle(self) -> Counter[str]:
        """Write down what became of each row; gives how many of which."""
        settled = queries.settle_undone(self._tx, import_id=self._import_id)
        return Counter(row["taken_back"] for row in settled)

    def advance(self, *, checkpoint: int, settled: Counter[str], finished: bool) -> None:
        """Remember how far it has come."""
        queries.advance(
            self._tx,
            id=self._import_id,
            checkpoint=checkpoint,
            taken_back=settled[TAKEN_BACK],
            kept=settled.total() - settled[TAKEN_BACK],
            finished=finished,
        )


def _ids(rows: Iterable[Row]) -> set[UUID]:
    return {row["id"] for row in rows}
