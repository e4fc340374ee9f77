"""What `members` announces of people who are erased, and how it answers `web` about erasures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shared.contracts.wire import AboutMembers, Wire, published


@published
@dataclass(frozen=True, kw_only=True)
class MemberErased(AboutMembers):
    """
    At most 500 people are erased: whoever holds anything of them takes it out, and says so.

    The ids are nobody's from now on; what still comes about them is refused.
    """

    type: ClassVar[str] = "member.erased.v1"
    owner: ClassVar[str] = "members"


@dataclass(frozen=True, kw_only=True)
class EraseMember(Wire):
    """
    Erase a person for good. `typed` is their first name, written by whoever means it.

    `password` is that of whoever is signed in, once more: a session left open erases nobody.
    `origin` names the place without telling it. The same `command_id` again changes nothing.
    """

    command_id: UUID
    member_id: UUID
    typed: str
    password: str = ""
    origin: str = ""


@dataclass(frozen=True, kw_only=True)
class ErasureRef(Wire):
    member_id: UUID


@dataclass(frozen=True, kw_only=True)
class FindErasures(Wire):
    """A page of erasures, 50 at most, the newest first; `after` is the page before's `next`."""

    after: str | None = None


@dataclass(frozen=True, kw_only=True)
class Erasure(Wire):
    """
    Where one erasure stands: a bare id, and when each thing was done.

    `asked_by` is the name of whoever of the staff asked for it, none for the person's own wish
    (`own`), and none where only others know of it, after a restore;
    `done_at` is when the last service had confirmed it.
    """

    member_id: UUID
    own: bool
    asked_at: datetime
    asked_by: str = ""
    announced_at: datetime | None = None
    events_at: datetime | None = None
    notifications_at: datetime | None = None
    done_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Erasures(Wire):
    erasures: list[Erasure]
    next: str | None = None


@dataclass(frozen=True, kw_only=True)
class SilentPerson(Wire):
    """Somebody who agreed to nothing and of whom nothing was heard since `changed_at`."""

    member_id: UUID
    first_name: str
    last_name: str
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class SilentPeople(Wire):
    people: list[SilentPerson]
