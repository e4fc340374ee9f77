"""
How often something may be asked for by whoever comes along: a link, a code by SMS.

Each asking counts on several keys at once: the address it is sent to, the place it comes from,
that place's network, and for what costs money everybody together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.errors import TooManyTries

LONGEST = timedelta(days=1)
"""What was asked for longer ago than this limits nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The most askings of one kind of key within a time."""

    of: str
    within: timedelta
    most: int


ADDRESS = (
    Limit(of="address", within=timedelta(minutes=10), most=1),
    Limit(of="address", within=timedelta(days=1), most=3),
)
"""Shared by all that is sent to an address nobody vouched for: it may be somebody else's."""

PLACE = (
    Limit(of="origin", within=timedelta(hours=1), most=10),
    Limit(of="network", within=timedelta(hours=1), most=60),
)


def everybody(sms_per_hour: int) -> Limit:
    """Bound what strangers can spend of the association's money."""
    return Limit(of="everybody", within=timedelta(hours=1), most=sms_per_hour)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How often it was asked under one limit; `oldest` is the first within its time."""

    limit: Limit
    asked: int
    oldest: datetime | None


def allow(counts: Sequence[Count], now: datetime) -> None:
    """Raise TooManyTries, with the minutes until all limits let one more through."""
    waits = [
        (count.oldest or now) + count.limit.within - now
        for count in counts
        if count.asked >= count.limit.most
    ]
    if waits:
        minutes = -(-int(max(waits).total_seconds()) // 60)
        raise TooManyTries(minutes=max(1, minutes))
