"""What whoever says yes to an event is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web import asking, errors
from services.web.console import console
from services.web.console.again import command_id, form_again
from services.web.console.events import find
from services.web.console.repeating import which_typed
from shared.contracts.events import (
    EventQuestion,
    EventRef,
    EventView,
    PutQuestion,
    QuestionKind,
    QuestionText,
    RemoveQuestion,
)
from shared.contracts.members import LANGUAGES
from shared.errors import Refused
from shared.ids import new_id

PAGE = "console/questions.html"
KINDS: dict[str, QuestionKind] = {"text": "text", "choice": "choice", "yes_no": "yes_no"}


@dataclass(frozen=True, kw_only=True)
class TypedQuestion:
    """What stands in the form of a question; of a choice, one on each line."""

    command_id: UUID = field(default_factory=new_id)
    kind: str = "text"
    required: bool = False
    sensitive: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def typed(cls, form: Mapping[str, str]) -> TypedQuestion:
        """Read the form as the browser sent it."""
        return cls(
            command_id=command_id(),
            kind=form.get("kind", "text"),
            required="required" in form,
            sensitive="sensitive" in form,
            labels={code: form.get(f"label_{code}", "").strip() for code in LANGUAGES},
            choices={code: form.get(f"choices_{code}", "").strip() for code in LANGUAGES},
        )

    @classmethod
    def of(cls, question: EventQuestion) -> TypedQuestion:
        """Fill the form with a question as it stands."""
        texts = question.texts
        return cls(
            kind=question.kind,
            required=question.required,
            sensitive=question.sensitive,
            labels={code: text.label for code, text in texts.items()},
            choices={code: "\n".join(text.choices) for code, text in texts.items()},
        )

    def wish(self, event_id: UUID, question_id: UUID | None) -> PutQuestion:
        """Make the request of it."""
        written = [c for c in LANGUAGES if self.labels.get(c) or self.choices.get(c)]
        return PutQuestion(
            command_id=self.command_id,
            event_id=event_id,
            question_id=question_id,
            kind=KINDS.get(self.kind, "text"),
            required=self.required,
            sensitive=self.sensitive,
            texts={
                code: QuestionText(
                    label=self.labels.get(code, ""),
                    choices=self.choices.get(code, "").splitlines(),
                )
                for code in written
            },
            which=which_typed(),
        )


@console.get("/events/<uuid:event_id>/questions")
@asking.needs("events:write")
def questions_page(event_id: UUID) -> str:
    return render_template(PAGE, **_shown(find(event_id), None, TypedQuestion()))


@console.post("/events/<uuid:event_id>/questions")
@asking.needs("events:write")
def add_question(event_id: UUID) -> Response | tuple[str, int]:
    return _put(event_id, None)


@console.get("/events/<uuid:event_id>/questions/<uuid:question_id>")
@asking.needs("events:write")
def question_page(event_id: UUID, question_id: UUID) -> str:
    view = find(event_id)
    known = {question.question_id: question for question in _questions(event_id)}
    if question_id not in known:
        raise errors.UnknownQuestion
    return render_template(PAGE, **_shown(view, question_id, TypedQuestion.of(known[question_id])))


@console.post("/events/<uuid:event_id>/questions/<uuid:question_id>")
@asking.needs("events:write")
def change_question(event_id: UUID, question_id: UUID) -> Response | tuple[str, int]:
    return _put(event_id, question_id)


@console.post("/events/<uuid:event_id>/questions/<uuid:question_id>/remove")
@asking.needs("events:write")
def remove_question(event_id: UUID, question_id: UUID) -> Response:
    wish = RemoveQuestion(
        command_id=command_id(), event_id=event_id, question_id=question_id, which=which_typed()
    )
    asking.events().remove_question(wish)
    return _to_questions(event_id)


def _put(event_id: UUID, question_id: UUID | None) -> Response | tuple[str, int]:
    typed = TypedQuestion.typed(request.form)
    try:
        asking.events().put_question(typed.wish(event_id, question_id))
    except Refused as refused:
        return form_again(PAGE, refused, **_shown(find(event_id), question_id, typed))
    return _to_questions(event_id)


def _questions(event_id: UUID) -> list[EventQuestion]:
    return asking.events().questions_of(EventRef(event_id=event_id)).questions


def _shown(view: EventView, question_id: UUID | None, typed: TypedQuestion) -> dict[str, object]:
    questions = _questions(view.card.event_id)
    return {
        "event": view,
        "questions": questions,
        "question_id": question_id,
        "typed": typed,
        "which": which_typed(),
    }


def _to_questions(event_id: UUID) -> Response:
    return redirect(url_for("console.questions_page", event_id=event_id), 303)
