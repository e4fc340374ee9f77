"""What `members` announces and answers of people who are on record twice, and of households."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar
from uuid import UUID

from shared.contracts.members.words import Channel, Language, Wish
from shared.contracts.wire import Message, Wire, published


@dataclass(frozen=True, kw_only=True)
class Merge(Wire):
    """An id that is another person's: whose, and since which version."""

    alias_id: UUID
    member_id: UUID
    version: int


@published
@dataclass(frozen=True, kw_only=True)
class MemberMerged(Message):
    """
    Ids were found to be one person's; at most 500. Each hearer resolves them when reading.

    A member_id is never an alias itself; of one alias the newest version counts.
    """

    type: ClassVar[str] = "member.merged.v1"
    owner: ClassVar[str] = "members"

    merges: list[Merge]


@dataclass(frozen=True, kw_only=True)
class Unmerge(Wire):
    """An id that is a person's own again, since which version."""

    alias_id: UUID
    version: int


@published
@dataclass(frozen=True, kw_only=True)
class MemberUnmerged(Message):
    """Ids are no other person's any more; at most 500."""

    type: ClassVar[str] = "member.unmerged.v1"
    owner: ClassVar[str] = "members"

    unmerges: list[Unmerge]


@dataclass(frozen=True, kw_only=True)
class DoubleSide(Wire):
    """One of two who are likely one person, as that is on record."""

    member_id: UUID
    first_name: str
    last_name: str
    language: Language
    wish: Wish
    region: str | None = None
    town: str = ""
    birth_year: int | None = None
    guardian_consent: date | None = None
    guardian_no_on: date | None = None
    gender: str | None = None
    mobile: str | None = None
    landline: str | None = None
    email: str | None = None
    bodies: list[str] = field(default_factory=list)
    consents: dict[Channel, bool] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class LikelyDouble(Wire):
    """
    Two who are likely one person: same-name or near-name, and phone, email, birth-year or region;
    or by-hand, when somebody holds them for one.

    `kept` was on record first: merged, its page goes on, and `other` becomes an alias of it.
    `differing` are the fields of which one has to be chosen, `chosen_of_other` those of which
    `other` is proposed, because `kept` has nothing there.
    """

    double_id: UUID
    reasons: list[str]
    kept: DoubleSide
    other: DoubleSide
    differing: list[str] = field(default_factory=list)
    chosen_of_other: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class FindDoubles(Wire):
    """A page of pairs, 20 at most, the surest first; `after` is the `next` of the page before."""

    after: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Doubles(Wire):
    doubles: list[LikelyDouble]
    total: int
    next: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class DoubleRef(Wire):
    """One pair; `command_id` where something is decided about it."""

    double_id: UUID
    command_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ProposeDouble(Wire):
    """Two whom somebody holds for one person; by whichever of their ids they are named."""

    command_id: UUID
    one_id: UUID
    other_id: UUID


@dataclass(frozen=True, kw_only=True)
class MergeDoubles(Wire):
    """The two are one person; `take` are the fields of which the other's say is kept."""

    command_id: UUID
    double_id: UUID
    take: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class SeparateMember(Wire):
    """An alias is a person of its own again."""

    command_id: UUID
    alias_id: UUID


@dataclass(frozen=True, kw_only=True)
class HouseholdOf(Wire):
    """A person who is to leave, or to come back to, the household of the number they have."""

    command_id: UUID
    member_id: UUID
