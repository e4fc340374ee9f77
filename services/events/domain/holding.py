"""How long a place that is offered is held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.contracts.notifications import USUAL, SendingRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """So many hours awake; in the association's quiet hours, by the event's clock, nobody is."""

    hours: int
    rules: SendingRules = USUAL

    def ends(self, now: datetime, starts_at: datetime, zone: str) -> datetime:
        """
        Say until when a place that is offered now is held; never past the start.

        The night is by the event's clock, also when that jumps in Ramadan.
        """
        left = timedelta(hours=self.hours)
        begin = now
        while begin < starts_at:
            begin = self.rules.quiet_until(begin, zone) or begin
            sleep = self.rules.awake_until(begin, zone)
            if sleep is None or left <= sleep - begin:
                return min(begin + left, starts_at)
            left -= sleep - begin
            begin = sleep
        return starts_at
