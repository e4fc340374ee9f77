"""The public face of an event, and the words for how people stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.contracts.events.convened import Convened
from shared.contracts.events.sessions import EventSession
from shared.contracts.members import Language
from shared.contracts.wire import Wire

EventType = Literal["forum", "youth_meeting", "assembly"]
EventChange = Literal["time", "place", "online"]
"""What of an event may change so that people have to hear of it."""

Answer = Literal["yes", "no", "maybe"]
Place = Literal["none", "confirmed", "waiting", "offered"]
"""Where an invited person stands: no claim to a place, a place, in the queue, a place on offer."""

Source = Literal["link", "organiser", "desk", "sms"]
"""How an answer came: by the person's link, on the phone to an organiser, at the desk, by SMS."""


@dataclass(frozen=True, kw_only=True)
class CardText(Wire):
    """What is said of an event in one language; `access` is how one gets there and in."""

    title: str
    description: str = ""
    venue: str = ""
    access: str = ""


@dataclass(frozen=True, kw_only=True)
class Card(Wire):
    """
    The public face of an event in every language it has; a newer version replaces an older.

    `texts` is keyed by language; `languages` is the order in which to fall back when a reader's
    own is not there. Times are instants; `zone` is how they are shown. Links are https.

    The contact is a person of the staff who chose to stand there. `answer_until` is the last
    moment for answers, None for the start; `guests_most` is how many somebody may bring. `partners`
    are the names of organisations that it is held with, `sessions` its programme in its order;
    `assembly` is there when a body is convened.
    """

    event_id: UUID
    version: int
    type: EventType
    starts_at: datetime
    ends_at: datetime
    zone: str
    languages: list[Language]
    texts: dict[str, CardText]
    map_link: str = ""
    online_link: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    answer_until: datetime | None = None
    guests_most: int = 0
    partners: list[str] = field(default_factory=list)
    sessions: list[EventSession] = field(default_factory=list)
    assembly: Convened | None = None

    @property
    def answers_end(self) -> datetime:
        """When answers end: at the deadline, at the latest at the start."""
        return min(self.answer_until or self.starts_at, self.starts_at)

    def text(self, language: str) -> CardText:
        """Give the text in `language`, else in the first language of the fall-back order."""
        return self.texts[self.language(language)]

    def language(self, wanted: str) -> str:
        """Say in which language the text for a reader of `wanted` is."""
        return next(code for code in (wanted, *self.languages) if code in self.texts)
