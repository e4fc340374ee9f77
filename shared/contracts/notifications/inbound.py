"""What people write back by SMS, and what providers tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from shared.contracts.events import Answer
from shared.contracts.wire import Message, Wire, published


@published
@dataclass(frozen=True, kw_only=True)
class RsvpReceived(Message):
    """Somebody answered an invitation by SMS, in a word."""

    type: ClassVar[str] = "rsvp.received.v1"
    owner: ClassVar[str] = "notifications"

    event_id: UUID
    member_id: UUID
    answer: Answer
    at: datetime

    def people(self) -> list[UUID]:
        return [self.member_id]


@dataclass(frozen=True, kw_only=True)
class ProviderCall(Wire):
    """
    A provider called us back; the octets of `query` and `body` as Latin-1, so that none is lost.

    It carries the provider's proof, which is looked at where the providers are set up.
    """

    provider: str
    query: str
    body: str
    headers: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class ProviderHeard(Wire):
    """How many things were understood; they are kept."""

    heard: int


@dataclass(frozen=True, kw_only=True)
class FindInbound(Wire):
    """
    Asks for what people wrote by SMS, newest first.

    `before` and `last` go on from a page's last: its time and its id. `also` is one that is shown
    in any case, first.
    """

    only_open: bool = True
    before: datetime | None = None
    last: UUID | None = None
    also: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Written(Wire):
    """
    A message that somebody sent; `member_ids` and `names` are who is reached at the number.

    `word` is what it was read as, `done_by` who closed it; by itself when nobody is named.
    """

    id: UUID
    address: str
    text: str
    word: str | None
    state: Literal["open", "done"]
    at: datetime
    event_id: UUID | None = None
    member_ids: list[UUID] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    done_by: UUID | None = None
    reply: str | None = None
    reply_state: str | None = None


@dataclass(frozen=True, kw_only=True)
class Inbox(Wire):
    written: list[Written]
    open: int
    more: bool = False


@dataclass(frozen=True, kw_only=True)
class AnswerInbound(Wire):
    """Close a message, with a reply by SMS or without; the same `command_id` does it once."""

    command_id: UUID
    inbound_id: UUID
    text: str = ""
