"""The organiser's side: drafts, publishing, changes, and looking."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.contracts.events.agenda import OnAgenda
from shared.contracts.events.cards import (
    Answer,
    Card,
    CardText,
    EventChange,
    EventType,
    Place,
    Source,
)
from shared.contracts.events.series import Which
from shared.contracts.members import Balance, Language, WaveWish
from shared.contracts.wire import Wire


@dataclass(frozen=True, kw_only=True)
class EventForm(Wire):
    """
    What an organiser writes. Times are wall-clock times in `zone`, without an offset.

    An empty `answer_until` is the start.

    The same `command_id` again changes nothing and gives the first reply.
    """

    command_id: UUID
    type: EventType
    starts_at: str
    ends_at: str
    zone: str
    capacity: int
    languages: list[Language]
    texts: dict[str, CardText]
    map_link: str = ""
    online_link: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    answer_until: str = ""
    guests_most: int = 0
    agenda: OnAgenda | None = None
    partners: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class ChangeEvent(Wire):
    """
    Change an event; `silent` mends a slip of the pen and tells nobody (but of another time).

    Of a series also those that follow or `all` to come, but for what was changed alone.
    """

    event_id: UUID
    form: EventForm
    silent: bool = False
    which: Which = "one"


@dataclass(frozen=True, kw_only=True)
class ChangeWeighed(Wire):
    """What a change would tell people, and how many; nobody when nothing that matters changed."""

    event_id: UUID
    changed: list[EventChange]
    people: int


@dataclass(frozen=True, kw_only=True)
class EventRef(Wire):
    event_id: UUID


@dataclass(frozen=True, kw_only=True)
class PublishEvent(Wire):
    """
    Open an event and invite an audience, or as many of it, so balanced, as is wished.

    The same `command_id` again changes nothing.
    """

    command_id: UUID
    event_id: UUID
    audience_id: UUID
    wish: WaveWish | None = None


@dataclass(frozen=True, kw_only=True)
class CancelEvent(Wire):
    """Cancel an event; of a series also what follows: then nothing more is made of it."""

    command_id: UUID
    event_id: UUID
    which: Which = "one"


@dataclass(frozen=True, kw_only=True)
class Counts(Wire):
    """
    Where an event's people stand; `invited` are people with an invitation, not households.

    `confirmed`, `waiting` and `offered` are places: of people and of their guests.
    """

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
    """
    An event as organisers see it; `inviting` is True until everybody of every wave has a row.

    `missing` says that part of a wave has not come for a while, and is asked for again.

    A published event is finished by itself when its end has passed. `publish_at` is when a draft
    is to be published, `publish_refused` the code of why that came to nothing.
    """

    card: Card
    state: Literal["draft", "published", "cancelled", "finished"]
    capacity: int
    counts: Counts
    inviting: bool = False
    audience_id: UUID | None = None
    published_at: datetime | None = None
    balance: Balance | None = None
    chased_at: datetime | None = None
    publish_at: datetime | None = None
    publish_refused: str | None = None
    agenda: OnAgenda = field(default_factory=OnAgenda)
    series_id: UUID | None = None
    missing: bool = False


@dataclass(frozen=True, kw_only=True)
class FindEvents(Wire):
    """
    A page of events, 50 at most; `after` is the page before's `next`.

    Those that are not over come first, the next one before all; then those over, the latest first.
    """

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
    guests: int = 0
    source: Source = "link"


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
