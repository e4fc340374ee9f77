"""What people answer to an event's questions, on a real database, without the process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from cryptography.fernet import Fernet

from services.events import errors
from services.events.operations import asked, attendance, erasing, own_data, questions
from shared.contracts.events import (
    AnswerQuestions,
    EventQuestion,
    EventRef,
    FindAttendance,
    FindQuestionAnswers,
    Invitation,
    PutQuestion,
    QuestionAnswer,
    QuestionText,
    RemoveQuestion,
)
from shared.contracts.members import Addressee, MemberErased
from shared.contracts.persons import PersonRef
from shared.errors import Refusal
from shared.ids import new_id
from tests.support.hall import HOLD, KEY, STAFF, Hall, hall

__all__ = ["hall"]

pytestmark = pytest.mark.integration

MEALS = {"fr": QuestionText(label="Quel repas ?", choices=["Avec viande", "Sans viande"])}


def put(here: Hall, **changes: Any) -> list[EventQuestion]:
    fields: dict[str, Any] = {"kind": "choice", "texts": MEALS, "required": True}
    wish = PutQuestion(command_id=new_id(), event_id=here.event_id, **(fields | changes))
    return questions.put_question(here.db, wish, by=STAFF, now=here.now()).questions


def say(
    here: Hall, person: UUID, *values: str, holder: UUID | None = None, **changes: Any
) -> Invitation:
    known = questions.questions_of(here.db, EventRef(event_id=here.event_id)).questions
    said = [
        QuestionAnswer(question_id=question.question_id, value=value)
        for question, value in zip(known, values, strict=False)
    ]
    wish = AnswerQuestions(
        command_id=new_id(),
        code=here.code(holder or person),
        member_id=person,
        answers=said,
    )
    now = changes.pop("now", here.now())
    return asked.answer_questions(here.db, wish, key=KEY, now=now)


def said_by(here: Hall, person: UUID) -> set[str]:
    return {reply.value for reply in here.me(person).replies}


def kept(here: Hall) -> list[dict[str, Any]]:
    return here.rows("select * from question_answers where event_id = %s", here.event_id)


def with_three_questions(here: Hall) -> None:
    put(here)
    put(here, kind="text", texts={"fr": QuestionText(label="Une idée ?")}, required=False)
    put(here, kind="yes_no", texts={"fr": QuestionText(label="En bus ?")}, required=False)


def test_whoever_said_yes_answers_and_the_last_word_counts(hall: Callable[..., Hall]) -> None:
    here = hall(people=2)
    with_three_questions(here)
    person = here.people[0]
    here.answer(person, "yes")

    say(here, person, "0", " Plus de\r\ndébats\x00 ", "yes")
    assert said_by(here, person) == {"0", "Plus de\ndébats", "yes"}
    say(here, person, "1", "", "no")

    assert said_by(here, person) == {"1", "no"}
    assert here.me(here.people[1]).replies == []


def test_whoever_waits_is_asked_too(hall: Callable[..., Hall]) -> None:
    here = hall(people=2, capacity=1)
    put(here)
    for person in here.people:
        here.answer(person, "yes")

    say(here, here.people[1], "1")

    assert here.places()[here.people[1]] == "waiting"
    assert said_by(here, here.people[1]) == {"1"}


def test_each_of_a_household_answers_for_themselves(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    put(here)
    home, one, other = new_id(), new_id(), new_id()
    people = [Addressee(member_id=person, household_id=home) for person in (one, other)]
    here.invite(people, page=2)
    here.answer(one, "yes", holder=home)
    here.answer(other, "yes", holder=home)

    say(here, one, "0", holder=home)
    say(here, other, "1", holder=home)

    shown = {p.member_id: p.replies[0].value for p in here.open(home).people}
    assert shown == {one: "0", other: "1"}
    with pytest.raises(errors.UnknownCode):
        say(here, here.people[0], "1", holder=home)


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ((), errors.ReplyLeftOut),
        (("", "x"), errors.ReplyLeftOut),
        (("2",), errors.ReplyNotOffered),
        (("0", "x" * 501), errors.ReplyTooLong),
        (("0", "", "maybe"), errors.ReplyNotOffered),
    ],
)
def test_what_is_no_answer_is_refused_and_changes_nothing(
    hall: Callable[..., Hall], values: tuple[str, ...], refusal: type[Refusal]
) -> None:
    here = hall(people=1)
    with_three_questions(here)
    here.answer(here.people[0], "yes")
    say(here, here.people[0], "1")

    with pytest.raises(refusal) as refused:
        say(here, here.people[0], *values)

    assert UUID(str(refused.value.detail["field"]))
    assert said_by(here, here.people[0]) == {"1"}


def test_nobody_answers_before_their_yes_or_after_the_deadline(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=2)
    put(here)
    coming, silent = here.people
    here.answer(coming, "yes")
    query = "select starts_at from events where id = %s"
    starts = here.rows(query, here.event_id)[0]["starts_at"]

    with pytest.raises(errors.NotAskedYet):
        say(here, silent, "0")
    until = here.close_answers()
    with pytest.raises(errors.AnswersClosed):
        say(here, coming, "0", now=until)
    with pytest.raises(errors.EventIsOver):
        say(here, coming, "0", now=starts)

    assert kept(here) == []


def test_what_was_answered_stays_out_of_what_is_kept_and_sent(hall: Callable[..., Hall]) -> None:
    """A command's reply is kept where no erasure goes: the words must not be in it."""
    here = hall(people=1)
    with_three_questions(here)
    here.answer(here.people[0], "yes")

    say(here, here.people[0], "0", "mot-de-passage")
    say(here, here.people[0], "0", "mot-de-passage")
    here.answer(here.people[0], "maybe")

    for query in ("select reply::text as t from commands", "select body::text as t from outbox"):
        assert not [row for row in here.rows(query) if "mot-de-passage" in row["t"]]


def test_a_question_that_was_answered_becomes_no_other(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    (meals,) = put(here)
    here.answer(here.people[0], "yes")
    say(here, here.people[0], "1")
    three = {"fr": QuestionText(label="Quel repas ?", choices=["a", "b", "c"])}

    with pytest.raises(errors.QuestionAnswered):
        put(here, question_id=meals.question_id, texts=three)
    with pytest.raises(errors.QuestionAnswered):
        put(here, question_id=meals.question_id, kind="text")
    mended = {"fr": QuestionText(label="Quel plat ?", choices=["Viande", "Légumes"])}
    put(here, question_id=meals.question_id, texts=mended)
    assert said_by(here, here.people[0]) == {"1"}

    gone = RemoveQuestion(
        command_id=new_id(), event_id=here.event_id, question_id=meals.question_id
    )
    questions.remove_question(here.db, gone, by=STAFF, now=here.now())
    assert kept(here) == []


def test_an_organiser_reads_sums_people_and_who_left_something_out(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=4, capacity=9)
    with_three_questions(here)
    one, two, missing, gone = here.people
    for person in here.people:
        here.answer(person, "yes")
    say(here, one, "0", "Une idée", "yes")
    say(here, two, "1", "", "yes")
    say(here, gone, "1", "Autre", "no")
    here.answer(gone, "no")

    sums = asked.question_sums(here.db, EventRef(event_id=here.event_id))
    wish = FindQuestionAnswers(event_id=here.event_id)
    page = asked.question_answers(here.db, wish)
    left_out = asked.question_answers(
        here.db, FindQuestionAnswers(event_id=here.event_id, only_missing=True)
    )

    assert sums.asked == 3
    assert [(q.answered, q.sums) for q in sums.questions] == [
        (2, {"0": 1, "1": 1}),
        (1, {}),
        (2, {"yes": 2, "no": 0}),
    ]
    assert {p.member_id: len(p.replies) for p in page.people} == {one: 3, two: 2, missing: 0}
    assert [p.member_id for p in left_out.people] == [missing]


def test_the_answers_are_taken_along_only_when_they_are_asked_for(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=1)
    put(here)
    here.answer(here.people[0], "yes")
    say(here, here.people[0], "1")

    def take(*, with_replies: bool) -> tuple[int, list[str]]:
        wish = FindAttendance(event_id=here.event_id, with_replies=with_replies)
        page = attendance.attendance(here.db, wish, by=STAFF)
        return len(page.questions), [reply.value for reply in page.rows[0].replies]

    assert take(with_replies=True) == (1, ["1"])
    assert take(with_replies=False) == (0, [])


def test_a_person_is_shown_what_they_answered_and_it_goes_with_them(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=2)
    with_three_questions(here)
    gone, stays = here.people
    for person in here.people:
        here.answer(person, "yes")
        say(here, person, "1", "Une idée", "yes")

    held = own_data.data_of(here.db, PersonRef(member_id=gone)).held
    message = MemberErased(member_ids=[gone])
    with here.db.transaction() as tx:
        key = Fernet.generate_key().decode()
        erasing.erase(tx, message, parking_key=key, hold=HOLD, now=here.now())

    (row,) = next(rows.rows for rows in held if rows.kind == "invitations")
    assert row["replies"] == "Quel repas ? Sans viande · Une idée ? Une idée · En bus ? yes"
    assert {reply["member_id"] for reply in kept(here)} == {stays}
