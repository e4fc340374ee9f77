"""The association's own words: texts of messages that replace the usual ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.contracts.events import Card
from shared.contracts.members import Channel, Language
from shared.contracts.notifications.sends import TextPreview
from shared.contracts.wire import Wire

TextKind = Literal[
    "invitation",
    "convocation",
    "second_convocation",
    "confirmation",
    "place_offered",
    "cancellation",
    "reminder_day_before",
    "reminder_morning_of",
    "reminder_soon",
    "reminder_afterwards",
    "change",
    "chase",
    "announcement",
]
"""What has a text: the kinds of sends, and both invitations to the assembly of a body."""

TextOrigin = Literal["usual", "association", "event"]
"""Whose text is sent: the one that everybody has, the association's, or that of one event."""


@dataclass(frozen=True, kw_only=True)
class Words(Wire):
    """What is written, with its `$fields`; only a mail has a subject, and words on its button."""

    body: str
    subject: str = ""
    button: str = ""


@dataclass(frozen=True, kw_only=True)
class FindOwnTexts(Wire):
    """Asks which texts replace the usual ones: for an event, or without one for all of them."""

    event_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class OwnText(Wire):
    """One text that replaces the usual one; `version` counts the changes at its place."""

    kind: TextKind
    channel: Channel
    language: Language
    origin: TextOrigin
    version: int
    at: datetime
    by: UUID


@dataclass(frozen=True, kw_only=True)
class OwnTexts(Wire):
    """Of an event, those of the association too: the event's own go before them."""

    texts: list[OwnText]


@dataclass(frozen=True, kw_only=True)
class TextPlace(Wire):
    """Where a text stands: the association's, or an event's; `card` is that event's."""

    kind: TextKind
    channel: Channel
    language: Language
    event_id: UUID | None = None
    card: Card | None = None


@dataclass(frozen=True, kw_only=True)
class ShowText(TextPlace):
    """Asks for one text and what may stand in it."""


@dataclass(frozen=True, kw_only=True)
class TextShown(Wire):
    """
    One text as it is sent now, and `usual`, which holds once it is taken away.

    `version` is that of the text at the place that was asked for, 0 when there has been none.
    `fields` are what may stand in it, `needed` what must.
    """

    words: Words
    origin: TextOrigin
    usual: Words
    version: int
    preview: TextPreview
    fields: list[str] = field(default_factory=list)
    needed: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class TryText(TextPlace):
    """How a text would read that nobody has kept yet, with the longest values filled in."""

    words: Words


@dataclass(frozen=True, kw_only=True)
class KeepText(TextPlace):
    """
    Let a text replace the usual one from now on; the same `command_id` again changes nothing.

    `version` is that of the text which was there when this one was written.
    """

    command_id: UUID
    words: Words
    version: int


@dataclass(frozen=True, kw_only=True)
class SendTextToMe(Wire):
    """
    Send a mail as it would read to whoever asks; the same `command_id` again changes nothing.

    `proof` says which address is theirs: members makes it.
    """

    command_id: UUID
    kind: TextKind
    language: Language
    words: Words
    proof: str
    event_id: UUID | None = None
    card: Card | None = None


@dataclass(frozen=True, kw_only=True)
class TextOnItsWay(Wire):
    """The mail is on its way; so many more may be sent within the hour."""

    mail_id: UUID
    left: int


@dataclass(frozen=True, kw_only=True)
class ForgetText(Wire):
    """Let the usual text hold again; the same `command_id` again changes nothing."""

    command_id: UUID
    kind: TextKind
    channel: Channel
    language: Language
    event_id: UUID | None = None
