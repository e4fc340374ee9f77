"""What `members` announces of people, and what it answers to `web` about them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import ClassVar, Literal, Self
from uuid import UUID

from shared.contracts.members.audiences import AudienceFilter
from shared.contracts.members.words import Channel, ConsentPurpose, Gender, Language, Wish
from shared.contracts.wire import Message, Wire, published


@dataclass(frozen=True, kw_only=True)
class Contact(Wire):
    """
    How one person is reached, whole: what is not in the newest version no longer holds.

    `channels` are those the person is told on: wished, consented to, with an address. An empty
    list is also an answer: the person is known and cannot be told.

    Quiet times are times of the day, as 22:00, on the clocks of Morocco. An own yes is when the
    person, and nobody for them, last agreed to what stands: it lifts an older silence. When
    somebody says that mail works again, that lifts only what came of mail that came back.
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
    quiet_from: str | None = None
    quiet_until: str | None = None
    sms_own_yes_at: datetime | None = None
    email_own_yes_at: datetime | None = None
    email_works_at: datetime | None = None


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

    def without(self, people: Collection[UUID]) -> Self | None:
        rest = [contact for contact in self.contacts if contact.member_id not in people]
        return replace(self, contacts=rest) if rest else None


@dataclass(frozen=True, kw_only=True)
class Named(Wire):
    """Something people can be sorted by: its code and its name in each language."""

    code: str
    names: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Reference(Wire):
    """
    What people can be sorted by.

    Whoever types a tag gives it its one name, which stands under `und`: no language in particular.
    """

    association: str
    bodies: list[Named]
    axes: list[Named]
    regions: list[Named]
    partners: list[Named] = field(default_factory=list)
    tags: list[Named] = field(default_factory=list)


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
    town: str = ""
    tags: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class MemberPage(Wire):
    members: list[MemberRow]
    total: int
    next: str | None = None


@dataclass(frozen=True, kw_only=True)
class TakeOutMembers(Wire):
    """A page of people for a sheet to take along, 500 at most; asking for the first is audited."""

    search: str = ""
    filter: AudienceFilter = field(default_factory=AudienceFilter)
    after: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class SheetPerson(Wire):
    """A person as a row of a sheet; lists are codes, `tags` names."""

    first_name: str
    last_name: str
    language: Language
    mobile: str | None = None
    landline: str | None = None
    email: str | None = None
    region: str | None = None
    town: str = ""
    birth_year: int | None = None
    bodies: list[str] = field(default_factory=list)
    axes: list[str] = field(default_factory=list)
    partners: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class SheetOfMembers(Wire):
    people: list[SheetPerson]
    next: UUID | None = None


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
    """
    What was agreed to or withdrawn, when, how, and in which words.

    `wording_version` and `language` are those of our own catalogue of wordings; words that came
    with a sheet have neither. `own` is the person's own act.
    """

    channel: Channel
    given: bool
    at: datetime
    source: str
    wording: str
    purpose: ConsentPurpose = "invitations"
    wording_version: int | None = None
    language: Language | None = None
    collector: str = ""
    own: bool = False


@dataclass(frozen=True, kw_only=True)
class Mandate(Wire):
    """
    Belonging to a body, from a day until the day before another; either may not be known.

    `office` is what the person is there, in the body's own words.
    """

    mandate_id: UUID
    body: str
    office: str = ""
    begins_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class TakingPart(Wire):
    """One event of a person's: invited when, what was said, and whether they came."""

    event_id: UUID
    invited_at: datetime | None = None
    answer: Literal["yes", "no", "maybe"] | None = None
    answered_at: datetime | None = None
    attended_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class MergedMember(Wire):
    """Whom somebody was on record as too, until the two were found to be one."""

    alias_id: UUID
    first_name: str
    last_name: str
    merged_at: datetime


@dataclass(frozen=True, kw_only=True)
class MemberDetail(Wire):
    """
    All that is held of a person; `member_id` is not the one asked for if that was an alias.

    `version` is that of this state: a change says which state it was made on. `mandates` are past
    ones, too; `bodies` those that hold today. `tags` are their names. `participation` is of the
    latest 100 events. `apart` are others at the same number who do not share the household, or whom
    this person does not share it with; `double_id` is a pair that waits for a decision.
    `came_back_at` is when mail to the e-mail address came back: nothing is sent there.
    `guardian_no_on` is since when a guardian's no stands; `guardian_self`, that the consent is what
    the person said themselves when they joined.
    `household_elsewhere` and `apart_elsewhere` are how many more there are whom the reader may not
    see.
    """

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
    household_elsewhere: int = 0
    version: int = 0
    wish: Wish = "any"
    town: str = ""
    gender: Gender | None = None
    gender_words: str = ""
    partners: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    mandates: list[Mandate] = field(default_factory=list)
    participation: list[TakingPart] = field(default_factory=list)
    apart: list[MemberRow] = field(default_factory=list)
    apart_elsewhere: int = 0
    is_apart: bool = False
    merged: list[MergedMember] = field(default_factory=list)
    double_id: UUID | None = None
    alternates: list[str] = field(default_factory=list)
    came_back_at: datetime | None = None
    guardian_no_on: date | None = None
    guardian_self: bool = False


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
