"""The rule that says who is meant: groups of conditions, values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from shared.contracts.wire import Wire

Match = Literal["all", "any", "none"]
What = Literal[
    "body",
    "mandate",
    "axis",
    "region",
    "town",
    "language",
    "age",
    "gender",
    "tag",
    "partner",
    "consent",
    "reach",
    "attended",
    "silent",
    "uninvited",
    "coming",
    "declined",
    "list",
]
Tense = Literal["current", "past", "ending"]
"""Of a mandate: it holds today, it is over, or it holds and ends before a day."""


@dataclass(frozen=True, kw_only=True)
class Condition(Wire):
    """
    One thing that is asked of a person: any of `values`, which are codes, ids or words.

    `attended`, `silent`, `coming` and `declined` have events as values, or none: any event, and
    for `silent` nothing ever answered. A mandate has bodies, or none for any, and can ask for an
    office; whether it holds is seen from the day `on`, or from today. Ages are whole years
    reached this calendar year.
    """

    what: What
    values: list[str] = field(default_factory=list)
    office: str = ""
    tense: Tense = "current"
    before: date | None = None
    age_from: int | None = None
    age_to: int | None = None
    on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ConditionGroup(Wire):
    """Conditions of which a person meets all, any, or none; without one it asks nothing."""

    match: Match = "all"
    conditions: list[Condition] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class AudienceRule(Wire):
    """Groups of which a person meets all, any, or none; without one it means everybody."""

    match: Match = "all"
    groups: list[ConditionGroup] = field(default_factory=list)
