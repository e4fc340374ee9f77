"""What is asked about one person whom somebody of the staff adds or changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from shared.contracts.members.words import Channel, Gender, Language, Wish
from shared.contracts.wire import Wire


@dataclass(frozen=True, kw_only=True)
class PersonForm(Wire):
    """
    A person as typed, whole: what is empty is not known, or not any more.

    `mobile`, `landline` and `email` are as somebody writes them; `tags` are names, and one that
    is new becomes known by it.
    """

    first_name: str
    last_name: str
    language: Language
    wish: Wish = "any"
    mobile: str = ""
    landline: str = ""
    email: str = ""
    birth_year: int | None = None
    guardian_consent: date | None = None
    region: str | None = None
    town: str = ""
    gender: Gender | None = None
    gender_words: str = ""
    axes: list[str] = field(default_factory=list)
    partners: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class ConsentBasis(Wire):
    """What somebody agreed to, in which words, where that stands, when, and who collected it."""

    channels: list[Channel]
    wording: str
    source: str
    day: date
    collector: str


@dataclass(frozen=True, kw_only=True)
class AddMember(Wire):
    """
    Add a person; the same `command_id` again changes nothing.

    Without a consent the person is not written to. Refused when the person is there already.
    """

    command_id: UUID
    person: PersonForm
    consent: ConsentBasis | None = None


@dataclass(frozen=True, kw_only=True)
class ChangeMember(Wire):
    """
    Change a person whose state of `version` was on the screen; once, like AddMember.

    Refused when somebody has changed the person since.
    """

    command_id: UUID
    member_id: UUID
    version: int
    person: PersonForm


@dataclass(frozen=True, kw_only=True)
class RecordConsent(Wire):
    """
    Write down what somebody who is on record agreed to; once, like AddMember.

    Refused when it would lift the person's own no, or a no that is newer than it.
    """

    command_id: UUID
    member_id: UUID
    consent: ConsentBasis


@dataclass(frozen=True, kw_only=True)
class MailWorksAgain(Wire):
    """Mail to a person's address, which came back before, is sent again; once, like AddMember."""

    command_id: UUID
    member_id: UUID


@dataclass(frozen=True, kw_only=True)
class AddMandate(Wire):
    """Let a person into a body, from a day until the day before `ends_on`; either may be open."""

    command_id: UUID
    member_id: UUID
    body: str
    office: str = ""
    begins_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class EndMandate(Wire):
    """Let a mandate hold for the last time on the day before `ends_on`."""

    command_id: UUID
    member_id: UUID
    mandate_id: UUID
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class RemoveMandate(Wire):
    """Take away a mandate that never was; one that is over is ended instead."""

    command_id: UUID
    member_id: UUID
    mandate_id: UUID
