"""Where answers to sensitive questions are kept: in the vault's schema, by its role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from shared.db.database import Transaction
from shared.db.queries import load_queries

queries = load_queries(__file__, "sealed_answers.sql")

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """One answer, encrypted, and the words that were agreed to."""

    question_id: UUID
    sealed: bytes
    wording: str


class SealedAnswersStore:
    """Answers under seal, within one transaction of the vault's role."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def seal(
        self,
        answers: Sequence[Sealed],
        *,
        event_id: UUID,
        person_id: UUID,
        ids: Sequence[UUID],
        **of: object,
    ) -> bool:
        """
        Keep answers of one person to one event; False when this command has kept them before.

        `ids` are all of the person's: what they answered under another is replaced.
        """
        whose = {
            "event_id": event_id,
            "person_id": person_id,
            "question_ids": [one.question_id for one in answers],
        }
        kept = queries.seal_answers(
            self._tx,
            sealed=[one.sealed for one in answers],
            wordings=[one.wording for one in answers],
            **whose,
            **of,
        )
        if not list(kept):
            return False
        queries.forget_under_others(self._tx, ids=list(ids), **whose)
        return True

    def what_is_sealed(self, event_id: UUID, ids: Sequence[UUID]) -> list[Row]:
        return list(queries.what_is_sealed(self._tx, event_id=event_id, ids=list(ids)))

    def answers_of(self, ids: Sequence[UUID]) -> list[datetime]:
        """Give when a person answered anything that is kept."""
        return [row["agreed_at"] for row in queries.answers_of(self._tx, ids=list(ids))]

    def take_back(self, event_id: UUID, question_id: UUID, ids: Sequence[UUID]) -> bool:
        gone = queries.take_back(
            self._tx, event_id=event_id, question_id=question_id, ids=list(ids)
        )
        return bool(list(gone))

    def who_answered(self, event_id: UUID, after: UUID | None, *, limit: int) -> list[UUID]:
        rows = queries.who_answered(self._tx, event_id=event_id, after=after, limit=limit)
        return [row["person_id"] for row in rows]

    def answers(self, event_id: UUID, ids: Sequence[UUID]) -> list[Row]:
        return list(queries.sealed_answers(self._tx, event_id=event_id, ids=list(ids)))

    def forget_past(self, today: date, *, limit: int) -> int:
        return int(queries.forget_past(self._tx, today=today, limit=limit))
