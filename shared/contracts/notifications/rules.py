"""When an association sends nothing, and how often it writes to one person: its sending rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from shared.contracts.wire import Message, Wire, published

FRIDAY = 4
FAR_ENOUGH = timedelta(days=8)
"""Within a week and a day every hour of the clock has come, on each day of the week."""


@dataclass(frozen=True, kw_only=True)
class Hours(Wire):
    """From one time of the clock to another, `21:00` to `09:00`; the end may be the next day's."""

    begins: str
    ends: str

    def cover(self, clock: time) -> bool:
        begins, ends = time.fromisoformat(self.begins), time.fromisoformat(self.ends)
        if begins < ends:
            return begins <= clock < ends
        return clock >= begins or clock < ends


@dataclass(frozen=True, kw_only=True)
class Season(Wire):
    """Days that are Ramadan, both counted; announced by sight, so they are written down."""

    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class SendingRules(Wire):
    """
    What an association has decided about its sending; a higher `version` replaces a lower.

    `nights` is when nothing is sent that can wait; on days of `ramadans`, `ramadan_nights` is so
    instead, and on Fridays `fridays` beside it. Each day has its own: a night that goes on into a
    day of another kind ends or begins at midnight. At most `most_messages` (0: no limit) to one
    person in `in_days` days, of what is sent to many and nobody has asked for.

    With `plain_letters` an SMS in Latin letters goes without those that double its price.
    """

    version: int = 0
    zone: str = "Africa/Casablanca"
    nights: Hours | None = None
    ramadan_nights: Hours | None = None
    ramadans: list[Season] = field(default_factory=list)
    fridays: Hours | None = None
    most_messages: int = 0
    in_days: int = 7
    plain_letters: bool = False

    def quiet(self, at: datetime, zone: str = "") -> bool:
        """Tell whether nothing is sent at a moment."""
        here = at.astimezone(ZoneInfo(zone or self.zone))
        night = self.nights
        if self.ramadan_nights and any(s.first <= here.date() <= s.last for s in self.ramadans):
            night = self.ramadan_nights
        pause = self.fridays if here.weekday() == FRIDAY else None
        return any(hours.cover(here.time()) for hours in (night, pause) if hours)

    def quiet_until(self, at: datetime, zone: str = "") -> datetime | None:
        """Say when it ends that nothing is sent; None when that is not so at `at`."""
        if not self.quiet(at, zone):
            return None
        return next(turn for turn in self._turns(at, zone) if not self.quiet(turn, zone))

    def awake_until(self, at: datetime, zone: str = "") -> datetime | None:
        """Say when it begins, after `at`, that nothing is sent; None when never."""
        return next((turn for turn in self._turns(at, zone) if self.quiet(turn, zone)), None)

    def _turns(self, at: datetime, zone: str) -> Iterator[datetime]:
        """Give the moments after `at`, in order, at which it may begin or end."""
        hours = [h for h in (self.nights, self.ramadan_nights, self.fridays) if h]
        clocks = {time(), *(time.fromisoformat(c) for h in hours for c in (h.begins, h.ends))}
        here = ZoneInfo(zone or self.zone)
        day = at.astimezone(here).date() - timedelta(days=1)
        end = day + FAR_ENOUGH + timedelta(days=40)  # a Ramadan may lie between
        while day < end:
            # A clock that is put back shows some times twice: both are moments.
            moments = {
                datetime.combine(day, clock, tzinfo=here).replace(fold=fold).astimezone(UTC)
                for clock in clocks
                for fold in (0, 1)
            }
            yield from sorted(moment for moment in moments if moment > at)
            day += timedelta(days=1)


NIGHT = Hours(begins="21:00", ends="09:00")
USUAL = SendingRules(nights=NIGHT)
"""What holds until somebody decides."""


@dataclass(frozen=True, kw_only=True)
class ChangeSendingRules(Wire):
    """Let other rules hold from now on; the same `command_id` again changes nothing."""

    command_id: UUID
    rules: SendingRules


@published
@dataclass(frozen=True, kw_only=True)
class SendingRulesChanged(Message):
    """Other rules hold: all of them, with a version that only grows."""

    type: ClassVar[str] = "sending_rules.changed.v1"
    owner: ClassVar[str] = "notifications"

    rules: SendingRules
