"""What people answer to the questions of an event, and what an organiser reads of it."""

from __future__ import annotations

from datetime import datetime

from services.events import errors
from services.events.domain import questions
from services.events.operations.answering import may_still_choose, one_behind, shown_invitation
from services.events.operations.finding import existing
from services.events.store import EventsStore
from shared.contracts.events import (
    AnswerQuestions,
    EventRef,
    FindQuestionAnswers,
    Invitation,
    QuestionAnswerPage,
    Questioned,
    QuestionSum,
    QuestionSums,
)
from shared.db import guesses
from shared.db.database import Database
from shared.messaging import commands

PAGE = 50


def answer_questions(
    db: Database, said: AnswerQuestions, *, key: bytes, now: datetime
) -> Invitation:
    """
    Keep what one person behind a code answers, in place of what they answered before.

    What is given back says nothing of it: it is kept with the command, and no erasure goes there.
    """
    with guesses.watched(db, said.origin, wrong=errors.UnknownCode, now=now) as tx:

        def act() -> Invitation:
            store = EventsStore(tx)
            one = one_behind(tx, said.code, said.member_id, key=key, now=now)
            may_still_choose(one.event, now)
            if one.person["place"] == "none":
                raise errors.NotAskedYet
            event_id = one.event["id"]
            replies = questions.replies(store.questions_of(event_id), said.answers)
            store.put_replies(event_id, one.person["seat_id"], replies, now)
            return shown_invitation(store, one.event, one.holder_id, now)

        return commands.once(tx, said.command_id, Invitation, act)


def question_sums(db: Database, request: EventRef) -> QuestionSums:
    """Sum up what was answered here by whoever has a place or waits; UnknownEvent."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        event = existing(store.find_event(request.event_id))
        sums, every = store.question_sums(event["id"]), store.questions_of(event["id"])
        asked = store.how_many_are_asked(event["id"])
        return QuestionSums(
            asked=asked,
            questions=[
                QuestionSum(
                    question=question,
                    answered=sum(sums[question.question_id].values()),
                    sums={
                        value: sums[question.question_id].get(value, 0)
                        for value in questions.offered(question)
                    },
                )
                for question in questions.ordinary(every)
            ],
            sensitive=[question for question in every if question.sensitive],
        )


def question_answers(db: Database, request: FindQuestionAnswers) -> QuestionAnswerPage:
    """Give a page of those who are asked, with what they answered; UnknownEvent."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        event = existing(store.find_event(request.event_id))
        rows = store.page_of_the_asked(
            event["id"],
            only_missing=request.only_missing,
            after=request.after,
            limit=PAGE + 1,
        )
        shown = rows[:PAGE]
        replies = store.replies_of(event["id"], [row["member_id"] for row in shown])
    return QuestionAnswerPage(
        people=[Questioned(**row, replies=replies[row["member_id"]]) for row in shown],
        next=shown[-1]["member_id"] if len(rows) > PAGE else None,
    )
