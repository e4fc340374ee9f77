"""Who has a place, who waits, who may still answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from services.events import errors
from shared.contracts.events import Answer, Place

Situation = Literal["open", "full", "changed", "cancelled", "past"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seats:
    """How full an event is: `held` are places confirmed or on offer."""

    capacity: int
    held: int
    waiting: int

    @property
    def free(self) -> int:
        return max(0, self.capacity - self.held)

    @property
    def full(self) -> bool:
        """Whether somebody who says yes now comes into the queue: nobody overtakes it."""
        return self.free == 0 or self.waiting > 0


def place_after(answer: Answer, *, held: Place, seats: Seats) -> Place:
    """Say where an answer puts a person who stood at `held`."""
    if answer != "yes":
        return "none"
    if held in ("confirmed", "offered"):
        return "confirmed"
    if held == "waiting":
        return "waiting"
    return "waiting" if seats.full else "confirmed"


def may_answer(*, state: str, starts_at: datetime, now: datetime) -> None:
    """Refuse answers to what is cancelled or has begun."""
    if state == "cancelled":
        raise errors.EventCancelled
    if now >= starts_at:
        raise errors.EventIsOver


def offer_ends(now: datetime, starts_at: datetime, hours: int) -> datetime:
    """Say until when a freed place is held: some hours, never past the start."""
    return min(now + timedelta(hours=hours), starts_at)


def situation(
    *, state: str, starts_at: datetime, changed: bool, full: bool, now: datetime
) -> Situation:
    """Say what a person who opens an invitation has to hear first."""
    if state == "cancelled":
        return "cancelled"
    if now >= starts_at:
        return "past"
    if changed:
        return "changed"
    return "full" if full else "open"
