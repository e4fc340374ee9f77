"""Sessions that have not room for everybody: how full they are, and who takes part in which."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.wire import Wire


@dataclass(frozen=True, kw_only=True)
class SessionRoom(Wire):
    """How full a session is: `taken` places are those of `people`, and of their guests."""

    session_id: UUID
    capacity: int
    taken: int = 0
    people: int = 0

    @property
    def free(self) -> int:
        """Say how many places are left."""
        return max(0, self.capacity - self.taken)


@dataclass(frozen=True, kw_only=True)
class SessionRooms(Wire):
    """The sessions of an event that have a capacity of their own, by their time."""

    rooms: list[SessionRoom]


@dataclass(frozen=True, kw_only=True)
class FindInSession(Wire):
    """A page of those who chose a session, `after` the page before's `next`."""

    event_id: UUID
    session_id: UUID
    after: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class InSession(Wire):
    """Somebody who chose a session, and how many come along."""

    member_id: UUID
    guests: int


@dataclass(frozen=True, kw_only=True)
class InSessionPage(Wire):
    people: list[InSession]
    next: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ChooseSessions(Wire):
    """
    The sessions that one person behind a code takes part in, in place of what they chose before.

    It is for whoever has a place, and for sessions with a capacity of their own. All or nothing:
    when one of them is full, nothing changes.
    """

    command_id: UUID
    code: str
    member_id: UUID
    session_ids: list[UUID]
    origin: str = ""
