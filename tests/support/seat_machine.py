"""
Any interleaving of answers, withdrawals, guests, capacities and time-outs (hypothesis, stateful).

`PaperHall` is the rule of places as one would play it with a sheet of paper: everybody who asks is
written under the last line, and free places are given from the top. The machine plays it beside a
hall under test, and looks after each step at what may never be.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Protocol

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.events import errors
from services.events.domain import seats
from services.events.domain.seats import Standing, Wish

PEOPLE = 6
GUESTS_MOST = 3

wishes = st.builds(
    Wish,
    answer=st.sampled_from(["yes", "yes", "yes", "no", "maybe"]),
    guests=st.integers(0, GUESTS_MOST),
    together=st.booleans(),
)
people = st.integers(0, PEOPLE - 1)


class AnyHall(Protocol):
    """What can happen to a hall, and who stands where in it; the queue in its order."""

    def answer(self, person: int, wish: Wish) -> bool:
        """Answer; False when it is refused."""
        ...

    def change_capacity(self, capacity: int) -> None: ...

    def time_out(self, person: int) -> None:
        """Let the time of somebody's offer be over, if there is one."""
        ...

    def standings(self) -> dict[int, Standing]: ...

    def queue(self) -> list[int]: ...


@dataclass
class PaperHall:
    """The rule, played on paper."""

    capacity: int
    guests_most: int = GUESTS_MOST
    stand: dict[int, Standing] = field(default_factory=dict)
    lines: list[int] = field(default_factory=list)

    def answer(self, person: int, wish: Wish) -> bool:
        stood = self.stand.get(person, Standing())
        try:
            stands = seats.after(wish, stood, free=self.free(), guests_most=self.guests_most)
        except (errors.TooManyGuests, errors.NoPlaceForGuests):
            return False
        if stands.place == "none" and person in self.lines:
            self.lines.remove(person)
        if stood.place == "none" and stands.place != "none":
            self.lines.append(person)
        self.stand[person] = stands
        self.give(asker=person)
        return True

    def change_capacity(self, capacity: int) -> None:
        self.capacity = capacity
        self.give()

    def time_out(self, person: int) -> None:
        if self.stand.get(person, Standing()).place == "offered":
            self.stand[person] = Standing()
            self.lines.remove(person)
            self.give()

    def give(self, asker: int | None = None) -> None:
        """Go through the lines from the top; who has less than they asked for is still in them."""
        for person in self.lines:
            stands = self.stand[person]
            has = stands.offered or 0
            lacks = 1 + stands.guests - has if stands.place != "confirmed" else 0
            share = min(lacks, self.free())
            if share == 0 or (stands.together and share < lacks):
                continue
            if person == asker and share == lacks and has == 0:
                self.stand[person] = Standing(place="confirmed", guests=stands.guests)
            else:
                self.stand[person] = replace(
                    stands, place="offered", offered=has + share, together=False
                )

    def free(self) -> int:
        return max(0, self.capacity - self.held())

    def held(self) -> int:
        return sum(places_of(one) for one in self.stand.values() if one.place != "waiting")

    def standings(self) -> dict[int, Standing]:
        return {person: one for person, one in self.stand.items() if one.place != "none"}

    def queue(self) -> list[int]:
        return [person for person in self.lines if self.stand[person].place == "waiting"]


def places_of(one: Standing) -> int:
    return one.offered or (0 if one.place == "none" else 1 + one.guests)


class SeatMachine(RuleBasedStateMachine):
    """Plays the same story in a hall under test and on paper."""

    hall: AnyHall
    paper: PaperHall

    def open_hall(self, capacity: int) -> AnyHall:
        """Give the hall under test; on paper alone unless something else is to be tested."""
        return PaperHall(capacity)

    @initialize(
        capacity=st.integers(1, 4),
        asking=st.lists(st.integers(0, GUESTS_MOST), max_size=PEOPLE),
    )
    def open(self, capacity: int, asking: list[int]) -> None:
        """Begin with a queue, most of the time: so many people with so many guests."""
        self.capacity = capacity
        self.paper = PaperHall(capacity)
        self.hall = self.open_hall(capacity)
        self.asking: set[int] = set()
        self.held_before = 0
        self.stood_before: dict[int, Standing] = {}
        self.lines_before: list[int] = []
        for person, guests in enumerate(asking):
            self.answer(person, Wish(answer="yes", guests=guests))

    @rule(person=people, wish=wishes)
    def answer(self, person: int, wish: Wish) -> None:
        self._remember()
        taken = self.hall.answer(person, wish)
        assert self.paper.answer(person, wish) is taken
        if taken:
            (self.asking.add if wish.answer == "yes" else self.asking.discard)(person)

    @rule(capacity=st.integers(1, 8))
    def change_capacity(self, capacity: int) -> None:
        self._remember()
        self.capacity = capacity
        self.hall.change_capacity(capacity)
        self.paper.change_capacity(capacity)

    @rule(person=people)
    def time_out(self, person: int) -> None:
        self._remember()
        if self.stood_before.get(person, Standing()).place == "offered":
            self.asking.discard(person)
        self.hall.time_out(person)
        self.paper.time_out(person)

    def _remember(self) -> None:
        self.stood_before = self.hall.standings()
        self.lines_before = self.hall.queue()
        self.held_before = self.held()

    def held(self) -> int:
        standing = self.hall.standings().values()
        return sum(places_of(one) for one in standing if one.place != "waiting")

    @invariant()
    def no_more_is_held_than_there_is(self) -> None:
        """Fewer places take nobody's away: then no more are given than were."""
        assert self.held() <= max(self.capacity, self.held_before)

    @invariant()
    def nobody_is_lost_and_nobody_is_there_who_did_not_ask(self) -> None:
        assert set(self.hall.standings()) == self.asking

    @invariant()
    def nobody_stands_twice_in_the_queue(self) -> None:
        queue = self.hall.queue()
        assert len(queue) == len(set(queue))
        assert set(queue) == {
            person for person, one in self.hall.standings().items() if one.place == "waiting"
        }

    @invariant()
    def no_place_stands_empty_while_somebody_would_take_it(self) -> None:
        free = max(0, self.capacity - self.held())
        for person, one in self.hall.standings().items():
            if one.place == "waiting" and free:
                assert one.together, person
                assert 1 + one.guests > free, person

    @invariant()
    def nobody_is_overtaken_who_did_not_choose_to_wait_for_more(self) -> None:
        now = self.hall.standings()
        still = [person for person in self.lines_before if person in self.hall.queue()]
        came_in = {
            person
            for person, one in now.items()
            if places_of(one) > places_of(self.stood_before.get(person, Standing()))
            or (one.place == "offered" and person in self.lines_before)
        } - set(still)
        for waits in still:
            if self.stood_before[waits].together:
                continue
            behind = self.lines_before[self.lines_before.index(waits) + 1 :]
            newcomers = came_in - set(self.lines_before) - set(self.stood_before)
            assert not came_in & set(behind), (waits, came_in)
            assert not {p for p in newcomers if now[p].place != "waiting"}, (waits, newcomers)

    @invariant()
    def the_queue_is_in_the_order_of_asking(self) -> None:
        assert self.hall.queue() == self.paper.queue()

    @invariant()
    def everybody_stands_where_the_paper_says(self) -> None:
        assert self.hall.standings() == self.paper.standings()
