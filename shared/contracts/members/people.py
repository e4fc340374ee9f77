"""What `members` announces of people, and what it answers to `web` about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from shared.contracts.wire import Message, Wire, published

Language = Literal["ar", "fr", "zgh", "en"]
LANGUAGES: tuple[Language, ...] = ("ar", "fr", "zgh", "en")
Channel = Literal["sms", "email"]
CHANNELS: tuple[Channel, ...] = ("sms", "email")
Wish = Literal["sms", "email", "both", "any"]
"""How a person wants to be told; `any` leaves the choice to us: e-mail first, it is free."""


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
class Addressee(Wire):
    """One person of an audience; `refused` says why that person may not be invited, if so."""

    member_id: UUID
    household_id: UUID | None = None
    refused: str | None = None


@published
@dataclass(frozen=True, kw_only=True)
class AudienceResolved(Message):
    """
    A page of the people whom a wave is for: at most 500, or one household that is larger.

    Pages are numbered from 1; a household is never split over two. Only the last page states
    `total`, the number of distinct people in all pages.
    """

    type: ClassVar[str] = "audience.resolved.v1"
    owner: ClassVar[str] = "members"

    wave_id: UUID
    event_id: UUID
    page: int
    addressees: list[Addressee] = field(default_factory=list)
    total: int | None = None

    def people(self) -> list[UUID]:
        return [addressee.member_id for addressee in self.addressees]


# --- People ----------------------------------------------------------------------------------


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
class AudienceFilter(Wire):
    """
    Who is meant: everybody who fits every line; within a line, any of its values.

    An empty line asks nothing. Ages are in whole years reached this calendar year.
    """

    bodies: list[str] = field(default_factory=list)
    axes: list[str] = field(default_factory=list)
    regions: list[str] = field(default_factory=list)
    languages: list[Language] = field(default_factory=list)
    age_from: int | None = None
    age_to: int | None = None


@dataclass(frozen=True, kw_only=True)
class SaveAudience(Wire):
    """Keep a filter under a name; the same `command_id` again changes nothing."""

    command_id: UUID
    name: str
    filter: AudienceFilter


@dataclass(frozen=True, kw_only=True)
class AudienceRef(Wire):
    audience_id: UUID


@dataclass(frozen=True, kw_only=True)
class SavedAudience(Wire):
    audience_id: UUID
    name: str
    filter: AudienceFilter


@dataclass(frozen=True, kw_only=True)
class SavedAudiences(Wire):
    audiences: list[SavedAudience]


@dataclass(frozen=True, kw_only=True)
class Reach(Wire):
    """How many people are told on one channel in one language."""

    channel: Channel
    language: Language
    people: int


@dataclass(frozen=True, kw_only=True)
class AudiencePreview(Wire):
    """
    What a filter means today: `people` in all, of whom each is reached or excluded.

    `reach` counts a person once for each channel; `excluded` counts people by reason.
    """

    people: int
    reachable: int
    reach: list[Reach]
    excluded: dict[str, int]


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


# --- Imports ---------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class BeginImport(Wire):
    """
    Announce a sheet of `size` bytes that follows in pieces of at most 256 kB.

    Without a consent basis nobody of the sheet is written to: the four consent fields say what
    people agreed to, where that was written down, when, and who collected it.
    """

    command_id: UUID
    filename: str
    size: int
    language: Language
    consent_wording: str = ""
    consent_source: str = ""
    consent_date: date | None = None
    consent_collector: str = ""


@dataclass(frozen=True, kw_only=True)
class ImportPiece(Wire):
    """Piece `number`, from 0, of a sheet; `content` is base64. Sent again, it changes nothing."""

    import_id: UUID
    number: int
    content: str


@dataclass(frozen=True, kw_only=True)
class ImportRef(Wire):
    import_id: UUID


@dataclass(frozen=True, kw_only=True)
class ImportProgress(Wire):
    """
    Where an import stands. `verdicts` counts rows by verdict; `refused` is why the whole sheet
    could not be read, as a code with its detail.
    """

    import_id: UUID
    filename: str
    state: Literal["uploading", "waiting", "running", "done", "refused"]
    rows: int
    done: int
    verdicts: dict[str, int] = field(default_factory=dict)
    refused: str | None = None
    detail: dict[str, str] = field(default_factory=dict)
    started_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Imports(Wire):
    imports: list[ImportProgress]


@dataclass(frozen=True, kw_only=True)
class FindImportRows(Wire):
    """A page of an import's rows, 500 at most, in the sheet's order, of one verdict or of all."""

    import_id: UUID
    verdict: str | None = None
    after_row: int = 0
    limit: int = 100


@dataclass(frozen=True, kw_only=True)
class ImportRow(Wire):
    """
    The verdict on one row; `row` is the sheet's own number, the header being row 1.

    `verdict` is new, changed, unchanged, repaired, quarantined, voice_only or duplicate;
    `reasons` are codes that pages translate.
    """

    row: int
    verdict: str
    name: str = ""
    phone: str | None = None
    email: str | None = None
    reasons: list[str] = field(default_factory=list)
    member_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ImportRows(Wire):
    rows: list[ImportRow]
    next: int | None = None
