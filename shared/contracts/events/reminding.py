"""What people who are invited are told later: reminders, changes, and what they say afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from shared.contracts.events.cards import Card, EventChange
from shared.contracts.events.series import Which
from shared.contracts.wire import Message, Wire, published

Reminder = Literal["day_before", "morning_of", "soon", "afterwards"]
"""The reminders of an event, in the order in which they come."""

Telling = Literal["day_before", "morning_of", "soon", "afterwards", "change", "chase"]
"""What those who are invited already are told: a reminder, a change, or a question once more."""


@dataclass(frozen=True, kw_only=True)
class Reminded(Wire):
    """One person who is to be told; people of one household stand together."""

    member_id: UUID
    household_id: UUID | None = None


@published
@dataclass(frozen=True, kw_only=True)
class ReminderDue(Message):
    """
    At most 500 people are to be told something of an event now, while it is useful.

    A higher `round` of the same `what` replaces a lower one: what of that has not gone is not
    said any more. `changed` says what has changed, for a change. `meant` is how many it is for in
    all (0: not known, or it cannot wait), `asked_by` who of the staff asked, if somebody did.
    """

    type: ClassVar[str] = "reminder.due.v1"
    owner: ClassVar[str] = "events"

    event_id: UUID
    what: Telling
    round: int
    card_version: int
    useful_until: datetime
    reminded: list[Reminded]
    changed: list[EventChange] = field(default_factory=list)
    meant: int = 0
    asked_by: UUID | None = None

    def people(self) -> list[UUID]:
        return [one.member_id for one in self.reminded]


# --- Commands and questions ------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ReminderWish(Wire):
    """
    How one reminder is wanted: `at`, a wall-clock time such as 11:00, for those of a day,
    `minutes` for those that are counted from the start or the end.
    """

    what: Reminder
    on: bool
    at: str = ""
    minutes: int | None = None


@dataclass(frozen=True, kw_only=True)
class SetReminders(Wire):
    """
    Change an event's reminders; those that are not named stay. Repeating changes nothing.

    Of a series it may be meant for the following, or for all, and for what is made later.
    """

    command_id: UUID
    event_id: UUID
    wishes: list[ReminderWish]
    which: Which = "one"


@dataclass(frozen=True, kw_only=True)
class ReminderView(Wire):
    """
    One reminder: how it is wanted, when it is due next, and how many people it went to.

    `state` is off, no_link (nobody can join from afar), no_time (the event begins before it),
    planned, going, done, or passed (its time was over before it could be meant).
    """

    what: Reminder
    on: bool
    at: str
    minutes: int | None
    state: Literal["off", "no_link", "no_time", "planned", "going", "done", "passed"]
    due_at: datetime | None = None
    told: int = 0


@dataclass(frozen=True, kw_only=True)
class Reminders(Wire):
    """An event's reminders, in the order in which they come."""

    card: Card
    event_state: str
    reminders: list[ReminderView]
    in_series: bool = False


@dataclass(frozen=True, kw_only=True)
class ChaseSilent(Wire):
    """Ask those who were reached and are silent once more; a second wish is refused."""

    command_id: UUID
    event_id: UUID


@dataclass(frozen=True, kw_only=True)
class GiveFeedback(Wire):
    """
    What one person behind a code says of an event afterwards; a later word replaces it.

    `came`: whether they were there; `rating`: from 1 to 5; `again`: whether they would come again.
    """

    command_id: UUID
    code: str
    member_id: UUID
    came: bool
    rating: int
    again: Literal["yes", "no", "maybe"]
    words: str = ""
    origin: str = ""
