"""Questions at sign-up."""

from __future__ import annotations

from uuid import UUID

from psycopg.types.json import Jsonb

from services.events.store.base import Store
from shared.contracts.events import EventQuestion, QuestionText
from shared.db.queries import load_queries

queries = load_queries(__file__, "questions.sql")


class QuestionStore(Store):
    """Questions at sign-up."""

    def put_question(self, event_id: UUID, question: EventQuestion) -> None:
        queries.put_question(
            self._tx,
            id=question.question_id,
            event_id=event_id,
            kind=question.kind,
            required=question.required,
            sensitive=question.sensitive,
            texts=Jsonb({code: text.dump() for code, text in question.texts.items()}),
        )

    def remove_question(self, event_id: UUID, question_id: UUID) -> None:
        queries.remove_question(self._tx, id=question_id, event_id=event_id)

    def questions_of(self, event_id: UUID) -> list[EventQuestion]:
        """Give an event's questions in the order in which they are asked."""
        return [
            EventQuestion(
                question_id=row["id"],
                kind=row["kind"],
                required=row["required"],
                sensitive=row["sensitive"],
                texts={code: QuestionText.parse(text) for code, text in row["texts"].items()},
            )
            for row in queries.questions_of(self._tx, event_id=event_id)
        ]

    def copy_questions(self, event_id: UUID, copy_id: UUID) -> None:
        queries.copy_questions(self._tx, event_id=event_id, copy_id=copy_id)
