"""What whoever says yes is asked, on the page of their invitation."""

from __future__ import annotations

from uuid import UUID

from flask import request
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from services.web import asking
from services.web.public import public
from services.web.public.invitation import Chosen, as_uuid, command_for, kept
from shared.contracts.events import AnswerQuestions, QuestionAnswer

OF_A_QUESTION = "reply-"
"""What the field of each question is called, before its id."""

SAID_ON_THE_FORM = ("reply-left-out", "reply-too-long", "reply-not-offered")

MOST_TYPED = 2_000
"""More than is kept of one answer, so that a longer one is refused and not cut."""


@public.post("/i/<code>/questions")
def answer_questions(code: str) -> Response | tuple[str, int]:
    typed = _typed()
    said = AnswerQuestions(
        command_id=command_for(repr(sorted(typed.items()))),
        code=code,
        member_id=as_uuid(request.form.get("member_id")),
        answers=[QuestionAnswer(question_id=asked, value=value) for asked, value in typed.items()],
        origin=asking.origin(),
    )
    chosen = Chosen(member_id=said.member_id, replies=typed)
    keep = asking.events().answer_questions
    return kept(code, lambda: keep(said), chosen, on_form=SAID_ON_THE_FORM)


def _typed() -> dict[UUID, str]:
    """Read what was answered, by question."""
    try:
        return {
            UUID(name.removeprefix(OF_A_QUESTION)): value[:MOST_TYPED]
            for name, value in request.form.items()
            if name.startswith(OF_A_QUESTION)
        }
    except ValueError as error:
        raise BadRequest from error
