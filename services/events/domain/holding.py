"""How long a place that is offered is held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """So many hours awake; between `quiet_from` and `quiet_until`, by the clock, nobody is."""

    hours: int
    quiet_from: time = time(21)
    quiet_until: time = time(9)

    def ends(self, now: datetime, starts_at: datetime, zone: str) -> datetime:
        """
        Say until when a place that is offered now is held; never past the start.

        The night is by the event's clock, also when that jumps in Ramadan.
        """
        left = timedelta(hours=self.hours)
        if self.quiet_from == self.quiet_until:
            return min(now + left, starts_at)
        day = now.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
        while True:
            wake = _instant(day, self.quiet_until, zone)
            evening = day if self.quiet_until < self.quiet_from else day + timedelta(days=1)
            begin, sleep = max(now, wake), _instant(evening, self.quiet_from, zone)
            if begin >= starts_at:
                return starts_at
            if begin < sleep:
                if left <= sleep - begin:
                    return min(begin + left, starts_at)
                left -= sleep - begin
            day += timedelta(days=1)


def _instant(day: date, clock: time, zone: str) -> datetime:
    return datetime.combine(day, clock, tzinfo=ZoneInfo(zone)).astimezone(UTC)
