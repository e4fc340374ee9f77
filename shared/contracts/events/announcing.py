"""Announcements: waves that tell something and ask for no answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from shared.contracts.events.announced import Invitee
from shared.contracts.events.cards import Card
from shared.contracts.events.waves import WaveState
from shared.contracts.members import Language
from shared.contracts.wire import Message, Wire, published

ToAnswer = Literal["yes", "no", "maybe", "silent"]


@dataclass(frozen=True, kw_only=True)
class Said(Wire):
    """What is announced in one language: a title for e-mails, and a short text."""

    title: str
    text: str


@published
@dataclass(frozen=True, kw_only=True)
class AnnouncementIssued(Message):
    """
    At most 500 people are to be told what was announced, or are not and why.

    Codes travel here as in `invitation.issued.v1`: they open the event's page and stop messages.
    Whoever is not invited cannot answer with one. `languages` is the order in which to fall back,
    `meant` how many people it is for in all (0: not known), `asked_by` who of the staff asked.
    """

    type: ClassVar[str] = "announcement.issued.v1"
    owner: ClassVar[str] = "events"

    event_id: UUID
    wave_id: UUID
    card_version: int
    useful_until: datetime
    languages: list[Language]
    said: dict[str, Said]
    invitees: list[Invitee]
    meant: int = 0
    asked_by: UUID | None = None

    def people(self) -> list[UUID]:
        return [invitee.member_id for invitee in self.invitees]


# --- Commands and questions ------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Announce(Wire):
    """
    Announce something to an audience, or to those who answered something; it goes at once.

    `wave_id` is the name it gets, for whoever wants to know it before. The same
    `command_id` again changes nothing.
    """

    command_id: UUID
    event_id: UUID
    said: dict[str, Said]
    audience_id: UUID | None = None
    to_answer: ToAnswer | None = None
    wave_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class AnnouncementChecked(Wire):
    """What can be announced, as it will read."""

    card: Card
    said: dict[str, Said]


@dataclass(frozen=True, kw_only=True)
class AnnouncementView(Wire):
    """One announcement: what it says, to whom, and how many it went to."""

    wave_id: UUID
    state: WaveState
    said: dict[str, Said]
    at: datetime
    audience_id: UUID | None = None
    to_answer: ToAnswer | None = None
    told: int = 0
    not_told: int = 0


@dataclass(frozen=True, kw_only=True)
class Announcements(Wire):
    """An event's announcements, the newest first."""

    card: Card
    event_state: str
    announcements: list[AnnouncementView]
