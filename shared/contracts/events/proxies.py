"""Who votes for whom at an assembly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.contracts.events.cards import Card
from shared.contracts.wire import Wire


@dataclass(frozen=True, kw_only=True)
class GiveOwnProxy(Wire):
    """
    Somebody behind a code gives their proxy to another member, or with no holder takes it back.

    The same `command_id` again changes nothing.
    """

    command_id: UUID
    code: str
    member_id: UUID
    holder_id: UUID | None = None
    origin: str = ""


@dataclass(frozen=True, kw_only=True)
class NoteProxy(Wire):
    """An organiser writes down a proxy that was given on paper; with no holder it is withdrawn."""

    command_id: UUID
    event_id: UUID
    member_id: UUID
    holder_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class FindProxies(Wire):
    """A page of an assembly's proxies, 500 at most; `after` is the page before's `next`."""

    event_id: UUID
    after: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ProxyRow(Wire):
    """
    One proxy; `came` says that its giver is there themselves, so that it counts for nothing.

    `holder_came` is whether the holder is there; `noted` that an organiser wrote it down.
    """

    member_id: UUID
    holder_id: UUID
    given_at: datetime
    came: bool = False
    holder_came: bool = False
    noted: bool = False


@dataclass(frozen=True, kw_only=True)
class ProxyPage(Wire):
    """A page of proxies; `most` is how many one member may hold, `open` whether more are taken."""

    card: Card
    rows: list[ProxyRow]
    most: int
    open: bool
    next: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class FindRoll(Wire):
    """A page of who is in mandate, 500 at most; `taken_out` is how the audit calls the whole."""

    event_id: UUID
    after: UUID | None = None
    taken_out: str = ""


@dataclass(frozen=True, kw_only=True)
class RollRow(Wire):
    """One member in mandate; `holder_id` has their proxy."""

    member_id: UUID
    holder_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class RollPage(Wire):
    card: Card
    rows: list[RollRow]
    next: UUID | None = None
