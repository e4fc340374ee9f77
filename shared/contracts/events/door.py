"""What the door asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from shared.contracts.events.cards import Card, Place
from shared.contracts.wire import Wire

DOOR_BACK, DOOR_AHEAD = timedelta(days=1), timedelta(days=7)
"""An event has a door from a week before its start to a day after its end."""


@dataclass(frozen=True, kw_only=True)
class Doors(Wire):
    """The open events that a volunteer may stand at the door of: from a day back to a week on."""

    cards: list[Card]


@dataclass(frozen=True, kw_only=True)
class FindGuests(Wire):
    """A page of who said yes to an event, 500 at most; `after` is the page before's `next`."""

    event_id: UUID
    after: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Guest(Wire):
    """
    Somebody who said yes, whether there is a place for them, and since when they are in.

    `tickets` are hashes (`ticket_hash`): a phone knows a ticket by them, and cannot make one.
    """

    member_id: UUID
    place: Place
    tickets: list[str] = field(default_factory=list)
    guests: int = 0
    came_at: datetime | None = None
    came_with: int = 0


@dataclass(frozen=True, kw_only=True)
class Guests(Wire):
    """The event's card, and a page of its guests."""

    card: Card
    guests: list[Guest]
    next: UUID | None = None
