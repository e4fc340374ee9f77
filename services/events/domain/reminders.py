"""When an event's people are reminded of it, and until when that is of any use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from services.events import errors
from shared.contracts.events import Reminder, ReminderWish

REMINDERS: tuple[Reminder, ...] = get_args(Reminder)
State = Literal["idle", "waiting", "going", "done", "passed"]
Shown = Literal["off", "no_link", "no_time", "planned", "going", "done", "passed"]
MOST_MINUTES = 24 * 60
CHANGE_RESTS = timedelta(minutes=2)
"""How long a change waits to be told: whoever mends the hour and then the place tells both."""
AFTERWARDS_USEFUL = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """
    When one reminder goes: at a time of the wall clock, or so many minutes before or after.

    `at` is for those of a day, `minutes` for those that are counted from the start or the end.
    """

    on: bool = True
    at: time | None = None
    minutes: int | None = None


USUAL: dict[Reminder, When] = {
    "day_before": When(at=time(11)),
    "morning_of": When(at=time(8)),
    "soon": When(minutes=30),
    "afterwards": When(minutes=60),
}
"""What happens when nobody has said otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """What of an event its reminders depend on; `online` says that it can be joined from afar."""

    starts_at: datetime
    ends_at: datetime
    zone: str
    online: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When a reminder is due, until when it is of use, and which moment it is about."""

    at: datetime
    useful_until: datetime
    about: datetime


def due(what: Reminder, when: When, times: Times) -> Due | None:
    """Say when a reminder is due; None when it is off, or makes no sense for such an event."""
    if not when.on or (what == "soon" and not times.online):
        return None
    if what == "afterwards":
        at = times.ends_at + timedelta(minutes=when.minutes or 0)
        return Due(at=at, useful_until=at + AFTERWARDS_USEFUL, about=times.ends_at)
    if what == "soon":
        at = times.starts_at - timedelta(minutes=when.minutes or 0)
        return Due(at=at, useful_until=times.ends_at, about=times.starts_at)
    day = times.starts_at.astimezone(ZoneInfo(times.zone)).date()
    midnight = on_the_wall(day, time(0), times.zone)
    if what == "day_before":
        at = on_the_wall(day - timedelta(days=1), when.at or time(11), times.zone)
        useful = min(midnight, times.starts_at)
        return Due(at=at, useful_until=useful, about=times.starts_at)
    at = on_the_wall(day, when.at or time(8), times.zone)
    if at >= times.starts_at:
        return None
    return Due(at=at, useful_until=times.starts_at, about=times.starts_at)


def on_the_wall(day: date, at: time, zone: str) -> datetime:
    """
    Give the instant at which clocks show a time on a day.

    Of an hour that comes twice the first is meant; one that clocks skip is as long after midnight.
    """
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def wishes(typed: Sequence[ReminderWish]) -> dict[Reminder, When]:
    """Check what an organiser wants changed; BadReminderTime for what no clock shows."""
    return {wish.what: _when(wish) for wish in typed}


def _when(wish: ReminderWish) -> When:
    usual = USUAL[wish.what]
    if usual.at is not None:
        return When(on=wish.on, at=_clock(wish))
    if wish.minutes is None or not 0 < wish.minutes <= MOST_MINUTES:
        raise errors.BadReminderTime(what=wish.what)
    return When(on=wish.on, minutes=wish.minutes)


def _clock(wish: ReminderWish) -> time:
    try:
        at = time.fromisoformat(wish.at)
    except ValueError as error:
        raise errors.BadReminderTime(what=wish.what) from error
    if at.tzinfo is not None:
        raise errors.BadReminderTime(what=wish.what)
    return at.replace(second=0, microsecond=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """
    Where one reminder is: when it is due and in which round; None is due at no time.

    `about` is the start or the end of the event that it was arranged for.
    """

    state: State = "idle"
    round: int = 1
    due_at: datetime | None = None
    about: datetime | None = None


def arranged(before: Place, wanted: Due | None, now: datetime) -> Place:
    """
    Move a reminder to when it is due now.

    What is over by then stays unsaid: whoever is invited today is not reminded of this morning.
    One that was said is said once more, in a new round, when the event has moved since; not when
    only its own time was changed.
    """
    said = before.state in ("going", "done")
    if wanted is None:
        return replace(before, state="done") if said else Place(round=before.round)
    if said and before.about == wanted.about:
        return before
    if before.state == "waiting" and before.due_at == wanted.at:
        return replace(before, about=wanted.about)
    if wanted.at <= now:
        return before if said else _at(wanted, "passed", before.round)
    return _at(wanted, "waiting", before.round + said)


def _at(wanted: Due, state: State, number: int) -> Place:
    return Place(state=state, round=number, due_at=wanted.at, about=wanted.about)
