"""Waves: who is invited when, and whether a later one is needed at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.contracts.events.cards import Card
from shared.contracts.members import Balance, WaveWish
from shared.contracts.wire import Wire

WaveState = Literal["planned", "inviting", "done", "skipped", "too_late", "stopped"]


@dataclass(frozen=True, kw_only=True)
class PlanWave(Wire):
    """
    Invite one more audience: `at` is a wall-clock time of the event's zone, empty for at once.

    With `if_fewer` it goes only when by then fewer people than that have said yes; else it is
    skipped, and says so. With a `wish` it is some of the audience, so balanced, of those who are
    not invited by then. `wave_id` is the name it gets, for whoever wants to know it before. The
    same `command_id` again changes nothing.
    """

    command_id: UUID
    event_id: UUID
    audience_id: UUID
    label: str = ""
    at: str = ""
    if_fewer: int | None = None
    wish: WaveWish | None = None
    wave_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class WaveChecked(Wire):
    """A wave that can be planned, and when it would go."""

    card: Card
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class DropWave(Wire):
    """Take back a wave that has not gone yet."""

    command_id: UUID
    event_id: UUID
    wave_id: UUID


@dataclass(frozen=True, kw_only=True)
class WaveView(Wire):
    """
    One wave: where it stands, whom it invited, and what they said.

    `yes_then` is how many had said yes when it was decided whether it goes; `size` how many were
    wished, and `balance` what came of the wish. `meant` is how many it is for (0: not known yet),
    `heard` how many of them are here, `missing` that part of it has not come for a while and is
    asked for again.
    """

    wave_id: UUID
    label: str
    state: WaveState
    audience_id: UUID | None = None
    due_at: datetime | None = None
    requested_at: datetime | None = None
    if_fewer: int | None = None
    yes_then: int | None = None
    invited: int = 0
    not_invited: int = 0
    yes: int = 0
    no: int = 0
    maybe: int = 0
    confirmed: int = 0
    size: int | None = None
    balance: Balance | None = None
    meant: int = 0
    heard: int = 0
    missing: bool = False


@dataclass(frozen=True, kw_only=True)
class KeepSeats(Wire):
    """
    Keep places for the people of the waves with one label; none lets go at once what was kept.

    `until` is a wall-clock time of the event's zone: what is left by then is for everybody. It
    replaces what was kept for the label. The same `command_id` again changes nothing.
    """

    command_id: UUID
    event_id: UUID
    label: str
    seats: int
    until: str = ""


@dataclass(frozen=True, kw_only=True)
class KeptSeats(Wire):
    """Places that are kept for a label, and how many of its people's are held already."""

    label: str
    seats: int
    held: int
    until: datetime
    released: bool = False


@dataclass(frozen=True, kw_only=True)
class Waves(Wire):
    """An event's waves in the order in which they go; `yes` is how many have said so by now."""

    card: Card
    event_state: str
    capacity: int
    yes: int
    confirmed: int
    waves: list[WaveView]
    kept: list[KeptSeats] = field(default_factory=list)
