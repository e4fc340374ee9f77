"""Who is meant: what is asked about audiences, and what is announced of a wave's people."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

from shared.contracts.members.rules import AudienceRule
from shared.contracts.members.targets import Balance
from shared.contracts.members.words import Channel, Language
from shared.contracts.wire import Message, Wire, published


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
    `total`, the number of distinct people in all pages, and what came of the wave's wish. Each
    says of how many it is one (`meant`, 0 when that is not known) and who asked.
    """

    type: ClassVar[str] = "audience.resolved.v1"
    owner: ClassVar[str] = "members"

    wave_id: UUID
    event_id: UUID
    page: int
    addressees: list[Addressee] = field(default_factory=list)
    total: int | None = None
    balance: Balance | None = None
    meant: int = 0
    asked_by: UUID | None = None

    def people(self) -> list[UUID]:
        return [addressee.member_id for addressee in self.addressees]


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
    """
    Keep a rule under a name; the same `command_id` again changes nothing.

    Without a rule `filter` says who is meant, as it did before rules were. One that is not
    `kept` was made for one event and is not listed.
    """

    command_id: UUID
    name: str
    filter: AudienceFilter = field(default_factory=AudienceFilter)
    rule: AudienceRule | None = None
    kept: bool = True


@dataclass(frozen=True, kw_only=True)
class ChangeAudience(Wire):
    """Give a saved audience another name or rule; whoever was invited by it stays invited."""

    command_id: UUID
    audience_id: UUID
    name: str
    rule: AudienceRule


@dataclass(frozen=True, kw_only=True)
class ArchiveAudience(Wire):
    """Take a saved audience out of the list, or put it back; events go on knowing it."""

    command_id: UUID
    audience_id: UUID
    archived: bool = True


@dataclass(frozen=True, kw_only=True)
class AudienceRef(Wire):
    audience_id: UUID


@dataclass(frozen=True, kw_only=True)
class SavedAudience(Wire):
    """
    Who is meant is `rule`; `filter` is empty unless the audience is older than rules are.

    `theirs` says whether whoever asks may change it.
    """

    audience_id: UUID
    name: str
    filter: AudienceFilter = field(default_factory=AudienceFilter)
    rule: AudienceRule = field(default_factory=AudienceRule)
    kept: bool = True
    archived: bool = False
    theirs: bool = True


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

    `reach` counts a person once for each channel; `excluded` counts people by reason. Of the
    excluded, `landline` have a number that can be called, and `nobody` reaches the others.
    """

    people: int
    reachable: int
    reach: list[Reach]
    excluded: dict[str, int]
    landline: int = 0
    nobody: int = 0
