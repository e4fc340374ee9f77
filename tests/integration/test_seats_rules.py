"""Seats, the queue and codes: the service's operations on a real database, without its process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.events import errors
from services.events.domain import codes
from services.events.operations import answering, organising
from services.events.store import EventsStore
from shared.contracts.events import (
    AnswerPage,
    EventForm,
    FindAnswers,
)
from shared.contracts.members import Addressee
from shared.ids import new_id
from tests.support.hall import OFFER_HOURS, STAFF, Hall, hall
from tests.support.system import a_form

__all__ = ["hall"]


# --- Any order of events ---------------------------------------------------------------------

PEOPLE = 5

steps = st.one_of(
    st.tuples(
        st.just("answer"), st.integers(0, PEOPLE - 1), st.sampled_from(["yes", "no", "maybe"])
    ),
    st.tuples(st.just("answer"), st.integers(0, PEOPLE - 1), st.just("yes")),
    st.tuples(st.just("capacity"), st.integers(1, 4), st.just("")),
    st.tuples(st.just("lapse"), st.just(0), st.just("")),
)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(steps, max_size=14), st.integers(1, 3))
def test_seats_and_queue_are_right_after_any_order_of_events(
    hall: Callable[..., Hall], story: list[tuple[str, int, Any]], capacity: int
) -> None:
    """Held places never pass the capacity; the queue keeps the order of asking; none stays free."""
    here = hall(people=PEOPLE, capacity=capacity)
    queue: list[UUID] = []
    held_before = 0
    for step, number, answer in story:
        before = here.places()
        if step == "answer":
            here.answer(here.people[number], answer)
        elif step == "capacity":
            capacity = number
            here.change(capacity=number)
        else:
            here.lapse()

        places = here.places()
        held = [p for p, place in places.items() if place in ("confirmed", "offered")]
        waiting = [p for p, place in places.items() if place == "waiting"]
        joined = [p for p in waiting if before.get(p) != "waiting"]
        queue = [p for p in queue if p in waiting] + joined
        left = [p for p, place in before.items() if place == "waiting" and p not in waiting]
        offered = [p for p in left if places[p] == "offered"]
        assert len(held) <= max(capacity, held_before)
        assert len(held) >= capacity or not waiting, "a place is free and somebody waits"
        assert here.queue() == queue
        assert all(offered_one in first_ones(before, left, here) for offered_one in offered), (
            "somebody was overtaken"
        )
        held_before = len(held)
        assert tallies(here) == counted(here)


def tallies(here: Hall) -> dict[str, int]:
    """Give what the service says of its answers, without counting them."""
    counts = asdict(organising.event(here.db, here.event_id).counts)
    return {name: counts[name] for name in counts if counts[name] and "invited" not in name}


def counted(here: Hall) -> dict[str, int]:
    rows = here.rows("select answer, place from rsvps where event_id = %s", here.event_id)
    found = Counter(row["answer"] for row in rows) + Counter(row["place"] for row in rows)
    return {name: number for name, number in found.items() if name != "none"}


def first_ones(before: dict[UUID, str], left: list[UUID], here: Hall) -> set[UUID]:
    """Whoever left the queue stood before all who are still in it."""
    stayed = [p for p, place in before.items() if place == "waiting" and p not in left]
    query = "select member_id, asked from rsvps where event_id = %s"
    asked = {r["member_id"]: r["asked"] for r in here.rows(query, here.event_id)}
    return {p for p in left if asked[p] and all(asked[p] < asked[other] for other in stayed)}


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
    while answering.lapse_offers(here.db, offer_hours=OFFER_HOURS, now=begun):
        pass

    places = here.places()
    assert [places[person] for person in here.people] == ["none", "none", "waiting"]


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
    with here.db.transaction() as tx:
        for person in here.people:
            EventsStore(tx).put_answer(
                here.event_id, person, answer="yes", place="confirmed", now=here.now()
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
