"""Any interleaving of answers, withdrawals, guests, capacities and time-outs, in the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from services.events import errors
from services.events.domain.seats import Standing, Wish
from services.events.operations import organising
from tests.support.hall import Hall, hall
from tests.support.seat_machine import GUESTS_MOST, PEOPLE, AnyHall, SeatMachine

__all__ = ["hall"]


class KeptHall:
    """A hall as the service keeps it."""

    def __init__(self, here: Hall) -> None:
        self.here = here

    def answer(self, person: int, wish: Wish) -> bool:
        one = self.here.people[person]
        try:
            self.here.answer(one, wish.answer, guests=wish.guests, together=wish.together)
        except (errors.TooManyGuests, errors.NoPlaceForGuests):
            return False
        return True

    def change_capacity(self, capacity: int) -> None:
        self.here.change(capacity=capacity)

    def time_out(self, person: int) -> None:
        self.here.lapse(self.here.people[person])

    def standings(self) -> dict[int, Standing]:
        query = (
            "select member_id, place, guests, offered, together from rsvps"
            " where event_id = %s and place <> 'none'"
        )
        rows = self.here.rows(query, self.here.event_id)
        return {self._number(row.pop("member_id")): Standing(**row) for row in rows}

    def queue(self) -> list[int]:
        return [self._number(member_id) for member_id in self.here.queue()]

    def _number(self, member_id: UUID) -> int:
        return self.here.people.index(member_id)


def test_seats_and_queue_are_right_after_any_order_of_events(hall: Callable[..., Hall]) -> None:
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
            for member_id, kept in _kept(self.here).items():
                assert _told(self.here, member_id) == kept

    run_state_machine_as_test(
        InTheDatabase,
        settings=settings(
            max_examples=25,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
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


def _told(here: Hall, member_id: UUID) -> tuple[object, ...]:
    query = (
        "select type, body from outbox where type in ('rsvp.changed.v1', 'place.offered.v1')"
        " and body ->> 'event_id' = %s and body ->> 'member_id' = %s"
        " order by (body ->> 'version')::int desc limit 1"
    )
    (row,) = here.rows(query, str(here.event_id), str(member_id))
    body = row["body"]
    if row["type"] == "place.offered.v1":
        return (body["version"], "offered", body["asked"] - 1, body["places"])
    return (body["version"], body["place"], body["guests"], None)
