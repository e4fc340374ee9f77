"""Sessions and questions that the events of a series have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from services.events.store.base import Store
from shared.db.queries import load_queries

queries = load_queries(__file__, "lines.sql")

Common = Literal["session", "question"]


class LineStore(Store):
    """Sessions and questions that the events of a series have in common."""

    def begin_lines(self, event_id: UUID) -> None:
        queries.begin_session_lines(self._tx, event_id=event_id)
        queries.begin_question_lines(self._tx, event_id=event_id)

    def line_of(self, what: Common, own_id: UUID) -> UUID | None:
        ask = queries.line_of_session if what == "session" else queries.line_of_question
        found: UUID | None = ask(self._tx, id=own_id)
        return found

    def set_line(self, what: Common, own_id: UUID, line: UUID | None) -> None:
        put = queries.set_session_line if what == "session" else queries.set_question_line
        put(self._tx, id=own_id, line=line)

    def of_line(self, what: Common, line: UUID, event_ids: Sequence[UUID]) -> dict[UUID, UUID]:
        """Give the session or question of a line in each of some events that has it."""
        ask = queries.sessions_of_line if what == "session" else queries.questions_of_line
        rows = ask(self._tx, line=line, event_ids=list(event_ids))
        return {row["event_id"]: row["id"] for row in rows}

    def end_line(self, what: Common, series_id: UUID, line: UUID) -> None:
        """Let what is left of a line belong to each event alone."""
        end = queries.end_session_line if what == "session" else queries.end_question_line
        end(self._tx, series_id=series_id, line=line)

    def copy_lines(self, series_id: UUID, event_id: UUID) -> None:
        """Give a new event of a series all that its events have in common."""
        queries.copy_session_lines(self._tx, series_id=series_id, event_id=event_id)
        queries.copy_question_lines(self._tx, series_id=series_id, event_id=event_id)
