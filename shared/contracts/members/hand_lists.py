"""Lists of people that are made by hand, and what else a rule can name."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from shared.contracts.members.people import MemberRow, Named
from shared.contracts.wire import Wire


@dataclass(frozen=True, kw_only=True)
class HandList(Wire):
    """`theirs` says whether whoever asks may rename it and take it away."""

    list_id: UUID
    name: str
    people: int = 0
    theirs: bool = True


@dataclass(frozen=True, kw_only=True)
class HandLists(Wire):
    lists: list[HandList] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class HandListsOf(Wire):
    """The lists that a person is on."""

    member_id: UUID


@dataclass(frozen=True, kw_only=True)
class SaveHandList(Wire):
    """Begin a list; the same `command_id` again changes nothing."""

    command_id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class RenameHandList(Wire):
    """Call a list something else; the same `command_id` again changes nothing."""

    command_id: UUID
    list_id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class RemoveHandList(Wire):
    """Take a list away, and nobody who is on it; refused while an audience names it."""

    command_id: UUID
    list_id: UUID


@dataclass(frozen=True, kw_only=True)
class PutOnHandList(Wire):
    """Put people on a list, or take them off; at most 500."""

    command_id: UUID
    list_id: UUID
    member_ids: list[UUID]
    off: bool = False


@dataclass(frozen=True, kw_only=True)
class FindOnHandList(Wire):
    """A page of the people of a list by name; `after` is the `next` of the page before."""

    list_id: UUID
    after: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class HandListPage(Wire):
    hand_list: HandList
    members: list[MemberRow] = field(default_factory=list)
    next: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Sortings(Wire):
    """What a rule can name beside bodies, axes and regions."""

    partners: list[Named] = field(default_factory=list)
    tags: list[Named] = field(default_factory=list)
    lists: list[HandList] = field(default_factory=list)
