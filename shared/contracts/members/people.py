"""What `members` announces of people, and what it answers to `web` about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from shared.contracts.members.audiences import AudienceFilter
from shared.contracts.members.words import Channel, Language
from shared.contracts.wire import Message, Wire, published


@dataclass(frozen=True, kw_only=True)
class Contact(Wire):
    """
    How one person is reached, whole: what is not in the newest version no longer holds.

    `channels` are those the person is told on: wished, consented to, with an address. An empty
    list is also an answer: the person is known and cannot be told.
    """

    member_id: UUID
    version: int
    first_name: str
    language: Language
    channels: list[Channel] = field(default_factory=list)
    phone: str | None = None
    email: str | None = None
    sms_consent: bool = False
    email_consent: bool = False
    household_id: UUID | None = None


@published
@dataclass(frozen=True, kw_only=True)
class MemberContactChanged(Message):
    """People were added, or how they are reached has changed; at most 500 whole contacts."""

    type: ClassVar[str] = "member.contact_changed.v1"
    owner: ClassVar[str] = "members"
    personal_data: ClassVar[bool] = True

    contacts: list[Contact]

    def people(self) -> list[UUID]:
        return [contact.member_id for contact in self.contacts]


@dataclass(frozen=True, kw_only=True)
class Named(Wire):
    """A body, an axis or a region: its code and its name in each language."""

    code: str
    names: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Reference(Wire):
    """What people can be sorted by."""

    association: str
    bodies: list[Named]
    axes: list[Named]
    regions: list[Named]


@dataclass(frozen=True, kw_only=True)
class FindMembers(Wire):
    """A page of people, 50 at most, by name; `after` is the `next` of the page before."""

    search: str = ""
    filter: AudienceFilter = field(default_factory=AudienceFilter)
    after: str | None = None


@dataclass(frozen=True, kw_only=True)
class MemberRow(Wire):
    member_id: UUID
    first_name: str
    last_name: str
    language: Language
    region: str | None
    bodies: list[str]
    channels: list[Channel]


@dataclass(frozen=True, kw_only=True)
class MemberPage(Wire):
    members: list[MemberRow]
    total: int
    next: str | None = None


@dataclass(frozen=True, kw_only=True)
class MemberRef(Wire):
    member_id: UUID


@dataclass(frozen=True, kw_only=True)
class ContactPoint(Wire):
    """An address as it is held; `kind` is mobile, landline or email."""

    kind: Literal["mobile", "landline", "email"]
    value: str


@dataclass(frozen=True, kw_only=True)
class ConsentLine(Wire):
    """What was agreed to or withdrawn, when, how, and in which words."""

    channel: Channel
    given: bool
    at: datetime
    source: str
    wording: str


@dataclass(frozen=True, kw_only=True)
class MemberDetail(Wire):
    member_id: UUID
    first_name: str
    last_name: str
    language: Language
    region: str | None
    birth_year: int | None
    guardian_consent: date | None
    bodies: list[str]
    axes: list[str]
    contacts: list[ContactPoint]
    channels: list[Channel]
    consents: list[ConsentLine]
    household: list[MemberRow] = field(default_factory=list)
    alternates: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class MemberIds(Wire):
    """At most 500 ids."""

    member_ids: list[UUID]


@dataclass(frozen=True, kw_only=True)
class Name(Wire):
    """`last_name` is empty for a person's own page, and its initial for a volunteer's."""

    member_id: UUID
    first_name: str
    last_name: str = ""
    language: Language = "fr"


@dataclass(frozen=True, kw_only=True)
class Names(Wire):
    names: list[Name]
