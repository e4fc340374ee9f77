"""Five hundred people who answer in one moment: exactly the capacity, and the order of asking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
import requests

from services.events.operations import organising
from shared.contracts.events import Invitation
from shared.db.database import DatabaseDown
from shared.ids import new_id
from tests.integration.test_seats import Forum
from tests.support.hall import Hall, hall
from tests.support.system import System
from tests.support.world import World

__all__ = ["hall"]

PEOPLE = 500
PLACES = 60


def answered_at_once(here: Hall, guests: Callable[[int], int]) -> list[Invitation]:
    """
    Let everybody say yes in one moment, each from a thread of their own.

    Who waits too long for one of the few connections presses the same button again.
    """
    start = Barrier(PEOPLE)

    def ask(number: int) -> Invitation:
        said: dict[str, Any] = {"guests": guests(number), "command_id": new_id()}
        start.wait()
        while True:
            try:
                return here.answer(here.people[number], "yes", **said)
            except DatabaseDown:
                continue

    with ThreadPoolExecutor(PEOPLE) as pool:
        return list(pool.map(ask, range(PEOPLE)))


def in_the_order_of_asking(here: Hall) -> list[tuple[UUID, str, int]]:
    query = "select member_id, place, seats from rsvps where event_id = %s order by asked"
    rows = here.rows(query, here.event_id)
    return [(row["member_id"], row["place"], row["seats"]) for row in rows]


def test_of_five_hundred_at_once_exactly_the_capacity_is_confirmed(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=PEOPLE, capacity=PLACES)

    replies = answered_at_once(here, lambda _: 0)

    lines = in_the_order_of_asking(here)
    assert {member_id for member_id, _, _ in lines} == set(here.people), "nobody is lost"
    assert [place for _, place, _ in lines] == ["confirmed"] * PLACES + ["waiting"] * 440
    told = {one.member_id: one.position for reply in replies for one in reply.people}
    assert [told[member_id] for member_id, _, _ in lines] == [
        *[None] * PLACES,
        *range(1, PEOPLE - PLACES + 1),
    ], "what each was told is where they stand"
    counts = organising.event(here.db, here.event_id).counts
    assert (counts.yes, counts.confirmed, counts.waiting) == (PEOPLE, PLACES, 440)


def test_of_five_hundred_parties_at_once_the_first_fill_the_hall_to_its_last_place(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=PEOPLE, capacity=PLACES, guests_most=3)

    answered_at_once(here, lambda number: number % 4)

    lines = in_the_order_of_asking(here)
    assert len(lines) == PEOPLE
    held = [(place, seats) for _, place, seats in lines if place != "waiting"]
    assert lines[: len(held)] == [line for line in lines if line[1] != "waiting"], "from the top"
    assert sum(seats for _, seats in held) == PLACES
    assert Counter(place for place, _ in held)["offered"] <= 1, "one is offered what is left"


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_of_five_hundred_at_once_through_the_site_exactly_the_capacity_is_confirmed(
    make_world: Callable[..., World],
) -> None:
    """They do as people do whose page says *try again*: they press with the same form."""
    system = System(make_world())
    system.start("relay", "events", "web")
    forum = Forum(system, people=PEOPLE, capacity=PLACES)
    start = Barrier(PEOPLE)

    def press(person: UUID) -> None:
        page = f"{system.web}/i/{forum.codes[person]}"
        form = {"command_id": str(new_id()), "member_id": str(person), "answer": "yes"}
        start.wait()
        while True:
            try:
                answer = requests.post(page, data=form, allow_redirects=False, timeout=60)
            except requests.RequestException:
                continue
            if answer.status_code == 303:
                return
            assert answer.status_code == 503, answer.status_code

    with ThreadPoolExecutor(PEOPLE) as pool:
        list(pool.map(press, forum.people))

    query = "select member_id, place from rsvps where event_id = %s order by asked"
    rows = system.world.rows("events", query, forum.event_id)
    assert {row["member_id"] for row in rows} == set(forum.people)
    assert [row["place"] for row in rows] == ["confirmed"] * PLACES + ["waiting"] * 440
