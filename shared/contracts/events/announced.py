"""What events announces."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shared.contracts.events.cards import Answer, Card, EventChange, Place
from shared.contracts.members import WaveWish
from shared.contracts.members.statutes import Mandated
from shared.contracts.wire import AboutMembers, Message, Wire, published


@published
@dataclass(frozen=True, kw_only=True)
class EventPublished(Message):
    """An event is open: invitations follow."""

    type: ClassVar[str] = "event.published.v1"
    owner: ClassVar[str] = "events"

    card: Card


@published
@dataclass(frozen=True, kw_only=True)
class EventChanged(Message):
    """
    What is said of a published event has changed.

    `changed` is what people have to hear of, once; empty when a slip of the pen was mended.
    """

    type: ClassVar[str] = "event.changed.v1"
    owner: ClassVar[str] = "events"

    card: Card
    changed: list[EventChange] = field(default_factory=list)


@published
@dataclass(frozen=True, kw_only=True)
class EventCancelled(Message):
    """An event will not take place; whoever may have heard of it is told."""

    type: ClassVar[str] = "event.cancelled.v1"
    owner: ClassVar[str] = "events"

    card: Card


@published
@dataclass(frozen=True, kw_only=True)
class AudienceRequested(Message):
    """
    A wave asks who it is for; `within` are the regions that who published is limited to.

    With a `wish` it is for some of them only; `asked_by` is who asked. With `mandated` it is for
    the members of a body, whatever audience is named. It `invites` them, or only announces
    something to them or counts them.
    """

    type: ClassVar[str] = "audience.requested.v1"
    owner: ClassVar[str] = "events"

    wave_id: UUID
    event_id: UUID
    audience_id: UUID
    within: list[str] | None = None
    wish: WaveWish | None = None
    asked_by: UUID | None = None
    mandated: Mandated | None = None
    invites: bool = True


@dataclass(frozen=True, kw_only=True)
class Invitee(Wire):
    """
    One person of a wave: with the code that opens the invitation, or with why there is none.

    People of one household have the same code.
    """

    member_id: UUID
    code: str | None = None
    household_id: UUID | None = None
    refused: str | None = None


@published
@dataclass(frozen=True, kw_only=True)
class InvitationIssued(Message):
    """
    At most 500 people of a wave were invited, or were not and why. Codes travel only here.

    `issued_at` is when; one that was spoken before this field was there does not say it.
    `number` is that of the wave, among those of its event that went; `meant` how many people it is
    for in all (0: not known), and `asked_by` who of the staff asked for it.
    """

    type: ClassVar[str] = "invitation.issued.v1"
    owner: ClassVar[str] = "events"

    event_id: UUID
    wave_id: UUID
    card_version: int
    useful_until: datetime
    invitees: list[Invitee]
    issued_at: datetime | None = None
    number: int = 1
    meant: int = 0
    asked_by: UUID | None = None

    def people(self) -> list[UUID]:
        return [invitee.member_id for invitee in self.invitees]


@published
@dataclass(frozen=True, kw_only=True)
class RsvpChanged(Message):
    """
    A person answered, or was moved from the queue; versions of one person's answer grow.

    `guests` come along; of who waits or has an offer, they are asked for.
    """

    type: ClassVar[str] = "rsvp.changed.v1"
    owner: ClassVar[str] = "events"

    event_id: UUID
    member_id: UUID
    version: int
    answer: Answer
    place: Place
    card_version: int
    useful_until: datetime
    changed_at: datetime
    guests: int = 0

    def people(self) -> list[UUID]:
        return [self.member_id]


@published
@dataclass(frozen=True, kw_only=True)
class PlaceOffered(Message):
    """
    Freed places are held for the next person in the queue until `until`.

    They may be fewer than were asked for, with the person's guests.
    """

    type: ClassVar[str] = "place.offered.v1"
    owner: ClassVar[str] = "events"

    event_id: UUID
    member_id: UUID
    version: int
    card_version: int
    until: datetime
    places: int = 1
    asked: int = 1

    def people(self) -> list[UUID]:
        return [self.member_id]


@dataclass(frozen=True, kw_only=True)
class Attended(Wire):
    """One person came, at a time, or did not after all; versions of one person's grow."""

    member_id: UUID
    version: int
    came_at: datetime | None = None


@published
@dataclass(frozen=True, kw_only=True)
class AttendanceRecorded(Message):
    """At most 500 people came in at an event, or are taken back from having come."""

    type: ClassVar[str] = "attendance.recorded.v1"
    owner: ClassVar[str] = "events"

    event_id: UUID
    attended: list[Attended]

    def people(self) -> list[UUID]:
        return [one.member_id for one in self.attended]


@published
@dataclass(frozen=True, kw_only=True)
class EventsErasureConfirmed(AboutMembers):
    """Events holds nothing of these people any more but bare ids."""

    type: ClassVar[str] = "erasure.confirmed_by_events.v1"
    owner: ClassVar[str] = "events"
