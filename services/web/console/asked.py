"""What people answered to the questions of an event: sums, and each person's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import render_template, request
from flask_babel import gettext

from services.web import asking
from services.web.console import console
from services.web.console.answers import may_see, names_of_people
from services.web.console.events import find
from services.web.languages import current
from services.web.words import word
from shared.contracts.events import (
    Card,
    EventQuestion,
    EventRef,
    EventView,
    FindQuestionAnswers,
    QuestionAnswer,
    Questioned,
    QuestionText,
)
from shared.contracts.members import Name
from shared.errors import InvalidRequest, Refused


@dataclass(frozen=True, kw_only=True)
class QuestionedLine:
    """Somebody who is asked; the name is missing when `members` gives no answer."""

    row: Questioned
    name: Name | None
    said: Mapping[UUID, str]


@console.get("/events/<uuid:event_id>/questions/answers")
@asking.needs("events:read")
def question_answers(event_id: UUID) -> str:
    return render_template("console/asked.html", problem=None, **answers_shown(find(event_id)))


def answers_shown(view: EventView) -> dict[str, object]:
    """Give what the page shows: sums, and each person's words to whoever may see names."""
    event_id = view.card.event_id
    sums = asking.events().question_sums(EventRef(event_id=event_id))
    questions = [one.question for one in sums.questions]
    page, lines = None, []
    only_missing = "missing" in request.args
    if asking.can("names:read"):
        wish = FindQuestionAnswers(
            event_id=event_id, only_missing=only_missing, after=_after(request.args.get("after"))
        )
        page = asking.events().question_answers(wish)
        names = names_of_people([row.member_id for row in page.people])
        lines = [
            QuestionedLine(
                row=row,
                name=names.get(row.member_id),
                said=replies_said(questions, row.replies, view.card),
            )
            for row in page.people
            if may_see(row.member_id, names)
        ]
    return {
        "event": view,
        "sums": sums,
        "asked": {one.question_id: asked_in(one, view.card) for one in questions},
        "labels": {one.question_id: _choices(one, view.card) for one in questions},
        "people": page,
        "lines": lines,
        "unseen": len(page.people) - len(lines) if page else 0,
        "only_missing": only_missing,
    }


def asked_in(question: EventQuestion, card: Card) -> QuestionText:
    """Give a question in the reader's language, or in the first that it is asked in."""
    return question.texts[question.language(current(), card.languages)]


def replies_said(
    questions: Sequence[EventQuestion], replies: Sequence[QuestionAnswer], card: Card
) -> dict[UUID, str]:
    """Give what somebody answered, as it is read: of a choice, what was chosen."""
    known = {question.question_id: _choices(question, card) for question in questions}
    return {
        reply.question_id: known[reply.question_id].get(reply.value, reply.value)
        for reply in replies
        if reply.question_id in known
    }


def _choices(question: EventQuestion, card: Card) -> dict[str, str]:
    if question.kind == "yes_no":
        return {"yes": word("answer", "yes"), "no": word("answer", "no")}
    found = {str(n): said for n, said in enumerate(asked_in(question, card).choices)}
    if question.kind == "choice":
        # In another language there may be more to choose, or had been.
        most = max(len(text.choices) for text in question.texts.values())
        for number in range(len(found), most):
            found[str(number)] = gettext("Choice %(number)s", number=number + 1)
    return found


def _after(typed: str | None) -> UUID | None:
    try:
        return UUID(typed) if typed else None
    except ValueError as error:
        raise Refused(InvalidRequest.code) from error
