"""When Ramadan is expected: by calculation, to be confirmed by whoever writes it down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from hijridate import Gregorian, Hijri

MONTH = 9
TOLD = 2
"""So many are proposed: the one that is on or comes next, and the one after it."""
NEAR = timedelta(days=20)
"""Days so close to one that is written down already are the same Ramadan, as it was seen."""


@dataclass(frozen=True, kw_only=True)
class Expected:
    """The days of one Ramadan by the calendar of Umm al-Qura, both counted."""

    first: date
    last: date

    @property
    def name(self) -> str:
        """What it is called in a form."""
        return f"expected_{self.first.isoformat()}"

    @property
    def first_noon(self) -> datetime:
        """A moment of the first day, which is that day in every zone that it is written in."""
        return datetime.combine(self.first, time(12), tzinfo=UTC)

    @property
    def last_noon(self) -> datetime:
        return datetime.combine(self.last, time(12), tzinfo=UTC)


def expected(today: date, known: Iterable[date] = ()) -> list[Expected]:
    """Give the Ramadans to come that do not begin near a day that is `known`."""
    begun = list(known)
    return [each for each in _coming(today) if not _is_known(each, begun)]


def _coming(today: date) -> list[Expected]:
    found: list[Expected] = []
    try:
        year = Gregorian.fromdate(today).to_hijri().year
        while len(found) < TOLD:
            start = Hijri(year, MONTH, 1)
            first = date(*start.to_gregorian().datetuple())
            last = first + timedelta(days=start.month_length() - 1)
            if last >= today:
                found.append(Expected(first=first, last=last))
            year += 1
    except OverflowError:  # the calendar is not calculated for ever
        pass
    return found


def _is_known(one: Expected, begun: Iterable[date]) -> bool:
    return any(abs(one.first - day) <= NEAR for day in begun)
