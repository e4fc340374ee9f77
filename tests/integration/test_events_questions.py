"""Questions at sign-up on a real database, without the process."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from services.events import errors
from services.events.domain import questions as questions_domain
from services.events.operations import questions
from services.events.store import EventsStore
from shared.contracts.events import (
    EventQuestion,
    EventRef,
    PutQuestion,
    QuestionAnswer,
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


def test_a_sensitive_question_is_asked_and_never_has_to_be_answered(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=1)

    with pytest.raises(errors.SensitiveAndRequired):
        put(here, sensitive=True, required=True)
    put(here, sensitive=True)

    (question,) = asked(here)
    assert (question.sensitive, question.required) == (True, False)


def test_no_answer_to_a_sensitive_question_is_kept_here(hall: Callable[..., Hall]) -> None:
    """Neither by the form, nor past it: the table itself refuses."""
    here = hall(people=1)
    (question,) = put(here, sensitive=True)
    (person,) = here.people
    here.answer(person, "yes")
    said = QuestionAnswer(question_id=question.question_id, value="0")
    assert questions_domain.replies([question], [said]) == {}

    with pytest.raises(psycopg.errors.RaiseException), here.db.transaction() as tx:
        EventsStore(tx).put_replies(here.event_id, person, {question.question_id: "0"}, here.now())


def test_a_sensitive_question_stays_once_its_event_is_published(
    hall: Callable[..., Hall],
) -> None:
    """What people answered is taken back beside it; its words may be mended."""
    here = hall(people=1)
    (question,) = put(here, sensitive=True)
    other = {"fr": QuestionText(label="Un régime ?", choices=["Oui", "Non"])}
    removing = RemoveQuestion(
        command_id=new_id(), event_id=here.event_id, question_id=question.question_id
    )

    for refused in (
        lambda: questions.remove_question(here.db, removing, by=STAFF, now=here.now()),
        lambda: put(here, question_id=question.question_id),
    ):
        with pytest.raises(errors.SensitiveQuestionStays):
            refused()
    put(here, question_id=question.question_id, sensitive=True, texts=other)

    assert [one.texts["fr"].label for one in asked(here)] == ["Un régime ?"]


def test_an_ordinary_question_that_was_answered_does_not_become_sensitive(
    hall: Callable[..., Hall],
) -> None:
    """What was said to it stands here, where nobody agreed to keep it under seal."""
    here = hall(people=1)
    (question,) = put(here)
    (person,) = here.people
    here.answer(person, "yes")
    with here.db.transaction() as tx:
        EventsStore(tx).put_replies(here.event_id, person, {question.question_id: "0"}, here.now())

    with pytest.raises(errors.QuestionAnswered):
        put(here, question_id=question.question_id, sensitive=True)


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
