"""Where it is kept who takes part in what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.contracts.events import Answer, Attended
from shared.db.database import Transaction
from shared.db.queries import load_queries

queries = load_queries(__file__, "participation.sql")

Row = dict[str, Any]


class ParticipationStore:
    """The projection of what events tells, within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def takes_part(self, event_id: UUID, ids: Sequence[UUID]) -> bool:
        """Tell whether somebody was invited to an event or answered, under one of their ids."""
        return bool(queries.takes_part_in(self._tx, event_id=event_id, ids=list(ids)))

    def note_invited(self, event_id: UUID, ids: Sequence[UUID], *, at: datetime) -> None:
        # In order, so that two pages never hold rows that the other waits for.
        queries.note_invited(self._tx, event_id=event_id, ids=sorted(ids), at=at)

    def note_answer(
        self, event_id: UUID, person_id: UUID, *, answer: Answer, version: int, at: datetime
    ) -> None:
        queries.note_answer(
            self._tx,
            event_id=event_id,
            person_id=person_id,
            answer=answer,
            version=version,
            at=at,
        )

    def note_attended(self, event_id: UUID, attended: Sequence[Attended]) -> None:
        queries.note_attended(
            self._tx,
            event_id=event_id,
            ids=[one.member_id for one in attended],
            times=[one.came_at for one in attended],
            versions=[one.version for one in attended],
        )

    def of(self, person_id: UUID, *, limit: int) -> list[Row]:
        """Give what a person was invited to, the newest first."""
        return list(queries.participation_of(self._tx, person_id=person_id, limit=limit))

    def invited_at_number(self, event_id: UUID, mobile: str, *, limit: int) -> list[Row]:
        return list(
            queries.invited_at_number(self._tx, event_id=event_id, mobile=mobile, limit=limit)
        )
