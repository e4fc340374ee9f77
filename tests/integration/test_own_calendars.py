"""People's own calendars: opened and closed by them, and nobody else's invitations in them."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from services.events import errors
from services.events.operations import calendars, erasing, inviting, organising, own_data
from shared.contracts.events import CalendarOf, CancelEvent, OnAgenda
from shared.contracts.members import MemberErased, MemberMerged, Merge
from shared.contracts.persons import PersonRef
from shared.ids import new_id
from tests.support.hall import HOLD, KEY, STAFF, Hall, hall

__all__ = ["hall"]
pytestmark = pytest.mark.integration


def opened(here: Hall, person: UUID) -> str:
    secret = calendars.open_calendar(here.db, person, key=KEY, now=here.now()).secret
    assert secret is not None
    return secret


def read(here: Hall, secret: str) -> CalendarOf:
    return calendars.calendar(here.db, secret, key=KEY, now=here.now())


def test_a_person_has_no_calendar_until_they_open_one(hall: Callable[..., Hall]) -> None:
    here = hall(people=2)
    one, other = here.people

    assert calendars.own_calendar(here.db, one, key=KEY).secret is None
    secret = opened(here, one)

    assert len(secret) == 22
    assert opened(here, one) == secret
    assert calendars.own_calendar(here.db, one, key=KEY).secret == secret
    assert calendars.own_calendar(here.db, other, key=KEY).secret is None
    held = here.rows("select hash from calendars where member_id = %s", one)
    assert secret.encode() not in bytes(held[0]["hash"])


def test_a_calendar_has_what_one_is_invited_to_and_did_not_refuse(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=3)
    _, coming, refusing = here.people
    here.answer(coming, "yes")
    here.answer(refusing, "no")

    asked, sure, empty = (read(here, opened(here, person)) for person in here.people)

    assert [event.event_id for event in asked.events] == asked.unsure == [here.event_id]
    assert [event.event_id for event in sure.events] == [here.event_id]
    assert sure.unsure == []
    assert empty.events == []


def test_what_is_not_public_is_in_the_calendar_of_who_is_invited(
    hall: Callable[..., Hall],
) -> None:
    here, other = hall(people=1), hall(people=1)
    here.change(agenda=OnAgenda(listed=False))

    found = read(here, opened(here, here.people[0]))

    assert [event.event_id for event in found.events] == [here.event_id]
    assert other.event_id != here.event_id


def test_what_was_cancelled_stays_and_says_so(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    secret = opened(here, here.people[0])
    cancel = CancelEvent(command_id=new_id(), event_id=here.event_id)
    organising.cancel_event(here.db, cancel, by=STAFF, now=here.now())

    assert [event.state for event in read(here, secret).events] == ["cancelled"]


def test_an_address_that_was_closed_opens_nothing_ever_again(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    person = here.people[0]
    first = opened(here, person)

    for _ in range(2):
        calendars.close_calendar(here.db, person)
    with pytest.raises(errors.UnknownCalendar):
        read(here, first)
    second = opened(here, person)

    assert second != first
    assert read(here, second).events
    with pytest.raises(errors.UnknownCalendar):
        read(here, first)


@pytest.mark.parametrize("secret", ["", "x" * 22, "x" * 5000, "é" * 22, "a/b"])
def test_no_other_address_opens_anything(hall: Callable[..., Hall], secret: str) -> None:
    here = hall(people=1)

    with pytest.raises(errors.UnknownCalendar):
        read(here, secret)


def test_whoever_is_two_records_has_one_calendar(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    other = hall(people=1)
    person, alias = here.people[0], other.people[0]
    with here.db.transaction() as tx:
        merged = Merge(alias_id=alias, member_id=person, version=1)
        inviting.keep_merges(tx, MemberMerged(merges=[merged]))
    other.answer(alias, "yes")

    found = read(here, opened(here, person))

    assert {event.event_id for event in found.events} == {here.event_id, other.event_id}
    assert found.unsure == [here.event_id]


def test_with_a_person_their_calendar_goes(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    person = here.people[0]
    secret = opened(here, person)
    told = own_data.data_of(here.db, PersonRef(member_id=person))
    assert "calendars" in {held.kind for held in told.held}

    with here.db.transaction() as tx:
        message = MemberErased(member_ids=[person])
        key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
        erasing.erase(tx, message, parking_key=key, hold=HOLD, now=here.now())

    with pytest.raises(errors.UnknownCalendar):
        read(here, secret)
    assert here.rows("select from calendars where member_id = %s", person) == []
