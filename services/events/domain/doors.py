"""When a door is open, and what time it was when a phone says that it saw somebody."""

from __future__ import annotations

from datetime import datetime, timedelta

from shared.contracts.events import DOOR_AHEAD, DOOR_BACK

LATE = timedelta(days=30)
"""So long after the end a phone that was away may still tell what it saw."""

GOES_WRONG = timedelta(minutes=2)


def has_door(*, state: str, starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Tell whether somebody may stand at the door of an event."""
    return state == "published" and ends_at > now - DOOR_BACK and starts_at < now + DOOR_AHEAD


def hears_doors(*, state: str, starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Tell whether what a phone saw is taken: it may have had no network for days."""
    return state != "draft" and ends_at > now - LATE and starts_at < now + DOOR_AHEAD


def seen_at(at: datetime, *, clock: datetime, now: datetime) -> datetime:
    """
    Give the time of a scan by our clock, when the phone's goes wrong; never one to come.

    A phone whose clock is right keeps its own time to the second, however long the message took.
    """
    wrong = now - clock
    if abs(wrong) > GOES_WRONG:
        at += wrong
    return min(at, now)
