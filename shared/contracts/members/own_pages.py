"""What `members` answers about a person's own page, behind a link sent to their own contact."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from shared.contracts.members.people import Name, Named
from shared.contracts.members.words import Channel, ConsentPurpose, Language, Wish
from shared.contracts.wire import Wire


@dataclass(frozen=True, kw_only=True)
class AskForOwnLink(Wire):
    """
    Somebody wants the link to their own page; `address` is a number or an e-mail address.

    `origin` and `network` are hashes of where it was asked from, for the limits.
    """

    address: str
    origin: str = ""
    network: str = ""


@dataclass(frozen=True, kw_only=True)
class OwnLinkAskedFor(Wire):
    """The same for everybody, known here or not."""

    days: int


@dataclass(frozen=True, kw_only=True)
class OwnLinkRef(Wire):
    """A link's secret; `member_id` chooses among the people who share the address it went to."""

    link: str
    member_id: UUID | None = None
    origin: str = ""
    language: Language | None = None


@dataclass(frozen=True, kw_only=True)
class Wording(Wire):
    """Words to agree to, as they are shown."""

    channel: Channel
    language: Language
    version: int
    text: str
    purpose: ConsentPurpose = "invitations"


@dataclass(frozen=True, kw_only=True)
class OwnContact(Wire):
    """
    An address of one's own, most of it hidden, and whether messages to it were agreed to.

    A silence that is not newer than `own_yes_at` holds no more, wherever that has been heard.
    """

    channel: Channel
    shown: str
    agreed: bool
    own_yes_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class OwnPage(Wire):
    """
    What a person chose. `people` are all behind the link, `axes` the codes chosen.

    Quiet times are those of the day, as 22:00, on the clocks of Morocco. `token` proves to other
    services for a minute who asks, lets stop messages, and opens their calendar.
    """

    association: str
    member_id: UUID
    first_name: str
    language: Language
    wish: Wish
    axes: list[str]
    contacts: list[OwnContact]
    wordings: list[Wording]
    all_axes: list[Named]
    token: str
    valid_until: datetime
    quiet_from: str | None = None
    quiet_until: str | None = None
    people: list[Name] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class ChangeOwnPage(Wire):
    """What a person chooses from now on, whole; the same `command_id` again changes nothing."""

    command_id: UUID
    link: str
    member_id: UUID
    language: Language
    wish: Wish
    axes: list[str]
    quiet_from: str | None = None
    quiet_until: str | None = None
    origin: str = ""


@dataclass(frozen=True, kw_only=True)
class AgreeAgain(Wire):
    """A person's own yes to a channel, in the words of a version that was shown."""

    command_id: UUID
    link: str
    member_id: UUID
    channel: Channel
    language: Language
    version: int
    origin: str = ""


@dataclass(frozen=True, kw_only=True)
class OwnPageChanged(Wire):
    """It is so; `changed` is false when it was before."""

    member_id: UUID
    changed: bool = True
