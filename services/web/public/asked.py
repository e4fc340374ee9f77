"""What whoever says yes is asked, on the page of their invitation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import request
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from services.web import asking, errors
from services.web.languages import current
from services.web.public import public
from services.web.public.invitation import Chosen, agreement, as_uuid, back, command_for, kept
from services.web.words import word
from shared.contracts.events import (
    AnswerQuestions,
    EventQuestion,
    Invitation,
    OpenInvitation,
    QuestionAnswer,
)
from shared.contracts.members import SealAnswers, SealedAnswer, TakeBackAnswer
from shared.errors import Refused

OF_A_QUESTION = "reply-"
"""What the field of each question is called, before its id."""

AGREED = "agree-"
"""What the tick beside a sensitive question is called, before its id."""

SAID_ON_THE_FORM = (
    *("reply-left-out", "reply-too-long", "reply-not-offered"),
    *("reply-not-agreed", "reply-not-kept"),
)

MOST_TYPED = 2_000
"""More than is kept of one answer, so that a longer one is refused and not cut."""
MOST_SEALED = 500


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What stands in the form: answers by question, and the sensitive questions agreed to."""

    replies: Mapping[UUID, str]
    agreed: frozenset[UUID]


@public.post("/i/<code>/questions")
def answer_questions(code: str) -> Response | tuple[str, int]:
    typed = _typed()
    member_id = as_uuid(request.form.get("member_id"))
    command_id = command_for(repr(sorted(typed.replies.items())))

    def keep() -> Invitation:
        asked = _questions(code)
        sealed = _to_seal(asked, typed)
        replies = [
            QuestionAnswer(question_id=question_id, value=value)
            for question_id, value in typed.replies.items()
            if not (question_id in asked and asked[question_id].sensitive)
        ]
        said = AnswerQuestions(
            command_id=command_id,
            code=code,
            member_id=member_id,
            answers=replies,
            origin=asking.origin(),
        )
        # First: that the code is theirs, and that it is time for it, is for events to say.
        invitation = asking.events().answer_questions(said)
        if sealed:
            _seal(invitation, member_id, command_id, sealed)
        return invitation

    return kept(
        code, keep, Chosen(member_id=member_id, replies=typed.replies), on_form=SAID_ON_THE_FORM
    )


@public.post("/i/<code>/questions/take-back")
def take_back_answer(code: str) -> Response:
    """Remove the answer to a sensitive question; a consent is taken back as easily as given."""
    member_id = as_uuid(request.form.get("member_id"))
    invitation = asking.events().open_invitation(OpenInvitation(code=code, origin=asking.origin()))
    if member_id not in {person.member_id for person in invitation.people}:
        raise BadRequest
    wish = TakeBackAnswer(
        event_id=invitation.card.event_id,
        member_id=member_id,
        question_id=as_uuid(request.form.get("take_back")),
    )
    asking.members().take_back_answer(wish)
    return back(code)


def _questions(code: str) -> dict[UUID, EventQuestion]:
    found = asking.events().open_invitation(OpenInvitation(code=code, origin=asking.origin()))
    return {question.question_id: question for question in found.questions}


def _seal(
    invitation: Invitation, member_id: UUID, command_id: UUID, sealed: list[SealedAnswer]
) -> None:
    command = SealAnswers(
        command_id=command_id,
        event_id=invitation.card.event_id,
        member_id=member_id,
        ends_at=invitation.card.ends_at,
        answers=sealed,
    )
    try:
        asking.members().seal_answers(command)
    except Refused as refused:
        # That they are invited is told to members after they are: seldom later than they answer.
        if refused.code != "unknown-member":
            raise
        raise errors.UnusableReply(sealed[0].question_id, "reply-not-kept") from refused


def _to_seal(asked: Mapping[UUID, EventQuestion], typed: Typed) -> list[SealedAnswer]:
    """Give what is sensitive, as it was read; UnusableReply for what was not agreed to."""
    return [
        _sealed(question, typed.replies[question_id].strip(), agreed=question_id in typed.agreed)
        for question_id, question in asked.items()
        if question.sensitive and typed.replies.get(question_id, "").strip()
    ]


def _sealed(question: EventQuestion, value: str, *, agreed: bool) -> SealedAnswer:
    if not agreed:
        raise errors.UnusableReply(question.question_id, "reply-not-agreed")
    if len(value) > MOST_SEALED:
        raise errors.UnusableReply(question.question_id, "reply-too-long", most=MOST_SEALED)
    text = question.texts[question.language(current())]
    said = value
    if question.kind == "yes_no":
        said = {answer: word("answer", answer) for answer in ("yes", "no")}.get(value, "")
    elif question.kind == "choice":
        said = dict(enumerate(text.choices)).get(int(value) if value.isdecimal() else -1, "")
    if not said:
        raise errors.UnusableReply(question.question_id, "reply-not-offered")
    return SealedAnswer(
        question_id=question.question_id, asked=text.label, value=said, wording=agreement()
    )


def _typed() -> Typed:
    """Read what was answered, by question."""
    try:
        return Typed(
            replies={
                UUID(name.removeprefix(OF_A_QUESTION)): value[:MOST_TYPED]
                for name, value in request.form.items()
                if name.startswith(OF_A_QUESTION)
            },
            agreed=frozenset(
                UUID(name.removeprefix(AGREED)) for name in request.form if name.startswith(AGREED)
            ),
        )
    except ValueError as error:
        raise BadRequest from error
