"""How places are given: to whom, in which order, with guests; and how long an offer is held."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.events import errors
from services.events.domain import seats
from services.events.domain.seats import InQueue, Seats, Standing, Timing, Wish
from shared.ids import new_id
from tests.support.seat_machine import SeatMachine

SeatMachine.TestCase.settings = settings(max_examples=300, stateful_step_count=30, deadline=None)
TestOnPaper = SeatMachine.TestCase

YES = Wish(answer="yes")
standings = st.sampled_from(
    [
        Standing(),
        Standing(place="waiting", guests=2),
        Standing(place="waiting", guests=2, together=True),
        Standing(place="offered", guests=2, offered=1),
        Standing(place="offered", guests=2, offered=3),
        Standing(place="confirmed", guests=1),
    ]
)


@given(standings, st.integers(0, 5), st.sampled_from(["no", "maybe"]))
def test_without_a_yes_nobody_holds_a_place(stood: Standing, free: int, answer: Any) -> None:
    wish = Wish(answer=answer, guests=7)

    assert seats.after(wish, stood, free=free, guests_most=0) == Standing()


@given(standings, st.integers(0, 5), st.integers(0, 3))
def test_a_yes_never_takes_more_than_was_held_and_is_free(
    stood: Standing, free: int, guests: int
) -> None:
    try:
        stands = seats.after(Wish(answer="yes", guests=guests), stood, free=free, guests_most=3)
    except errors.NoPlaceForGuests:
        return

    held = {"confirmed": 1 + stood.guests, "offered": stood.offered or 0}.get(stood.place, 0)
    if stands.place == "confirmed":
        assert 1 + stands.guests <= held + free
    assert stands.guests <= guests


@pytest.mark.parametrize("guests", [-1, 4, 999])
def test_guests_are_from_none_to_as_many_as_the_event_says(guests: int) -> None:
    with pytest.raises(errors.TooManyGuests) as refused:
        seats.after(Wish(answer="yes", guests=guests), Standing(), free=9, guests_most=3)

    assert refused.value.detail == {"most": 3}


def test_guests_that_were_taken_stay_when_the_event_allows_fewer() -> None:
    stood = Standing(place="confirmed", guests=3)
    same, fewer, more = (Wish(answer="yes", guests=n) for n in (3, 1, 4))

    assert seats.after(same, stood, free=0, guests_most=0) == stood
    assert seats.after(fewer, stood, free=0, guests_most=0).guests == 1
    with pytest.raises(errors.TooManyGuests):
        seats.after(more, stood, free=9, guests_most=0)


def test_a_guest_more_needs_a_free_place() -> None:
    """Seen failing: without the refusal, whoever had one place took others' who waited."""
    stood = Standing(place="confirmed", guests=0)
    waits = Standing(place="waiting", guests=0)

    assert seats.after(Wish(answer="yes", guests=1), stood, free=1, guests_most=3).guests == 1
    with pytest.raises(errors.NoPlaceForGuests) as refused:
        seats.after(Wish(answer="yes", guests=2), stood, free=1, guests_most=3)
    assert refused.value.detail == {"free": 1}
    with pytest.raises(errors.NoPlaceForGuests):
        seats.after(Wish(answer="yes", guests=1), waits, free=5, guests_most=3)


def test_whoever_is_offered_fewer_takes_them_or_waits_for_all_together() -> None:
    stood = Standing(place="offered", guests=2, offered=2)

    taken = seats.after(Wish(answer="yes", guests=1), stood, free=0, guests_most=3)
    waits = seats.after(Wish(answer="yes", guests=2, together=True), stood, free=0, guests_most=3)

    assert taken == Standing(place="confirmed", guests=1)
    assert waits == Standing(place="waiting", guests=2, together=True)


def test_whoever_is_offered_all_takes_them() -> None:
    """Nobody stops the queue by waiting for what they are given already."""
    stood = Standing(place="offered", guests=2, offered=3)

    taken = seats.after(Wish(answer="yes", guests=2, together=True), stood, free=0, guests_most=3)

    assert taken == Standing(place="confirmed", guests=2)


def test_free_places_go_to_the_first_and_fewer_are_offered_when_there_are_not_more() -> None:
    a, b, c = (new_id() for _ in range(3))
    queue = [InQueue(member_id=a, wanted=1), InQueue(member_id=b, wanted=3)]

    assert seats.deal(2, [*queue, InQueue(member_id=c, wanted=1)]) == {a: 1, b: 1}


def test_whoever_waits_for_all_together_lets_others_pass_while_too_few_are_free() -> None:
    a, b, c = (new_id() for _ in range(3))
    family = InQueue(member_id=a, wanted=3, together=True)
    queue = [family, InQueue(member_id=b, wanted=1), InQueue(member_id=c, wanted=1)]

    assert seats.deal(2, queue) == {b: 1, c: 1}
    assert seats.deal(3, queue) == {a: 3}


@given(st.integers(0, 6), st.lists(st.tuples(st.integers(1, 4), st.booleans()), max_size=6))
def test_no_more_is_given_than_is_free_and_nobody_more_than_they_want(
    free: int, asked: list[tuple[int, bool]]
) -> None:
    queue = [InQueue(member_id=new_id(), wanted=n, together=t) for n, t in asked]

    given_ = seats.deal(free, queue)

    assert sum(given_.values()) <= free
    for one in queue:
        got = given_.get(one.member_id, 0)
        assert got in ((0, one.wanted) if one.together else range(one.wanted + 1))


NOON = datetime(2027, 4, 1, 12, tzinfo=UTC)
CLOSED = Timing(state="published", starts_at=NOON + timedelta(days=3), answer_until=NOON)


@pytest.mark.parametrize(
    ("wish", "stood"),
    [
        (Wish(answer="yes"), Standing()),
        (Wish(answer="maybe"), Standing()),
        (Wish(answer="maybe"), Standing(place="confirmed")),
        (Wish(answer="yes", guests=2), Standing(place="confirmed", guests=1)),
    ],
)
def test_after_the_deadline_nobody_asks_for_a_place(wish: Wish, stood: Standing) -> None:
    before = NOON - timedelta(microseconds=1)
    seats.may_answer(wish, stood, event=CLOSED, now=before)

    with pytest.raises(errors.AnswersClosed):
        seats.may_answer(wish, stood, event=CLOSED, now=NOON)


@pytest.mark.parametrize(
    ("wish", "stood"),
    [
        (Wish(answer="no"), Standing()),
        (Wish(answer="no"), Standing(place="confirmed", guests=2)),
        (Wish(answer="no"), Standing(place="waiting")),
        (Wish(answer="yes", guests=1), Standing(place="confirmed", guests=2)),
        (Wish(answer="yes"), Standing(place="offered", offered=1)),
        (Wish(answer="yes", guests=2, together=True), Standing(place="offered", guests=2)),
    ],
)
def test_after_the_deadline_a_place_can_be_left_and_one_that_is_held_be_taken(
    wish: Wish, stood: Standing
) -> None:
    seats.may_answer(wish, stood, event=CLOSED, now=NOON)
    with pytest.raises(errors.EventIsOver):
        seats.may_answer(wish, stood, event=CLOSED, now=CLOSED.starts_at)


def test_there_is_room_only_where_nobody_waits() -> None:
    assert Seats(capacity=3, held=1).has_room_for(1)
    assert not Seats(capacity=3, held=1).has_room_for(2)
    assert not Seats(capacity=3, held=1, waiting=4).has_room_for(0)
    assert Seats(capacity=1, held=3).free == 0
