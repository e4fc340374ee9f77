"""At the door: a volunteer learns who said yes to what is on now, and nothing of anything else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from services.events import errors
from services.events.domain.seats import Standing, Wish
from services.events.operations import door, noting, organising
from services.events.store import EventsStore
from shared.contracts.events import Answer, CancelEvent, FindGuests, FindInvited
from shared.ids import new_id
from tests.support.hall import KEY, STAFF, Hall, hall

__all__ = ["hall"]
pytestmark = pytest.mark.integration


def starts_in(here: Hall, **ahead: float) -> None:
    starts = here.now() + timedelta(**ahead)
    query = "update events set starts_at = %s, ends_at = %s where id = %s"
    here.rows(query, starts, starts + timedelta(hours=2), here.event_id)


def guests(here: Hall) -> dict[UUID, str]:
    page = door.guests(here.db, FindGuests(event_id=here.event_id), key=KEY, now=here.now())
    return {guest.member_id: guest.place for guest in page.guests}


def test_the_guests_are_who_said_yes_with_or_without_a_place(hall: Callable[..., Hall]) -> None:
    here = hall(people=6, capacity=2)
    starts_in(here, hours=3)
    answers: list[Answer] = ["yes", "yes", "yes", "maybe", "no"]
    for person, said in zip(here.people, answers, strict=False):
        here.answer(person, said)

    one, two, three, *_ = here.people
    assert guests(here) == {one: "confirmed", two: "confirmed", three: "waiting"}


def test_every_guest_is_on_one_page(hall: Callable[..., Hall]) -> None:
    here = hall(people=1100, capacity=1000)
    stands = Standing(place="confirmed")
    starts_in(here, days=2)
    with here.db.transaction() as tx:
        for person in here.people:
            EventsStore(tx).put_answer(
                here.event_id, person, Wish(answer="yes"), stands=stands, now=here.now()
            )

    sizes, seen, after = [], set[UUID](), None
    while True:
        wish = FindGuests(event_id=here.event_id, after=after)
        page = door.guests(here.db, wish, key=KEY, now=here.now())
        sizes.append(len(page.guests))
        seen |= {guest.member_id for guest in page.guests}
        if (after := page.next) is None:
            break
    assert sizes == [500, 500, 100]
    assert seen == set(here.people)


@pytest.mark.parametrize("ahead", [{"days": 8}, {"days": -2}])
def test_an_event_that_is_not_about_now_has_no_door(
    hall: Callable[..., Hall], ahead: dict[str, float]
) -> None:
    here = hall(people=1)
    starts_in(here, **ahead)

    assert here.event_id not in {c.event_id for c in door.doors(here.db, now=here.now()).cards}
    with pytest.raises(errors.UnknownEvent):
        guests(here)


def test_doors_are_of_open_events_in_the_order_of_their_start(hall: Callable[..., Hall]) -> None:
    later, sooner, cancelled = hall(people=1), hall(people=1), hall(people=1)
    for here, days in ((later, 3), (sooner, 1), (cancelled, 2)):
        starts_in(here, days=days)
    organising.cancel_event(
        cancelled.db,
        CancelEvent(command_id=new_id(), event_id=cancelled.event_id),
        by=STAFF,
        now=cancelled.now(),
    )

    known = {later.event_id, sooner.event_id, cancelled.event_id}
    doors = [card.event_id for card in door.doors(later.db, now=later.now()).cards]
    assert [event_id for event_id in doors if event_id in known] == [
        sooner.event_id,
        later.event_id,
    ]
    with pytest.raises(errors.UnknownEvent):
        guests(cancelled)


def test_at_the_desk_of_a_door_it_is_told_who_is_invited_while_there_is_one(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=2)
    starts_in(here, days=2)
    here.answer(here.people[0], "yes")
    wish = FindInvited(event_id=here.event_id, member_ids=[*here.people, new_id()])

    found = noting.invited_at_desk(here.db, wish, now=here.now())

    standing = {person.member_id: (person.answer, person.place) for person in found.people}
    assert standing == {here.people[0]: ("yes", "confirmed"), here.people[1]: (None, "none")}
    starts_in(here, days=9)
    with pytest.raises(errors.UnknownEvent):
        noting.invited_at_desk(here.db, wish, now=here.now())
