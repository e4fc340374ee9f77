"""What people answered to the questions of an event."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from services.events.store.base import Row, Store
from shared.contracts.events import QuestionAnswer
from shared.db.queries import load_queries

queries = load_queries(__file__, "asked.sql")


class AskedStore(Store):
    """What people answered to the questions of an event."""

    def is_answered(self, question_id: UUID) -> bool:
        return bool(queries.is_answered(self._tx, question_id=question_id))

    def put_replies(
        self, event_id: UUID, member_id: UUID, replies: Mapping[UUID, str], now: datetime
    ) -> None:
        """Keep what one person answered, and nothing of what they answered before."""
        queries.forget_replies(self._tx, event_id=event_id, member_id=member_id)
        queries.put_replies(
            self._tx,
            event_id=event_id,
            member_id=member_id,
            question_ids=list(replies),
            values=list(replies.values()),
            now=now,
        )

    def replies_of(self, event_id: UUID, ids: Sequence[UUID]) -> dict[UUID, list[QuestionAnswer]]:
        """Give what some people answered; an empty list for everybody else."""
        found: dict[UUID, list[QuestionAnswer]] = defaultdict(list)
        for row in queries.replies_of(self._tx, event_id=event_id, ids=list(ids)):
            reply = QuestionAnswer(question_id=row["question_id"], value=row["value"])
            found[row["member_id"]].append(reply)
        return found

    def how_many_are_asked(self, event_id: UUID) -> int:
        return int(queries.how_many_are_asked(self._tx, event_id=event_id))

    def question_sums(self, event_id: UUID) -> dict[UUID, dict[str, int]]:
        """Count each thing that was chosen; what people wrote is counted under an empty one."""
        sums: dict[UUID, dict[str, int]] = defaultdict(dict)
        for row in queries.question_sums(self._tx, event_id=event_id):
            sums[row["question_id"]][row["value"]] = row["number"]
        return sums

    def page_of_the_asked(
        self, event_id: UUID, *, only_missing: bool, after: UUID | None, limit: int
    ) -> list[Row]:
        return list(
            queries.page_of_the_asked(
                self._tx, event_id=event_id, only_missing=only_missing, after=after, limit=limit
            )
        )
