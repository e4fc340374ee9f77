"""How long each service keeps what, told to administrators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.contracts.wire import Wire


@dataclass(frozen=True, kw_only=True)
class Kept(Wire):
    """
    What is kept for a purpose: for how many days, and what the last run took out, when.

    The days cannot be fewer than `least`. What is only `proposed` is never taken out by itself.
    """

    purpose: str
    days: int
    least: int
    ran_at: datetime | None = None
    taken: int = 0
    proposed: bool = False


@dataclass(frozen=True, kw_only=True)
class Retention(Wire):
    service: str
    kept: list[Kept]


@dataclass(frozen=True, kw_only=True)
class KeepFor(Wire):
    """Keep something for so many days; the same `command_id` again changes nothing."""

    command_id: UUID
    purpose: str
    days: int
