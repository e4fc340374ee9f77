"""Checking in: what phones at the doors saw, and what it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.contracts.wire import Wire

MOST_SCANS = 500
"""So many scans are told at once."""


@dataclass(frozen=True, kw_only=True)
class Scan(Wire):
    """
    One thing that a phone saw: somebody came in, or that is taken back.

    The phone makes the `id` and takes the time; told again it changes nothing. It says who by the
    ticket that was shown, or by the id of somebody found by name. `walk_in` is whoever was not
    invited; `guests` came along.
    """

    id: UUID
    kind: Literal["in", "out"]
    at: datetime
    ticket: str | None = None
    member_id: UUID | None = None
    guests: int = 0
    walk_in: bool = False


@dataclass(frozen=True, kw_only=True)
class CheckIn(Wire):
    """At most 500 scans of one phone; `clock` is what time it is there, should it go wrong."""

    event_id: UUID
    device: UUID
    clock: datetime
    scans: list[Scan]
    door: str = ""


@dataclass(frozen=True, kw_only=True)
class ScanResult(Wire):
    """
    What came of one scan: the person is in by it, was in already (since when, and at which door),
    is out again, or nobody is known by it.
    """

    scan_id: UUID
    came_of_it: Literal["in", "already", "out", "unknown"]
    member_id: UUID | None = None
    at: datetime | None = None
    door: str = ""


@dataclass(frozen=True, kw_only=True)
class Here(Wire):
    """How many are in: people, and the guests whom they brought."""

    people: int = 0
    guests: int = 0


@dataclass(frozen=True, kw_only=True)
class CheckedIn(Wire):
    results: list[ScanResult]
    here: Here


@dataclass(frozen=True, kw_only=True)
class FindCame(Wire):
    """Asks for what has changed at the doors; `after` is the page before's `next`."""

    event_id: UUID
    after: int = 0


@dataclass(frozen=True, kw_only=True)
class Came(Wire):
    """Somebody is in since `at`, or is not any more."""

    member_id: UUID
    at: datetime | None = None
    door: str = ""
    guests: int = 0


@dataclass(frozen=True, kw_only=True)
class CamePage(Wire):
    """At most 500 changes, the oldest first; `more` when there are others behind them."""

    came: list[Came]
    next: int
    more: bool
    here: Here
