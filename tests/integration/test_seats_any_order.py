"""Any interleaving of answers, withdrawals, guests, capacities and time-outs, in the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from services.events import errors
from services.events.domain.seats import Standing, Wish
from services.events.operations import organising
from tests.support.hall import Hall, hall
from tests.support.seat_machine import GUESTS_MOST, PEOPLE, AnyHall, SeatMachine

__all__ = ["hall"]


class KeptHall:
    """A hall as the service keeps it; looked at once after each step."""

    def __init__(self, here: Hall) -> None:
        self.here = here
        self._look()

    def answer(self, person: int, wish: Wish) -> bool:
        one = self.here.people[person]
        try:
            self.here.answer(one, wish.answer, guests=wish.guests, together=wish.together)
        except (errors.MoreGuestsThanAllowed, errors.NoPlaceForGuests):
            return False
        self._look()
        return True

    def change_capacity(self, capacity: int) -> None:
        self.here.change(capacity=capacity)
        self._look()

    def time_out(self, person: int) -> None:
        self.here.lapse(self.here.people[person])
        self._look()

    def standings(self) -> dict[int, Standing]:
        return dict(self._standings)

    def queue(self) -> list[int]:
        return [person for person, one in self._standings.items() if one.place == "waiting"]

    def _look(self) -> None:
        query = (
            "select member_id, place, guests, offered, together from rsvps"
            " where event_id = %s and place <> 'none' order by asked"
        )
        rows = self.here.rows(query, self.here.event_id)
        self._standings = {
            self.here.people.index(row.pop("member_id")): Standing(**row) for row in rows
        }


@pytest.mark.timeout(600)
@pytest.mark.parametrize("stories", [15, pytest.param(150, marks=pytest.mark.slow)])
def test_seats_and_queue_are_right_after_any_order_of_events(
    hall: Callable[..., Hall], stories: int
) -> None:
    """
    The service does what the rule on paper does, and its sums are what a count would give.

    Seen failing: while an offer of fewer places was not raised before others were made.
    """

    class InTheDatabase(SeatMachine):
        def open_hall(self, capacity: int) -> AnyHall:
            self.here = hall(people=PEOPLE, capacity=capacity, guests_most=GUESTS_MOST)
            return KeptHall(self.here)

        @invariant()
        def the_sums_are_what_a_count_gives(self) -> None:
            assert _sums(self.here) == _counted(self.here)

        @invariant()
        def everybody_was_told_where_they_stand(self) -> None:
            """The newest of what was announced about each is what is kept."""
            assert _told(self.here) == _kept(self.here)

    run_state_machine_as_test(
        InTheDatabase,
        settings=settings(
            max_examples=stories,
            stateful_step_count=10,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
            phases=[Phase.explicit, Phase.generate],
        ),
    )


def _sums(here: Hall) -> dict[str, int]:
    """Give what the service says of its answers, without counting them."""
    counts = asdict(organising.event(here.db, here.event_id).counts)
    return {name: counts[name] for name in counts if counts[name] and "invited" not in name}


def _counted(here: Hall) -> dict[str, int]:
    query = "select answer, place, guests, offered from rsvps where event_id = %s"
    found: Counter[str] = Counter()
    for row in here.rows(query, here.event_id):
        found[row["answer"]] += 1
        if row["place"] != "none":
            found[row["place"]] += row["offered"] or 1 + row["guests"]
    return dict(found)


def _kept(here: Hall) -> dict[UUID, tuple[object, ...]]:
    query = "select member_id, version, place, guests, offered from rsvps where event_id = %s"
    return {
        row["member_id"]: (row["version"], row["place"], row["guests"], row["offered"])
        for row in here.rows(query, here.event_id)
    }


def _told(here: Hall) -> dict[UUID, tuple[object, ...]]:
    query = (
        "select distinct on (body ->> 'member_id') type, body from outbox"
        " where type in ('rsvp.changed.v1', 'place.offered.v1') and body ->> 'event_id' = %s"
        " order by body ->> 'member_id', (body ->> 'version')::int desc"
    )
    rows = here.rows(query, str(here.event_id))
    return {UUID(row["body"]["member_id"]): _said(row["type"], row["body"]) for row in rows}


def _said(kind: str, body: dict[str, Any]) -> tuple[object, ...]:
    if kind == "place.offered.v1":
        return (body["version"], "offered", body["asked"] - 1, body["places"])
    return (body["version"], body["place"], body["guests"], None)
