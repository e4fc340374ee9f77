"""What an association's quiet hours, and its limit of messages to one person, mean for a send."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from services.notifications.errors import (
    DaysUnreadable,
    HoursUnreadable,
    LimitUnreadable,
    ZoneUnknown,
)
from shared.contracts.notifications import Hours, SendingRules

AT_ONCE = ("confirmation",)
"""What a person has asked for a moment ago: it goes at any hour, as links and codes do."""

RATHER_THAN_LATE = ("cancellation", "change", "reminder_soon", "reminder_morning_of")
"""What saves whoever has agreed to come from a way in vain: at night rather than too late."""

LIMITED = ("invitation", "announcement", "chase")
"""What goes to many who have not asked for it: it counts, and stops, at the limit a person."""

ON_THE_WAY = timedelta(hours=2)
"""So long before the start people set out: what they should know has to come before."""

LONGEST_QUIET_H = 16
LONGEST_SEASON = timedelta(days=31)
MOST_SEASONS = 20
MOST_MESSAGES, MOST_DAYS = 100, 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most so many messages to one person in so many days."""

    most: int
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """
    On what terms the rows of a batch are sent.

    `useful_until` overrules what the rows say of themselves; `heed` is what of a person's answer
    keeps them from being told; `limit` is how often they may be.
    """

    useful_until: datetime | None = None
    heed: str | None = None
    limit: Limit | None = None


def held_until(
    kind: str, rules: SendingRules, *, now: datetime, starts_at: datetime, useful_until: datetime
) -> datetime | None:
    """Say until when quiet hours hold a message of a kind; None when it goes now."""
    if kind in AT_ONCE:
        return None
    until = rules.quiet_until(now)
    if until is None:
        return None
    if kind in RATHER_THAN_LATE and until >= min(useful_until, starts_at - ON_THE_WAY):
        return None
    return until


def limit(kind: str, rules: SendingRules) -> Limit | None:
    """Give the limit of messages to one person that a kind heeds."""
    if kind not in LIMITED or not rules.most_messages:
        return None
    return Limit(most=rules.most_messages, days=rules.in_days)


def check_rules(rules: SendingRules) -> None:
    """Refuse rules that cannot be read, or by which hardly anything would be sent."""
    try:
        ZoneInfo(rules.zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise ZoneUnknown from None
    for name in ("nights", "ramadan_nights", "fridays"):
        hours: Hours | None = getattr(rules, name)
        if hours and not readable_hours(hours):
            raise HoursUnreadable(field=name)
    if len(rules.ramadans) > MOST_SEASONS or not all(
        s.first <= s.last <= s.first + LONGEST_SEASON for s in rules.ramadans
    ):
        raise DaysUnreadable
    if not (0 <= rules.most_messages <= MOST_MESSAGES and 1 <= rules.in_days <= MOST_DAYS):
        raise LimitUnreadable


def readable_hours(hours: Hours) -> bool:
    """Tell whether hours are times of the clock that leave some of a day."""
    try:
        begins, ends = time.fromisoformat(hours.begins), time.fromisoformat(hours.ends)
    except ValueError:
        return False
    length = (ends.hour * 60 + ends.minute - begins.hour * 60 - begins.minute) % (24 * 60)
    whole_minutes = not (begins.second or ends.second or begins.tzinfo or ends.tzinfo)
    return whole_minutes and 0 < length <= LONGEST_QUIET_H * 60
