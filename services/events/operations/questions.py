"""What whoever says yes is asked."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.events import errors
from services.events.domain import questions
from services.events.operations.finding import Row, existing, not_cancelled
from services.events.store import EventsStore
from shared.contracts.events import EventQuestions, EventRef, PutQuestion, RemoveQuestion
from shared.db import audit
from shared.db.database import Database
from shared.ids import new_id
from shared.messaging import commands


def questions_of(db: Database, request: EventRef) -> EventQuestions:
    """Give the questions of an event."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        event = existing(store.find_event(request.event_id))
        return EventQuestions(questions=store.questions_of(event["id"]))


def put_question(db: Database, request: PutQuestion, *, by: UUID, now: datetime) -> EventQuestions:
    """Write a question, a new one or again."""
    with db.transaction() as tx:

        def act() -> EventQuestions:
            store = EventsStore(tx)
            event = _to_come(store, request.event_id, now)
            known = {q.question_id: q for q in store.questions_of(event["id"])}
            if request.question_id is not None and request.question_id not in known:
                raise errors.UnknownQuestion
            if request.question_id is None and len(known) >= questions.MOST_QUESTIONS:
                raise errors.TooManyQuestions(most=questions.MOST_QUESTIONS)
            question = questions.checked(request, request.question_id or new_id())
            before = known.get(question.question_id)
            if before and not questions.same_meaning(before, question):
                _not_answered(store, question.question_id)
            store.put_question(event["id"], question)
            audit.record(tx, by, "event.change", event["id"])
            return EventQuestions(questions=store.questions_of(event["id"]))

        return commands.once(tx, request.command_id, EventQuestions, act)


def remove_question(
    db: Database, request: RemoveQuestion, *, by: UUID, now: datetime
) -> EventQuestions:
    """Ask a question no more."""
    with db.transaction() as tx:

        def act() -> EventQuestions:
            store = EventsStore(tx)
            event = _to_come(store, request.event_id, now)
            known = {question.question_id for question in store.questions_of(event["id"])}
            if request.question_id not in known:
                raise errors.UnknownQuestion
            store.remove_question(event["id"], request.question_id)
            audit.record(tx, by, "event.change", event["id"])
            return EventQuestions(questions=store.questions_of(event["id"]))

        return commands.once(tx, request.command_id, EventQuestions, act)


def _to_come(store: EventsStore, event_id: UUID, now: datetime) -> Row:
    event = not_cancelled(existing(store.lock_event(event_id)))
    if event["state"] == "published" and event["starts_at"] <= now:
        raise errors.EventIsOver
    return event


def _not_answered(store: EventsStore, question_id: UUID) -> None:
    if store.is_answered(question_id):
        raise errors.QuestionAnswered
