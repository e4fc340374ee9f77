"""How many of an audience a wave is for, toward which balance, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from shared.contracts.members.rules import AudienceRule
from shared.contracts.wire import Wire

TargetWhat = Literal["gender", "region", "language", "age", "sector"]


@dataclass(frozen=True, kw_only=True)
class TargetPart(Wire):
    """
    Some people, and how much of the wave they are to be beside the other parts of the target.

    Whoever has one of the values, or is of these ages, reached in this calendar year; without
    either everybody else.
    """

    values: list[str] = field(default_factory=list)
    age_from: int | None = None
    age_to: int | None = None
    weight: int = 1


@dataclass(frozen=True, kw_only=True)
class Target(Wire):
    """
    One balance. Whoever is in none of its parts is not of the wave.

    A target over the sectors names no parts: which there are is known in the vault alone.
    """

    what: TargetWhat
    parts: list[TargetPart] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class WaveWish(Wire):
    """
    How many people a wave is for who can be written to, and toward which balance.

    Places that a part cannot give stay empty, or with `fill` go to others. Without targets chance
    alone decides.
    """

    size: int
    targets: list[Target] = field(default_factory=list)
    fill: bool = False


@dataclass(frozen=True, kw_only=True)
class PartGiven(Wire):
    """What came of a part: so many were wished, so many were there, so many are of the wave."""

    what: TargetWhat
    part: TargetPart
    wished: int
    there: int
    given: int


@dataclass(frozen=True, kw_only=True)
class Balance(Wire):
    """What came of a wish; of sectors nothing is said."""

    size: int
    there: int
    given: int
    parts: list[PartGiven] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class WeighAudience(Wire):
    """Ask what a wish would come to today, for people whom the event has not invited yet."""

    rule: AudienceRule
    wish: WaveWish
    event_id: UUID | None = None
