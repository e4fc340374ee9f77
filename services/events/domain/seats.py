"""
Who has a place, who waits, who may still answer.

One rule gives out all places. Whoever says yes stands at the end of the queue, with their guests.
Free places go to the first in the queue: all that they ask for, or, when fewer are free, those,
to be taken, or left by waiting on for all of them together. Whoever waits for all together lets
others pass while too few are free. Places that are kept for the people of some waves are free for
them alone, who may have others, too: so of each of these the first in the queue is the first of
those for whom there is a place. Whoever is given all they ask for in the moment of asking has
it at once; the others are offered it for a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from services.events import errors
from shared.contracts.events import Answer, Place, Source

Situation = Literal["open", "full", "changed", "cancelled", "past"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seats:
    """
    How full an event is: `held` are places confirmed or on offer, of people and guests.

    `kept` is how many of the free ones are kept for whom: by the label of the wave they are of.
    """

    capacity: int
    held: int
    waiting: int = 0
    kept: Mapping[str, int] = field(default_factory=dict)

    @property
    def free(self) -> int:
        return max(0, self.capacity - self.held)

    def free_for(self, label: str) -> int:
        """Say how many places are free for the people of a label: not what others are kept."""
        others = sum(seats for kept_for, seats in self.kept.items() if kept_for != label)
        return max(0, self.capacity - self.held - others)

    def has_room_for(self, guests: int) -> bool:
        """
        Tell whether a person with guests can come in at once: nobody waits before them.

        Where places are kept the queue alone knows.
        """
        return self.waiting == 0 and not self.kept and 1 + guests <= self.free


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """
    What somebody answers: with how many guests, and whether to wait on for all together.

    `noted_by` is who of the staff wrote it down, if they did not give it themselves. `said_at` is
    when they said it, where it is heard later.
    """

    answer: Answer
    guests: int = 0
    together: bool = False
    source: Source = "link"
    noted_by: UUID | None = None
    said_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where somebody stands; `offered` is how many places are held for them."""

    place: Place = "none"
    guests: int = 0
    offered: int | None = None
    together: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Whether an event takes place, and until when it is answered: its start, or sooner."""

    state: str
    starts_at: datetime
    answer_until: datetime | None = None

    def closed(self, now: datetime) -> bool:
        """Tell whether the deadline is over."""
        return self.answer_until is not None and now >= self.answer_until


@dataclass(frozen=True, slots=True, kw_only=True)
class InQueue:
    """Who waits for `wanted` places more, in the order of asking; `label` is that of the wave."""

    member_id: UUID
    wanted: int
    together: bool = False
    label: str = ""


def kept_of(free: int, kept: Mapping[str, int]) -> dict[str, int]:
    """
    Say how many of the free places are kept for each label: together no more than there are.

    Where they are too few for all, the first in the order given have theirs: otherwise each would
    keep them from the others, and they would stay empty.
    """
    left, really = free, {}
    for label, seats in kept.items():
        really[label] = min(max(0, seats), left)
        left -= really[label]
    return really


def after(wish: Wish, stood: Standing, *, free: int, guests_most: int) -> Standing:
    """
    Say where an answer puts a person; who comes to wait is given places by `deal`.

    Nobody comes to more guests by changing an answer than there are free places for, so that
    nobody in the queue is overtaken.
    """
    if wish.answer != "yes":
        return Standing()
    if not 0 <= wish.guests <= max(guests_most, stood.guests):
        raise errors.MoreGuestsThanAllowed(most=guests_most)
    if stood.place == "none":
        return Standing(place="waiting", guests=wish.guests)
    if wish.together and stood.place == "offered" and (stood.offered or 0) <= stood.guests:
        return replace(stood, place="waiting", offered=None, together=True)
    has = stood.offered or 1 + stood.guests
    room = 0 if stood.place == "waiting" else free
    if 1 + wish.guests > has + room:
        raise errors.NoPlaceForGuests(free=room)
    if stood.place == "waiting":
        return replace(stood, guests=wish.guests)
    return Standing(place="confirmed", guests=wish.guests)


def deal(
    free: int, queue: Sequence[InQueue], *, kept: Mapping[str, int] | None = None
) -> dict[UUID, int]:
    """
    Give free places to the queue, in order; says how many each is given.

    What is `kept` for a label is given to its people first, and to nobody else.
    """
    given: dict[UUID, int] = {}
    left = dict(kept or {})
    for one in queue:
        others = sum(seats for label, seats in left.items() if label != one.label)
        share = min(one.wanted, max(0, free - others))
        if share and (share == one.wanted or not one.together):
            given[one.member_id] = share
            free -= share
            left[one.label] = max(0, left.get(one.label, 0) - share)
    return given


def may_answer(wish: Wish, stood: Standing, *, event: Timing, now: datetime) -> None:
    """
    Refuse answers to what is cancelled or has begun, and new ones after the deadline.

    After it one may still leave a place, or take what is held for oneself already.
    """
    if event.state == "cancelled":
        raise errors.EventCancelled
    if now >= event.starts_at:
        raise errors.EventIsOver
    if not event.closed(now) or wish.answer == "no":
        return
    if wish.answer != "yes" or stood.place == "none" or wish.guests > stood.guests:
        raise errors.AnswersClosed


def situation(event: Timing, *, changed: bool, full: bool, now: datetime) -> Situation:
    """Say what a person who opens an invitation has to hear first."""
    if event.state == "cancelled":
        return "cancelled"
    if now >= event.starts_at:
        return "past"
    if changed:
        return "changed"
    return "full" if full else "open"
