"""Places that are asked for: nobody is invited by asking, and an organiser invites one by one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from services.events import errors
from services.events.operations import erasing, organising, own_data, placing
from services.events.store.retention import queries as retention
from shared.contracts.events import CancelEvent, DecidePlace, PlaceRequests
from shared.contracts.members import Addressee, MemberErased, PlaceRequested
from shared.contracts.persons import PersonRef
from shared.db import limits
from shared.db.limits import Limits
from shared.ids import new_id
from tests.support.hall import HOLD, KEY, STAFF, Hall, hall

__all__ = ["hall"]
pytestmark = pytest.mark.integration


def ask(
    here: Hall, person: UUID, *, event_id: UUID | None = None, region: str | None = None
) -> None:
    asked_of = event_id or here.event_id
    message = PlaceRequested(event_id=asked_of, member_id=person, region=region)
    with here.db.transaction() as tx:
        placing.hear(tx, message, now=here.now())


def waiting(here: Hall) -> list[UUID]:
    found = placing.requests(here.db, here.event_id, now=here.now())
    assert found.total == len(found.requests)
    return [request.member_id for request in found.requests]


def decide(
    here: Hall, person: UUID, *, invite: bool = True, command_id: UUID | None = None
) -> PlaceRequests:
    wish = DecidePlace(
        command_id=command_id or new_id(),
        event_id=here.event_id,
        member_id=person,
        invite=invite,
    )
    return placing.decide(here.db, wish, key=KEY, by=STAFF, now=here.now())


def invited(here: Hall) -> int:
    return organising.event(here.db, here.event_id).counts.invited


def cancel(here: Hall) -> None:
    wish = CancelEvent(command_id=new_id(), event_id=here.event_id)
    organising.cancel_event(here.db, wish, by=STAFF, now=here.now())


def test_asking_twice_is_one_request_and_invites_nobody(hall: Callable[..., Hall]) -> None:
    here, one, other = hall(people=1), new_id(), new_id()

    for person in (one, other, one):
        ask(here, person)

    assert waiting(here) == [one, other]
    assert invited(here) == 1
    assert len(here.announced("invitation.issued.v1")) == 1


def test_whoever_is_invited_gets_a_code_and_an_invitation_of_their_own(
    hall: Callable[..., Hall],
) -> None:
    here, person = hall(people=1), new_id()
    ask(here, person)
    command_id = new_id()

    for _ in range(2):
        assert decide(here, person, command_id=command_id).requests == []

    issued = here.announced("invitation.issued.v1")
    assert len(issued) == 2
    assert [i["member_id"] for i in issued[-1]["invitees"]] == [str(person)]
    assert issued[-1]["invitees"][0]["code"] == here.code(person)
    assert issued[-1]["number"] == 0
    assert invited(here) == 2
    here.answer(person, "yes")
    assert here.places()[person] == "confirmed"
    with pytest.raises(errors.PlaceDecided):
        decide(here, person, invite=False)


def test_two_who_are_invited_one_by_one_are_of_one_wave(hall: Callable[..., Hall]) -> None:
    here, people = hall(people=1), [new_id(), new_id()]
    for person in people:
        ask(here, person)
        decide(here, person)

    query = "select invited, heard from waves where event_id = %s and kind = 'request'"
    assert here.rows(query, here.event_id) == [{"invited": 2, "heard": 2}]


def test_whoever_is_declined_is_not_invited_and_asking_again_changes_nothing(
    hall: Callable[..., Hall],
) -> None:
    here, person = hall(people=1), new_id()
    ask(here, person)

    decide(here, person, invite=False)
    ask(here, person)

    assert waiting(here) == []
    assert invited(here) == 1


def test_whoever_is_invited_already_waits_for_no_decision(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    (person,) = here.people

    ask(here, person)

    assert waiting(here) == []
    with pytest.raises(errors.AlreadyInvited):
        decide(here, person)
    assert len(here.announced("invitation.issued.v1")) == 1


def test_whom_a_wave_left_out_can_be_invited_and_is_counted_once(
    hall: Callable[..., Hall],
) -> None:
    here, person = hall(people=1), new_id()
    here.invite([Addressee(member_id=person, refused="no_consent")], page=2)
    ask(here, person)

    decide(here, person)

    counts = organising.event(here.db, here.event_id).counts
    assert (counts.invited, counts.not_invited) == (2, 0)
    assert here.me(person).member_id == person


def test_a_request_for_what_began_or_was_cancelled_is_closed(hall: Callable[..., Hall]) -> None:
    begun, gone, person, late = hall(people=1), hall(people=1), new_id(), new_id()
    ask(begun, person)
    ask(gone, person)

    begun.move(starts_at=begun.now() - timedelta(minutes=1))
    cancel(gone)
    ask(begun, late)
    ask(gone, late)

    assert waiting(begun) == waiting(gone) == []
    with pytest.raises(errors.EventIsOver):
        decide(begun, person)
    with pytest.raises(errors.EventCancelled):
        decide(gone, person)
    assert begun.rows("select from place_requests where member_id = %s", late) == []


def test_who_did_not_ask_is_not_invited_by_it(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)

    with pytest.raises(errors.UnknownPlaceRequest):
        decide(here, new_id())
    ask(here, new_id(), event_id=new_id())


def test_whoever_sees_some_regions_decides_about_those_who_are_of_them(
    hall: Callable[..., Hall],
) -> None:
    here, near, far, nowhere = hall(people=1), new_id(), new_id(), new_id()
    ask(here, far, region="MA-09")
    ask(here, nowhere)
    ask(here, near, region="MA-04")

    with limits.within(Limits(regions=["MA-04", "MA-05"])):
        assert waiting(here) == [near]
        for person in (far, nowhere):
            with pytest.raises(errors.UnknownPlaceRequest):
                decide(here, person)
        decide(here, near)
        assert waiting(here) == []

    assert waiting(here) == [far, nowhere]


def test_asking_again_with_another_region_is_of_that_region(hall: Callable[..., Hall]) -> None:
    here, person = hall(people=1), new_id()
    ask(here, person, region="MA-09")
    ask(here, person, region="MA-04")

    with limits.within(Limits(regions=["MA-04"])):
        assert waiting(here) == [person]
    with limits.within(Limits(regions=["MA-09"])):
        assert waiting(here) == []


def test_with_a_person_their_request_goes_and_none_comes_after(
    hall: Callable[..., Hall],
) -> None:
    here, person = hall(people=1), new_id()
    ask(here, person)
    told = own_data.data_of(here.db, PersonRef(member_id=person))
    assert "place_requests" in {held.kind for held in told.held}

    with here.db.transaction() as tx:
        key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
        message = MemberErased(member_ids=[person])
        erasing.erase(tx, message, parking_key=key, hold=HOLD, now=here.now())
    ask(here, person)

    assert here.rows("select from place_requests where member_id = %s", person) == []


def test_requests_go_with_the_answers_when_their_time_is_over(hall: Callable[..., Hall]) -> None:
    here, person = hall(people=1), new_id()
    ask(here, person)
    here.move(starts_at=here.now() - timedelta(days=10))

    with here.db.transaction() as tx:
        retention.answers(tx, before=here.now() - timedelta(days=5), limit=100)

    assert here.rows("select from place_requests where member_id = %s", person) == []
