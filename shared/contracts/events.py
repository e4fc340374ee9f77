"""What `events` announces, and what it answers to `web`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from shared.contracts.members import Balance, Language, WaveWish
from shared.contracts.wire import Message, Wire, published

EventType = Literal["forum", "youth_meeting", "assembly"]
Answer = Literal["yes", "no", "maybe"]
Place = Literal["none", "confirmed", "waiting", "offered"]
"""Where an invited person stands: no claim to a place, a place, in the queue, a place on offer."""


@dataclass(frozen=True, kw_only=True)
class CardText(Wire):
    """What is said of an event in one language."""

    title: str
    description: str = ""
    venue: str = ""


@dataclass(frozen=True, kw_only=True)
class Card(Wire):
    """
    The public face of an event in every language it has; a newer version replaces an older.

    `texts` is keyed by language; `languages` is the order in which to fall back when a reader's
    own is not there. Times are instants; `zone` is how they are shown.
    """

    event_id: UUID
    version: int
    type: EventType
    starts_at: datetime
    ends_at: datetime
    zone: str
    languages: list[Language]
    texts: dict[str, CardText]

    def text(self, language: str) -> CardText:
        """Give the text in `language`, else in the first language of the fall-back order."""
        return self.texts[self.language(language)]

    def language(self, wanted: str) -> str:
        """Say in which language the text for a reader of `wanted` is."""
        return next(code for code in (wanted, *self.languages) if code in self.texts)


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
    """What is said of a published event has changed."""

    type: ClassVar[str] = "event.changed.v1"
    owner: ClassVar[str] = "events"

    card: Card


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

    With a `wish` it is for some of them only; `asked_by` is who had it.
    """

    type: ClassVar[str] = "audience.requested.v1"
    owner: ClassVar[str] = "events"

    wave_id: UUID
    event_id: UUID
    audience_id: UUID
    within: list[str] | None = None
    wish: WaveWish | None = None
    asked_by: UUID | None = None


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
    """

    type: ClassVar[str] = "invitation.issued.v1"
    owner: ClassVar[str] = "events"

    event_id: UUID
    wave_id: UUID
    card_version: int
    useful_until: datetime
    invitees: list[Invitee]
    issued_at: datetime | None = None

    def people(self) -> list[UUID]:
        return [invitee.member_id for invitee in self.invitees]


@published
@dataclass(frozen=True, kw_only=True)
class RsvpChanged(Message):
    """A person answered, or was moved from the queue; versions of one person's answer grow."""

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

    def people(self) -> list[UUID]:
        return [self.member_id]


@published
@dataclass(frozen=True, kw_only=True)
class PlaceOffered(Message):
    """A freed place is held for the next person in the queue until `until`."""

    type: ClassVar[str] = "place.offered.v1"
    owner: ClassVar[str] = "events"

    event_id: UUID
    member_id: UUID
    version: int
    card_version: int
    until: datetime

    def people(self) -> list[UUID]:
        return [self.member_id]


@published
@dataclass(frozen=True, kw_only=True)
class EventsErasureConfirmed(Message):
    """Events holds nothing of these people any more but bare ids."""

    type: ClassVar[str] = "erasure.confirmed_by_events.v1"
    owner: ClassVar[str] = "events"

    member_ids: list[UUID]

    def people(self) -> list[UUID]:
        return list(self.member_ids)


# --- Commands and questions ------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class EventForm(Wire):
    """What an organiser writes. Times are wall-clock times in `zone`, without an offset."""

    command_id: UUID
    type: EventType
    starts_at: str
    ends_at: str
    zone: str
    capacity: int
    languages: list[Language]
    texts: dict[str, CardText]


@dataclass(frozen=True, kw_only=True)
class ChangeEvent(Wire):
    event_id: UUID
    form: EventForm


@dataclass(frozen=True, kw_only=True)
class EventRef(Wire):
    event_id: UUID


@dataclass(frozen=True, kw_only=True)
class PublishEvent(Wire):
    """Open an event and invite an audience, or as many of it, so balanced, as is wished."""

    command_id: UUID
    event_id: UUID
    audience_id: UUID
    wish: WaveWish | None = None


@dataclass(frozen=True, kw_only=True)
class CancelEvent(Wire):
    command_id: UUID
    event_id: UUID


@dataclass(frozen=True, kw_only=True)
class Counts(Wire):
    """Where an event's people stand; `invited` are people with an invitation, not households."""

    invited: int = 0
    not_invited: int = 0
    yes: int = 0
    no: int = 0
    maybe: int = 0
    confirmed: int = 0
    waiting: int = 0
    offered: int = 0


@dataclass(frozen=True, kw_only=True)
class EventView(Wire):
    """An event as organisers see it; `inviting` is True until the whole audience was heard."""

    card: Card
    state: Literal["draft", "published", "cancelled"]
    capacity: int
    counts: Counts
    inviting: bool = False
    audience_id: UUID | None = None
    published_at: datetime | None = None
    balance: Balance | None = None


@dataclass(frozen=True, kw_only=True)
class FindEvents(Wire):
    """A page of events, 50 at most, the latest start first; `after` is the page before's `next`."""

    after: str | None = None


@dataclass(frozen=True, kw_only=True)
class EventPage(Wire):
    events: list[EventView]
    next: str | None = None


@dataclass(frozen=True, kw_only=True)
class FindAnswers(Wire):
    """A page of an event's answers, 100 at most, in the order they came."""

    event_id: UUID
    place: Place | None = None
    after: str | None = None


@dataclass(frozen=True, kw_only=True)
class AnswerRow(Wire):
    member_id: UUID
    answer: Answer
    place: Place
    answered_at: datetime
    position: int | None = None


@dataclass(frozen=True, kw_only=True)
class AnswerPage(Wire):
    answers: list[AnswerRow]
    next: str | None = None


@dataclass(frozen=True, kw_only=True)
class EventIds(Wire):
    """At most 500 ids."""

    event_ids: list[UUID]


@dataclass(frozen=True, kw_only=True)
class Cards(Wire):
    """The cards of events; ids that no event has are left out."""

    cards: list[Card]


# --- At the door -----------------------------------------------------------------------------


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
    """Somebody who said yes, and whether there is a place for them."""

    member_id: UUID
    place: Place


@dataclass(frozen=True, kw_only=True)
class Guests(Wire):
    """The event's card, and a page of its guests."""

    card: Card
    guests: list[Guest]
    next: UUID | None = None


# --- The young person's side -----------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class OpenInvitation(Wire):
    """The code of a link, whatever is wrong with it; wrong ones are counted by their `origin`."""

    code: str
    origin: str = ""


@dataclass(frozen=True, kw_only=True)
class Invited(Wire):
    """One person behind a code; `position` is the place in the queue, from 1."""

    member_id: UUID
    answer: Answer | None = None
    place: Place = "none"
    position: int | None = None
    offered_until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Invitation(Wire):
    """
    What a link shows. `situation` is what has to be said first: open, full, changed (since the
    invitation went out), cancelled, or past.
    """

    card: Card
    situation: Literal["open", "full", "changed", "cancelled", "past"]
    people: list[Invited]


@dataclass(frozen=True, kw_only=True)
class GiveAnswer(Wire):
    """An answer by one person behind a code; the same `command_id` again changes nothing."""

    command_id: UUID
    code: str
    member_id: UUID
    answer: Answer
    origin: str = ""
