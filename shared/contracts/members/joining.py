"""Own sign-up: what `members` answers to whoever wants to be written to."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from shared.contracts.members.own_pages import Wording
from shared.contracts.members.people import Named
from shared.contracts.members.words import Channel, Language
from shared.contracts.wire import Wire


@dataclass(frozen=True, kw_only=True)
class JoinFormRef(Wire):
    """Asks for the form in a language."""

    language: Language


@dataclass(frozen=True, kw_only=True)
class JoinForm(Wire):
    """What somebody who joins can choose, and the words there are to agree to."""

    association: str
    regions: list[Named]
    axes: list[Named]
    wordings: list[Wording]


@dataclass(frozen=True, kw_only=True)
class Agreed(Wire):
    """Words that somebody ticked."""

    channel: Channel
    language: Language
    version: int


@dataclass(frozen=True, kw_only=True)
class Join(Wire):
    """
    Somebody wants to join. Nobody is a member by it: each address is confirmed first.

    `guardian` is the name of whoever answers for a minor, and agrees. With `event_id` they ask for
    a place at that event, too.
    """

    command_id: UUID
    first_name: str
    last_name: str
    language: Language
    phone: str = ""
    email: str = ""
    region: str | None = None
    birth_year: str = ""
    guardian: str = ""
    axes: list[str] = field(default_factory=list)
    agreed: list[Agreed] = field(default_factory=list)
    origin: str = ""
    network: str = ""
    event_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class JoinAsked(Wire):
    """What is on its way, whoever it is: a code by SMS to type, a link by e-mail, or both."""

    sign_up: UUID
    channels: list[Channel]


@dataclass(frozen=True, kw_only=True)
class ConfirmJoin(Wire):
    """The code that came by SMS, typed; or the end of the link that came by e-mail."""

    code: str
    sign_up: UUID | None = None
    origin: str = ""


@dataclass(frozen=True, kw_only=True)
class Joined(Wire):
    """
    Somebody is a member now; `link` leads to their own page.

    `event_id` is where they asked for a place, too.
    """

    member_id: UUID
    link: str
    event_id: UUID | None = None
