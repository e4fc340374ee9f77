"""When the events of a series are: RFC 5545, read on a wall clock."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

from services.events import errors
from shared.contracts.events import EventForm

AHEAD = timedelta(days=92)
"""Events of a series are made for so long ahead."""
MOST_AHEAD = 40
"""At most so many at once, of a rule that comes very often."""
MOST_TIMES = 400
LONGEST_RULE = 200
LONGEST_SERIES = timedelta(days=3_660)

PARTS: Mapping[str, re.Pattern[str]] = {
    "FREQ": re.compile("DAILY|WEEKLY|MONTHLY"),
    "INTERVAL": re.compile("[1-9]|[1-4][0-9]"),
    "COUNT": re.compile("[1-9][0-9]{0,2}"),
    "UNTIL": re.compile(r"[0-9]{8}(T[0-9]{6})?"),
    "BYDAY": re.compile(
        r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)(,([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU))*"
    ),
    "BYMONTHDAY": re.compile("-?([1-9]|[12][0-9]|3[01])"),
    "WKST": re.compile("MO|SU"),
}
"""The parts of RFC 5545 that gatherings need."""

SAYS_DAYS = ("BYDAY", "BYMONTHDAY")


def checked(text: str, starts_at: datetime) -> str:
    """
    Give a rule in the form in which it is kept: its end, if it has one, as a day.

    UnreadableRule when it is none; RuleElsewhere when the first event is not one of its days.
    """
    parts = _parts(text)
    if "COUNT" in parts and "UNTIL" in parts:
        raise errors.UnreadableRule
    count = int(parts.pop("COUNT", "0"))
    if count > MOST_TIMES:
        raise errors.UnreadableRule
    found = list(islice(_between(parts, starts_at, starts_at + LONGEST_SERIES), count or 1))
    if not found or found[0] != starts_at:
        raise errors.RuleElsewhere
    if count:
        parts["UNTIL"] = _until(found[-1].date())
    elif "UNTIL" in parts:
        parts["UNTIL"] = _until(datetime.fromisoformat(parts["UNTIL"]).date())
    return _said(parts)


def occurrences(
    rule: str, starts_at: datetime, *, after: datetime, until: datetime
) -> list[datetime]:
    """Give the wall-clock times of a rule after one, up to another, some tens at most."""
    coming = (when for when in _between(_parts(rule), starts_at, until) if when > after)
    return list(islice(coming, MOST_AHEAD))


def has_more(rule: str, starts_at: datetime, *, after: datetime) -> bool:
    """Tell whether anything of a rule is still to come."""
    coming = _between(_parts(rule), starts_at, after + LONGEST_SERIES)
    return any(when > after for when in coming)


def shifted(rule: str, days: int) -> str:
    """Let a series be on other days; SeriesDayFixed when its rule names the days."""
    parts = _parts(rule)
    if not days:
        return rule
    if any(name in parts for name in SAYS_DAYS):
        raise errors.SeriesDayFixed
    if "UNTIL" in parts:
        last = datetime.fromisoformat(parts["UNTIL"]).date()
        parts["UNTIL"] = _until(last + timedelta(days=days))
    return _said(parts)


def ended_before(rule: str, day: date) -> str:
    """Let a series end on the day before."""
    return _said({**_parts(rule), "UNTIL": _until(day - timedelta(days=1))})


def form_on(form: EventForm, occurrence: datetime) -> EventForm:
    """
    Write the form of one event of a series: the hours of the wall clock stay.

    An hour that the clocks skip on that day is, as RFC 5545 says, the one an hour later.
    """
    by = occurrence - datetime.fromisoformat(form.starts_at)

    def on_that_day(text: str) -> str:
        return _shown(datetime.fromisoformat(text) + by, form.zone).isoformat() if text else ""

    return replace(
        form,
        starts_at=on_that_day(form.starts_at),
        ends_at=on_that_day(form.ends_at),
        answer_until=on_that_day(form.answer_until),
    )


def _shown(local: datetime, zone: str) -> datetime:
    where = ZoneInfo(zone)
    return local.replace(tzinfo=where).astimezone(UTC).astimezone(where).replace(tzinfo=None)


def _between(parts: Mapping[str, str], starts_at: datetime, until: datetime) -> rrule:
    bare = {name: value for name, value in parts.items() if name != "UNTIL"}
    ends = until
    try:
        if "UNTIL" in parts:
            last = datetime.fromisoformat(parts["UNTIL"])
            ends = min(until, datetime.combine(last.date(), time.max))
        # An end always stands there: of a rule without one, or that nothing fits, only so much
        # is looked through.
        whole = rrulestr(_said(bare), dtstart=starts_at)
    except ValueError as error:
        raise errors.UnreadableRule from error
    if not isinstance(whole, rrule):
        raise errors.UnreadableRule
    return whole.replace(until=ends)


def _parts(text: str) -> dict[str, str]:
    if len(text) > LONGEST_RULE:
        raise errors.UnreadableRule
    parts: dict[str, str] = {}
    for part in text.strip().removesuffix(";").split(";"):
        name, _, value = part.partition("=")
        if name not in PARTS or name in parts or not PARTS[name].fullmatch(value):
            raise errors.UnreadableRule
        parts[name] = value
    if "FREQ" not in parts:
        raise errors.UnreadableRule
    return parts


def _said(parts: Mapping[str, str]) -> str:
    return ";".join(f"{name}={parts[name]}" for name in PARTS if name in parts)


def _until(day: date) -> str:
    return day.strftime("%Y%m%dT235959")
