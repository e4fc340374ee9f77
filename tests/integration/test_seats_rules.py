"""Seats, the queue and codes: the service's operations on a real database, without its process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import time_machine

from services.events import errors
from services.events.domain import codes
from services.events.domain.seats import Standing
from services.events.operations import organising, seating
from services.events.store import EventsStore
from shared.contracts.events import (
    AnswerPage,
    EventForm,
    FindAnswers,
)
from shared.contracts.members import Addressee
from shared.ids import new_id
from tests.support.hall import HOLD, STAFF, Hall, hall
from tests.support.system import a_form

__all__ = ["hall"]


# --- One thing after another -----------------------------------------------------------------


def test_a_freed_place_goes_round_until_somebody_takes_it(hall: Callable[..., Hall]) -> None:
    here = hall(people=5, capacity=1)
    a, b, c, d, e = here.people
    for person in here.people:
        here.answer(person, "yes")
    assert here.queue() == [b, c, d, e]

    here.answer(a, "no")
    assert here.me(b).place == "offered"
    here.answer(b, "no")
    assert here.me(c).place == "offered"
    here.lapse()
    assert here.me(c).place == "none"
    assert here.me(d).place == "offered"
    assert here.me(e).position == 1
    here.answer(d, "yes")

    assert here.places() == {
        a: "none",
        b: "none",
        c: "none",
        d: "confirmed",
        e: "waiting",
    }
    assert [UUID(m["member_id"]) for m in here.announced("place.offered.v1")] == [b, c, d]


def test_whoever_comes_back_stands_at_the_end(hall: Callable[..., Hall]) -> None:
    here = hall(people=4, capacity=1)
    a, b, c, d = here.people
    for person in (a, b, c):
        here.answer(person, "yes")

    here.answer(b, "maybe")
    here.answer(d, "yes")
    here.answer(b, "yes")

    assert here.queue() == [c, d, b]


def test_more_places_are_offered_to_the_first_in_the_queue(hall: Callable[..., Hall]) -> None:
    here = hall(people=5, capacity=1)
    for person in here.people:
        here.answer(person, "yes")

    here.change(capacity=3)

    assert [here.me(p).place for p in here.people] == [
        "confirmed",
        "offered",
        "offered",
        "waiting",
        "waiting",
    ]


def test_fewer_places_take_nobody_s_away(hall: Callable[..., Hall]) -> None:
    here = hall(people=4, capacity=3)
    for person in here.people:
        here.answer(person, "yes")

    here.change(capacity=1)
    here.answer(here.people[0], "no")

    assert list(here.places().values()).count("confirmed") == 2
    assert here.me(here.people[3]).place == "waiting"


def test_an_offer_never_lasts_past_the_start(hall: Callable[..., Hall]) -> None:
    """Also when the start is moved forward after the offer was made."""
    here = hall(people=2, capacity=1)
    for person in here.people:
        here.answer(person, "yes")
    here.answer(here.people[0], "no")
    sooner = a_form(hours=3)

    view = here.change(starts_at=sooner.starts_at, ends_at=sooner.ends_at)

    assert here.me(here.people[1]).offered_until == view.card.starts_at
    assert len(here.announced("place.offered.v1")) == 2


def test_nobody_answers_once_it_has_begun_and_nobody_is_offered_a_place(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=3, capacity=1)
    for person in here.people:
        here.answer(person, "yes")
    here.answer(here.people[0], "no")
    begun = here.now() + timedelta(hours=73)

    with pytest.raises(errors.EventIsOver):
        here.answer(here.people[2], "no", now=begun)
    while seating.lapse_offers(here.db, hold=HOLD, now=begun):
        pass

    places = here.places()
    assert [places[person] for person in here.people] == ["none", "none", "waiting"]


# --- Guests ----------------------------------------------------------------------------------


def test_guests_need_places_too(hall: Callable[..., Hall]) -> None:
    here = hall(people=3, capacity=5, guests_most=2)
    a, b, c = here.people
    here.answer(a, "yes", guests=2)
    here.answer(b, "yes")
    here.answer(c, "yes", guests=1)

    counts = organising.event(here.db, here.event_id).counts
    assert (counts.yes, counts.confirmed, counts.offered) == (3, 4, 1)
    assert (here.me(c).place, here.me(c).offered, here.me(c).guests) == ("offered", 1, 1)
    assert [m["guests"] for m in here.announced("rsvp.changed.v1")] == [2, 0, 1]


def test_whoever_brings_fewer_guests_leaves_their_places_to_the_next(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=3, capacity=3, guests_most=2)
    a, b, c = here.people
    here.answer(a, "yes", guests=2)
    here.answer(b, "yes")
    here.answer(c, "yes")

    here.answer(a, "yes", guests=1)

    assert here.places() == {a: "confirmed", b: "offered", c: "waiting"}
    with pytest.raises(errors.NoPlaceForGuests):
        here.answer(a, "yes", guests=2)


def test_a_party_is_offered_what_there_is_and_more_when_it_comes_free(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=5, capacity=3, guests_most=2)
    a, b, c, family, alone = here.people
    for one in (a, b, c):
        here.answer(one, "yes")
    here.answer(family, "yes", guests=2)
    here.answer(alone, "yes")

    here.answer(a, "no")
    first = here.me(family)
    here.answer(b, "no")
    second = here.me(family)

    assert (first.place, first.offered) == ("offered", 1)
    assert (second.place, second.offered) == ("offered", 2)
    assert here.me(alone).place == "waiting"
    assert [(m["places"], m["asked"]) for m in here.announced("place.offered.v1")] == [
        (1, 3),
        (2, 3),
    ]
    here.answer(family, "yes", guests=1)
    assert (here.me(family).place, here.me(family).guests) == ("confirmed", 1)


def test_a_party_that_waits_for_all_lets_others_pass_and_comes_first_when_there_is_room(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=5, capacity=3, guests_most=2)
    a, b, c, family, alone = here.people
    for one in (a, b, c):
        here.answer(one, "yes")
    here.answer(family, "yes", guests=2)
    here.answer(alone, "yes")
    here.answer(a, "no")

    here.answer(family, "yes", guests=2, together=True)
    assert (here.me(family).place, here.me(family).position) == ("waiting", 1)
    assert here.me(alone).place == "offered"
    here.answer(alone, "no")
    assert here.me(family).together, "one place is free, and is not offered again"
    here.answer(alone, "yes")
    assert here.me(alone).place == "confirmed", "who wants one place does not wait behind them"

    here.change(capacity=6)

    assert (here.me(family).place, here.me(family).offered) == ("offered", 3)


# --- The deadline ----------------------------------------------------------------------------


def test_after_the_deadline_a_freed_place_still_goes_round(hall: Callable[..., Hall]) -> None:
    here = hall(people=4, capacity=1)
    a, b, c, late = here.people
    for person in (a, b, c):
        here.answer(person, "yes")
    closed = here.close_answers()

    with pytest.raises(errors.AnswersClosed):
        here.answer(late, "yes", now=closed)
    here.answer(late, "no", now=closed)
    here.answer(a, "no", now=closed)
    here.answer(b, "no", now=closed)
    here.answer(c, "yes", now=closed)

    assert here.places() == {a: "none", b: "none", c: "confirmed", late: "none"}
    shown = here.open(late, now=closed)
    assert (shown.closed, shown.answer_until) == (True, closed)
    with pytest.raises(errors.AnswersClosed):
        here.answer(a, "yes", now=closed)


# --- The night -------------------------------------------------------------------------------


def test_a_place_that_comes_free_at_night_is_held_until_people_had_their_hours(
    hall: Callable[..., Hall],
) -> None:
    """From withdrawal to withdrawal, over the night in which the clocks go back for Ramadan."""
    zone = ZoneInfo("Africa/Casablanca")
    evening = datetime(2027, 2, 6, 23, tzinfo=zone)
    with time_machine.travel(evening - timedelta(hours=1), tick=False):
        here = hall(people=4, capacity=1)
        for person in here.people:
            here.answer(person, "yes")
    a, b, c, d = here.people
    with time_machine.travel(evening, tick=False):
        here.move(starts_at=evening + timedelta(days=6))
        here.answer(a, "no")
        held = here.me(b).offered_until
    assert held is not None
    assert held.astimezone(zone) == datetime(2027, 2, 7, 21, tzinfo=zone)

    with time_machine.travel(held - timedelta(seconds=1), tick=False):
        here.pass_all_on()
        assert here.me(b).place == "offered"
    with time_machine.travel(held, tick=False):
        here.pass_all_on()
        assert (here.me(b).place, here.me(c).place) == ("none", "offered")
        assert here.me(c).offered_until == datetime(2027, 2, 8, 21, tzinfo=zone)
        here.answer(c, "yes")
    assert here.me(d).place == "waiting"
    assert [UUID(m["member_id"]) for m in here.announced("place.offered.v1")] == [b, c]


# --- Codes and households --------------------------------------------------------------------


def test_a_code_that_is_taken_becomes_the_next_one(
    hall: Callable[..., Hall], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = hall(people=1)
    made = codes.make_code
    ours = here.code(here.people[0])

    def clash(key: bytes, event_id: UUID, holder_id: UUID, n: int) -> str:
        return ours if n < 2 else made(key, event_id, holder_id, n)

    monkeypatch.setattr(codes, "make_code", clash)
    newcomers = [new_id() for _ in range(3)]
    here.invite([Addressee(member_id=person) for person in newcomers], page=2)
    monkeypatch.undo()

    rows = here.rows("select holder_id, n from codes where event_id = %s", here.event_id)
    assert {row["holder_id"]: row["n"] for row in rows} == {
        here.people[0]: 0,
        **dict.fromkeys(newcomers, 2),
    }
    assert here.me(newcomers[0]).member_id == newcomers[0]
    told = {i["code"] for i in here.announced("invitation.issued.v1")[1]["invitees"]}
    assert told == {here.code(person) for person in newcomers}


def test_a_household_has_one_code_and_an_answer_each(hall: Callable[..., Hall]) -> None:
    here = hall(people=0, capacity=1)
    home, a, b, stranger = (new_id() for _ in range(4))
    here.invite(
        [
            Addressee(member_id=a, household_id=home),
            Addressee(member_id=b, household_id=home),
            Addressee(member_id=stranger),
        ],
        page=2,
    )

    here.answer(a, "yes", holder=home)
    here.answer(b, "yes", holder=home)

    assert {p.member_id: p.place for p in here.open(home).people} == {a: "confirmed", b: "waiting"}
    with pytest.raises(errors.UnknownCode):
        here.answer(stranger, "yes", holder=home)


def test_a_changed_event_says_so_to_a_whole_household(hall: Callable[..., Hall]) -> None:
    """Seen failing: with two people behind a code, the page was an internal error."""
    here = hall(people=0)
    home = new_id()
    here.invite([Addressee(member_id=new_id(), household_id=home) for _ in range(3)], page=2)

    here.change(online_link="https://meet.example/a")

    assert here.open(home).situation == "changed"
    assert len(here.open(home).people) == 3


def test_a_person_who_may_not_be_invited_has_no_code(hall: Callable[..., Hall]) -> None:
    here = hall(people=0)
    minor, home, guardian = new_id(), new_id(), new_id()
    here.invite(
        [
            Addressee(member_id=minor, household_id=home, refused="minor"),
            Addressee(member_id=guardian, household_id=home),
        ],
        page=2,
    )

    (page,) = here.announced("invitation.issued.v1")[-1:]

    assert {i["member_id"]: i["refused"] for i in page["invitees"]}[str(minor)] == "minor"
    assert {i["member_id"]: i["code"] for i in page["invitees"]}[str(minor)] is None
    assert [p.member_id for p in here.open(home).people] == [guardian]
    with pytest.raises(errors.UnknownCode):
        here.answer(minor, "yes", holder=home)


def test_a_page_heard_again_invites_nobody_twice_and_is_counted_once(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=3)
    same = [Addressee(member_id=person) for person in here.people]

    here.invite(same)
    here.invite([*same, Addressee(member_id=new_id(), refused="minor")], page=2)

    counts = organising.event(here.db, here.event_id).counts
    assert (counts.invited, counts.not_invited) == (3, 1)
    assert [len(m["invitees"]) for m in here.announced("invitation.issued.v1")] == [3, 1]


def test_every_answer_is_on_the_pages_of_answers_once(hall: Callable[..., Hall]) -> None:
    here = hall(people=230, capacity=200)
    stands = Standing(place="confirmed")
    with here.db.transaction() as tx:
        for person in here.people:
            EventsStore(tx).put_answer(
                here.event_id, person, answer="yes", stands=stands, now=here.now()
            )

    seen: list[UUID] = []
    page = AnswerPage(answers=[], next="first")
    while page.next:
        after = None if page.next == "first" else page.next
        request = FindAnswers(event_id=here.event_id, after=after)
        page = organising.answers(here.db, request)
        seen += [row.member_id for row in page.answers]

    assert len(seen) == 230
    assert set(seen) == set(here.people)


def test_a_form_sent_twice_makes_one_event(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    form: EventForm = replace(a_form(), command_id=new_id())

    first = organising.create_event(here.db, form, by=STAFF, now=here.now())
    second = organising.create_event(here.db, form, by=STAFF, now=here.now())

    assert first == second
