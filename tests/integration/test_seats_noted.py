"""Answers that somebody of the association writes down: the same rule book as the link."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import pytest

from services.events import errors
from services.events.operations import inviting, noting, organising
from shared.contracts.events import Answer, FindAnswers, FindInvited, Invited, NoteAnswer
from shared.contracts.members import Addressee, MemberMerged, Merge
from shared.errors import InvalidRequest
from shared.ids import new_id
from tests.support.hall import HOLD, STAFF, Hall, hall

__all__ = ["hall"]


def note(
    here: Hall,
    person: UUID,
    answer: Answer,
    *,
    source: Literal["organiser", "desk"] = "organiser",
    now: datetime | None = None,
    **said: Any,
) -> Invited:
    request = NoteAnswer(
        **{"command_id": new_id()} | said,
        event_id=here.event_id,
        member_id=person,
        answer=answer,
    )
    return noting.note(here.db, request, source=source, by=STAFF, hold=HOLD, now=now or here.now())


def test_what_was_said_on_the_phone_stands_in_the_same_queue(hall: Callable[..., Hall]) -> None:
    here = hall(people=4, capacity=2, guests_most=1)
    a, b, c, d = here.people
    here.answer(a, "yes")
    assert note(here, b, "yes", guests=1).place == "offered", "one of two places is free"
    assert note(here, b, "yes").place == "confirmed"
    here.answer(c, "yes")
    assert note(here, d, "yes").position == 2

    note(here, a, "no")

    assert here.places() == {a: "none", b: "confirmed", c: "offered", d: "waiting"}
    with pytest.raises(errors.MoreGuestsThanAllowed):
        note(here, b, "yes", guests=2)


def test_the_desk_writes_nothing_down_before_there_is_a_door(hall: Callable[..., Hall]) -> None:
    here = hall(people=1, capacity=1)
    [a] = here.people
    weeks_before = here.now() - timedelta(days=60)

    with pytest.raises(errors.UnknownEvent):
        note(here, a, "yes", source="desk", now=weeks_before)
    note(here, a, "yes", now=weeks_before)


def test_who_wrote_it_down_and_how_it_came_is_kept(hall: Callable[..., Hall]) -> None:
    here = hall(people=2, capacity=2)
    a, b = here.people
    here.answer(a, "yes")
    note(here, b, "yes")
    note(here, a, "maybe", source="desk")
    here.answer(b, "no")

    rows = organising.answers(here.db, FindAnswers(event_id=here.event_id)).answers
    assert {row.member_id: row.source for row in rows} == {a: "desk", b: "link"}
    kept = here.rows("select member_id, noted_by from rsvps where event_id = %s", here.event_id)
    assert {row["member_id"]: row["noted_by"] for row in kept} == {a: STAFF, b: None}
    lines = here.rows(
        "select actor_id, subject_id from audit where action = 'answer.noted'"
        " and detail = %s order by id",
        str(here.event_id),
    )
    assert [(line["actor_id"], line["subject_id"]) for line in lines] == [(STAFF, b), (STAFF, a)]


def test_the_same_form_twice_is_one_answer(hall: Callable[..., Hall]) -> None:
    here = hall(people=1, capacity=1)
    (a,) = here.people
    same = new_id()

    first = note(here, a, "yes", command_id=same)
    here.answer(a, "no")

    assert note(here, a, "yes", command_id=same) == first
    assert here.places() == {a: "none"}


def test_whoever_writes_it_down_is_not_held_by_the_deadline_but_by_the_start(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=2, capacity=2)
    a, b = here.people
    closed = here.close_answers()

    assert note(here, a, "yes", now=closed).place == "confirmed"
    begins = organising.event(here.db, here.event_id).card.starts_at
    with pytest.raises(errors.EventIsOver):
        note(here, b, "yes", now=begins)


def test_only_who_is_invited_has_an_answer(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    minor, stranger = new_id(), new_id()
    here.invite([Addressee(member_id=minor, refused="minor")], page=2)

    for person in (minor, stranger):
        with pytest.raises(errors.NotInvited):
            note(here, person, "yes")
    asked = FindInvited(event_id=here.event_id, member_ids=[minor, stranger, *here.people])
    assert [p.member_id for p in noting.invited(here.db, asked).people] == here.people


def test_somebody_with_two_ids_is_found_by_each_and_has_one_answer(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=1, capacity=2)
    (old,) = here.people
    person = new_id()
    here.answer(old, "yes")
    told = MemberMerged(merges=[Merge(alias_id=old, member_id=person, version=1)])
    with here.db.transaction() as tx:
        inviting.keep_merges(tx, told)

    asked = FindInvited(event_id=here.event_id, member_ids=[person, old])
    found = noting.invited(here.db, asked).people
    note(here, person, "no")

    assert {p.member_id: p.place for p in found} == {person: "confirmed", old: "confirmed"}
    assert here.places() == {old: "none"}


def test_no_more_are_looked_for_than_go_on_a_page(hall: Callable[..., Hall]) -> None:
    here = hall(people=0)
    request = FindInvited(event_id=here.event_id, member_ids=[new_id() for _ in range(501)])

    with pytest.raises(InvalidRequest):
        noting.invited(here.db, request)
