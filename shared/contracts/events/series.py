"""Events that come again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.contracts.wire import Wire

Which = Literal["one", "following", "all"]
"""Of a series: this event alone, this and those after it, or all that are to come."""


@dataclass(frozen=True, kw_only=True)
class RepeatEvent(Wire):
    """
    Let an event be the first of a series; the same `command_id` again changes nothing.

    `rule` is an RRULE of RFC 5545 (without its name), read on the wall clock of the event's zone.
    Each event is published by itself to the audience, if one is given, some days before it.
    """

    command_id: UUID
    event_id: UUID
    rule: str
    audience_id: UUID | None = None
    publish_days: int = 7


@dataclass(frozen=True, kw_only=True)
class ChangeSeries(Wire):
    """
    Let a series come by another rule, from one of its events on: that one begins at `starts_at`.

    The same `command_id` again changes nothing.
    """

    command_id: UUID
    event_id: UUID
    rule: str
    starts_at: str


@dataclass(frozen=True, kw_only=True)
class SeriesWeighed(Wire):
    """How many events another rule would move, end and make, and how many people hear of it."""

    moved: int
    ended: int
    made: int
    people: int


@dataclass(frozen=True, kw_only=True)
class SeriesEvent(Wire):
    event_id: UUID
    starts_at: datetime
    state: Literal["draft", "published", "cancelled", "finished"]
    apart: bool


@dataclass(frozen=True, kw_only=True)
class SeriesView(Wire):
    """What an event belongs to: the rule, its next events, whether this one is apart."""

    series_id: UUID
    rule: str
    apart: bool
    ended: bool
    next: list[SeriesEvent]
