"""Who took part in an event, in groups: what a report says, and nobody's name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from shared.contracts.wire import Wire

Dimension = Literal["region", "age", "gender", "axis"]


@dataclass(frozen=True, kw_only=True)
class FindBreakdown(Wire):
    """`taken_out` when it leaves the house as a file: that is written down."""

    event_id: UUID
    taken_out: bool = False


@dataclass(frozen=True, kw_only=True)
class Group(Wire):
    """
    People of one code, or of none when that is empty; None for a count that is not shown.

    Not shown are fewer than five, and what would let those be worked out.
    """

    code: str
    invited: int | None = None
    yes: int | None = None
    came: int | None = None


@dataclass(frozen=True, kw_only=True)
class Breakdown(Wire):
    """The groups of one kind. Somebody who has several axes is in each of them."""

    dimension: Dimension
    groups: list[Group]


@dataclass(frozen=True, kw_only=True)
class EventBreakdown(Wire):
    """How many of the people that are still known were invited, said yes, and came."""

    invited: int
    yes: int
    came: int
    breakdowns: list[Breakdown] = field(default_factory=list)
