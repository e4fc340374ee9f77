"""What whoever says yes is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.events import errors
from services.events.domain import questions
from services.events.operations import lines
from services.events.operations.finding import Row, existing
from services.events.store import EventsStore
from shared.contracts.events import (
    EventQuestion,
    EventQuestions,
    EventRef,
    PutQuestion,
    RemoveQuestion,
    Which,
)
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
            event, others = _to_come(store, request.event_id, request.which, now)
            known = {q.question_id for q in store.questions_of(event["id"])}
            if request.question_id is not None and request.question_id not in known:
                raise errors.UnknownQuestion
            question = questions.checked(request, request.question_id or new_id())

            def write(one: Row, question_id: UUID) -> None:
                _put(store, one, replace(question, question_id=question_id))
                audit.record(tx, by, "event.change", one["id"])

            write(event, question.question_id)
            lines.spread(store, "question", question.question_id, others, request.which, write)
            return EventQuestions(questions=store.questions_of(event["id"]))

        return commands.once(tx, request.command_id, EventQuestions, act)


def remove_question(
    db: Database, request: RemoveQuestion, *, by: UUID, now: datetime
) -> EventQuestions:
    """Ask a question no more."""
    with db.transaction() as tx:

        def act() -> EventQuestions:
            store = EventsStore(tx)
            event, others = _to_come(store, request.event_id, request.which, now)
            own_id, which = request.question_id, request.which
            if own_id not in {q.question_id for q in store.questions_of(event["id"])}:
                raise errors.UnknownQuestion
            for one, asked in lines.withdrawn(store, "question", own_id, event, others, which):
                _stays_if_sealed(store, one, asked)
                store.remove_question(one["id"], asked)
                audit.record(tx, by, "event.change", one["id"])
            return EventQuestions(questions=store.questions_of(event["id"]))

        return commands.once(tx, request.command_id, EventQuestions, act)


def _to_come(
    store: EventsStore, event_id: UUID, which: Which, now: datetime
) -> tuple[Row, list[Row]]:
    event, others = lines.held(store, event_id, which, now)
    if event["state"] == "published" and event["starts_at"] <= now:
        raise errors.EventIsOver
    return event, others


def _put(store: EventsStore, event: Row, question: EventQuestion) -> None:
    known = {one.question_id: one for one in store.questions_of(event["id"])}
    before = known.get(question.question_id)
    if before is None and len(known) >= questions.MOST_QUESTIONS:
        raise errors.TooManyQuestions(most=questions.MOST_QUESTIONS)
    if before and not questions.same_meaning(before, question):
        _stays_if_sealed(store, event, question.question_id)
        _not_answered(store, question.question_id)
    store.put_question(event["id"], question)


def _not_answered(store: EventsStore, question_id: UUID) -> None:
    if store.is_answered(question_id):
        raise errors.QuestionAnswered


def _stays_if_sealed(store: EventsStore, event: Row, question_id: UUID) -> None:
    """Keep a sensitive question that may have answers: they are found and taken back beside it."""
    sensitive = {q.question_id for q in store.questions_of(event["id"]) if q.sensitive}
    if event["state"] != "draft" and question_id in sensitive:
        raise errors.SensitiveQuestionStays
