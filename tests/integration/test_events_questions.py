"""Questions at sign-up on a real database, without the process."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.events import errors
from services.events.operations import questions
from shared.contracts.events import (
    EventQuestion,
    EventRef,
    PutQuestion,
    QuestionText,
    RemoveQuestion,
)
from shared.errors import Refusal
from shared.ids import new_id
from tests.support.hall import STAFF, Hall, hall

__all__ = ["hall"]

MEALS = {
    "fr": QuestionText(label=" Quel  repas ? ", choices=["Avec viande", "", "Sans viande"]),
    "ar": QuestionText(label="أي وجبة؟", choices=["بلحم", "بدون لحم"]),
}


def put(here: Hall, **changes: Any) -> list[EventQuestion]:
    fields: dict[str, Any] = {
        "command_id": new_id(),
        "event_id": here.event_id,
        "kind": "choice",
        "texts": MEALS,
    }
    now = changes.pop("now", here.now())
    request = PutQuestion(**(fields | changes))
    return questions.put_question(here.db, request, by=STAFF, now=now).questions


def asked(here: Hall) -> list[EventQuestion]:
    return questions.questions_of(here.db, EventRef(event_id=here.event_id)).questions


def test_questions_are_asked_in_the_order_in_which_they_were_written(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=1)
    (meals,) = put(here, required=True)
    text = {"fr": QuestionText(label="Une idée ?", choices=["rien"])}
    put(here, kind="text", texts=text)
    put(here, question_id=meals.question_id)

    first, second = asked(here)

    assert first.question_id == meals.question_id
    assert (first.required, meals.required) == (False, True)
    assert first.texts["fr"] == QuestionText(
        label="Quel repas ?", choices=["Avec viande", "Sans viande"]
    )
    assert second.texts["fr"] == QuestionText(label="Une idée ?")


def test_nothing_sensitive_is_asked_or_kept(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)

    with pytest.raises(errors.SensitiveQuestion):
        put(here, sensitive=True)

    assert asked(here) == []


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"texts": {}}, errors.QuestionMissing),
        ({"texts": {"fr": QuestionText(label=" ")}}, errors.QuestionMissing),
        ({"texts": {"fr": QuestionText(label="x", choices=["a", "a"])}}, errors.ChoicesMissing),
        (
            {"texts": {**MEALS, "en": QuestionText(label="x", choices=["a", "b", "c"])}},
            errors.ChoicesMissing,
        ),
        ({"texts": {"fr": QuestionText(label="x" * 201)}}, errors.TextTooLong),
        ({"question_id": new_id()}, errors.UnknownQuestion),
        ({"now": None}, errors.EventIsOver),
    ],
)
def test_what_can_be_no_question_is_refused(
    hall: Callable[..., Hall], changes: dict[str, Any], refusal: type[Refusal]
) -> None:
    here = hall(people=1)
    if "now" in changes:
        changes = {"now": here.now() + timedelta(days=9)}

    with pytest.raises(refusal):
        put(here, **changes)


def test_ten_questions_are_the_most_and_one_can_be_taken_away(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=1)
    for _ in range(10):
        put(here)
    with pytest.raises(errors.TooManyQuestions):
        put(here)

    gone = asked(here)[3].question_id
    wish = RemoveQuestion(command_id=new_id(), event_id=here.event_id, question_id=gone)
    questions.remove_question(here.db, wish, by=STAFF, now=here.now())
    questions.remove_question(here.db, wish, by=STAFF, now=here.now())

    assert len(asked(here)) == 9
    assert gone not in {question.question_id for question in asked(here)}
