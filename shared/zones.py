"""
How the clocks of a zone go, written for calendars (RFC 5545, VTIMEZONE), change by change.

No rule says it for Morocco: they follow the moon (Ramadan), as the tz database tells. icalendar's
own way leaves changes out and puts others an hour late (docs/pitfalls.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo


@lru_cache(maxsize=64)
def vtimezone(name: str, first: int, last: int) -> str:
    """Write the clocks of a zone from one year's first day to another's, with CRLF line ends."""
    zone = ZoneInfo(name)
    begin, end = (datetime(year, 1, 1, tzinfo=UTC) for year in (first, last))
    offset = _offset(zone, begin)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{name}", *_clocks(zone, begin, before=offset)]
    for change in _changes(zone, begin, end):
        lines += _clocks(zone, change, before=offset)
        offset = _offset(zone, change)
    return "".join(f"{line}\r\n" for line in (*lines, "END:VTIMEZONE"))


def _clocks(zone: ZoneInfo, since: datetime, *, before: timedelta) -> list[str]:
    """Say how clocks go from a moment on, which is written as the clocks before it showed it."""
    after = since.astimezone(zone)
    # An hour taken away, as in Ramadan, is daylight time to no program: only one added is.
    ahead = after.dst() or timedelta()
    kind = "DAYLIGHT" if ahead > timedelta() else "STANDARD"
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{(since + before):%Y%m%dT%H%M%S}",
        f"TZNAME:{after.tzname()}",
        f"TZOFFSETFROM:{_signed(before)}",
        f"TZOFFSETTO:{_signed(_offset(zone, since))}",
        f"END:{kind}",
    ]


def _signed(offset: timedelta) -> str:
    minutes, seconds = divmod(abs(int(offset.total_seconds())), 60)
    hours, minutes = divmod(minutes, 60)
    sign = "-" if offset < timedelta() else "+"
    return f"{sign}{hours:02}{minutes:02}" + (f"{seconds:02}" if seconds else "")


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """Give the instants at which a zone's clocks change: found by the day, then to the second."""
    day = begin
    while day < end:
        following = day + timedelta(days=1)
        if _offset(zone, day) != _offset(zone, following):
            low, high = 0, 86_400
            while high - low > 1:
                middle = (low + high) // 2
                same = _offset(zone, day + timedelta(seconds=middle)) == _offset(zone, day)
                low, high = (middle, high) if same else (low, middle)
            yield day + timedelta(seconds=high)
        day = following


def _offset(zone: ZoneInfo, when: datetime) -> timedelta:
    return when.astimezone(zone).utcoffset() or timedelta()
