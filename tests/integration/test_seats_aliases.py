"""One person under several ids: invited once, and with one place whichever code is used."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from services.events.operations import door, inviting
from shared.contracts.events import FindGuests
from shared.contracts.members import Addressee, MemberMerged, MemberUnmerged, Merge, Unmerge
from shared.ids import new_id
from tests.support.hall import KEY, Hall, hall

__all__ = ["hall"]

pytestmark = pytest.mark.integration

HallMaker = Callable[..., Hall]


def merge(hall: Hall, alias: UUID, person: UUID, *, version: int = 1) -> None:
    told = Merge(alias_id=alias, member_id=person, version=version)
    with hall.db.transaction() as tx:
        inviting.keep_merges(tx, MemberMerged(merges=[told]))


def unmerge(hall: Hall, alias: UUID, *, version: int = 2) -> None:
    with hall.db.transaction() as tx:
        told = MemberUnmerged(unmerges=[Unmerge(alias_id=alias, version=version)])
        inviting.keep_unmerges(tx, told)


def invited(hall: Hall) -> set[UUID]:
    query = "select member_id from invitations where event_id = %s"
    return {row["member_id"] for row in hall.rows(query, hall.event_id)}


def guests(hall: Hall) -> set[UUID]:
    request = FindGuests(event_id=hall.event_id)
    page = door.guests(hall.db, request, key=KEY, now=hall.now())
    return {guest.member_id for guest in page.guests}


def test_whoever_is_invited_under_one_id_is_not_invited_under_another(hall: HallMaker) -> None:
    here = hall(people=1)
    (alias,), person = here.people, new_id()
    merge(here, alias, person)

    here.invite([Addressee(member_id=person), Addressee(member_id=person)], page=2)

    assert invited(here) == {alias}


def test_two_ids_of_one_page_are_invited_once(hall: HallMaker) -> None:
    here = hall(people=0)
    person, alias = new_id(), new_id()
    merge(here, alias, person)

    here.invite([Addressee(member_id=alias), Addressee(member_id=person)], page=2)

    assert invited(here) == {person}


def test_whoever_could_not_be_invited_under_the_old_id_is_under_the_new_one(
    hall: HallMaker,
) -> None:
    here = hall(people=0)
    person, alias = new_id(), new_id()
    here.invite([Addressee(member_id=alias, refused="no_consent")], page=2)
    merge(here, alias, person)

    here.invite([Addressee(member_id=person)], page=3)

    assert invited(here) == {person, alias}


def test_answers_by_either_code_go_to_one_seat(hall: HallMaker) -> None:
    here = hall(people=2, capacity=1)
    person, alias = here.people
    here.answer(alias, "yes")
    merge(here, alias, person)

    assert here.me(person).place == "confirmed"
    here.answer(person, "yes")
    assert here.places() == {alias: "confirmed"}
    here.answer(person, "no")
    assert here.me(alias).answer == "no"
    assert here.places() == {alias: "none"}


def test_two_seats_of_one_person_are_one_after_the_next_answer_and_the_other_is_passed_on(
    hall: HallMaker,
) -> None:
    here = hall(people=3, capacity=2)
    person, alias, third = here.people
    for each in here.people:
        here.answer(each, "yes")
    merge(here, alias, person)
    assert guests(here) == {person, third}
    assert here.places() == {person: "confirmed", alias: "confirmed", third: "waiting"}

    here.answer(alias, "yes")

    assert sorted(here.places().values()) == ["confirmed", "none", "offered"]
    assert here.places()[third] == "offered"
    assert here.me(alias).place == here.me(person).place == "confirmed"
    changes = [(m["member_id"], m["place"]) for m in here.announced("rsvp.changed.v1")]
    assert changes[-1][1] == "none"


def test_who_says_no_has_no_seat_left_under_any_id(hall: HallMaker) -> None:
    here = hall(people=2, capacity=2)
    person, alias = here.people
    here.answer(person, "yes")
    here.answer(alias, "yes")
    merge(here, alias, person)

    here.answer(alias, "no")

    assert here.places() == {person: "none", alias: "none"}


def test_somebody_twice_behind_one_code_is_shown_once_and_may_answer_by_either_id(
    hall: HallMaker,
) -> None:
    here = hall(people=0)
    home, person, alias, other = (new_id() for _ in range(4))
    family = [Addressee(member_id=m, household_id=home) for m in (person, alias, other)]
    here.invite(family, page=2)
    merge(here, alias, person)

    assert [p.member_id for p in here.open(home).people] == sorted([person, other])
    here.answer(alias, "yes", holder=home)

    assert {p.member_id: p.answer for p in here.open(home).people} == {person: "yes", other: None}


def test_undone_each_has_what_they_had(hall: HallMaker) -> None:
    here = hall(people=2, capacity=2)
    person, alias = here.people
    here.answer(alias, "yes")
    merge(here, alias, person)
    unmerge(here, alias)

    assert (here.me(person).answer, here.me(alias).answer) == (None, "yes")


def test_a_merge_that_comes_after_its_undoing_changes_nothing(hall: HallMaker) -> None:
    here = hall(people=2, capacity=2)
    person, alias = here.people
    here.answer(alias, "yes")
    unmerge(here, alias, version=2)
    merge(here, alias, person, version=1)
    assert here.me(person).answer is None

    merge(here, alias, person, version=3)
    merge(here, alias, person, version=3)
    assert here.me(person).answer == "yes"
