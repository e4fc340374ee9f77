"""What sends: a way out, who writes for it, and how much it takes at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog

from services.notifications import domain
from services.notifications.channels import Channel
from services.notifications.channels.ways import Ways
from services.notifications.domain import Breaker, Outcome
from services.notifications.operations.writing import Writer
from shared.contracts.members import Channel as ChannelName
from shared.contracts.notifications import MoneyRules, SendingRules

log = structlog.get_logger()

Row = dict[str, Any]


@dataclass(kw_only=True)
class Sender:
    """
    One way out with what belongs to it; both lanes of a process share it.

    `usual_rules` and `usual_money` hold until the association decides.
    """

    name: ChannelName
    channel: Channel
    writer: Writer
    suppression_key: bytes
    lease: timedelta
    usual_rules: SendingRules = field(default_factory=SendingRules)
    usual_money: MoneyRules = field(default_factory=MoneyRules)
    breaker: Breaker = field(default_factory=Breaker)
    ways: Ways | None = None

    @property
    def probing(self) -> bool:
        return self.ways.probing if self.ways else self.breaker.probing

    def window(self, *, urgent: bool) -> int:
        """Say how many rows a lane claims at once; one, to see whether the provider is back."""
        if self.probing:
            return 1
        return domain.windows(self.channel.window)[0 if urgent else 1]

    def pause_left(self, *, urgent: bool) -> float:
        """Say for how many seconds nobody is to be tried."""
        now = time.monotonic()
        if self.ways:
            return self.ways.pause_left(now, urgent=urgent)
        return self.breaker.pause_left(now)

    def wait(self, stopping: Callable[[], bool], *, urgent: bool) -> bool:
        """
        Wait until the provider may be tried, or wants peace for too long to be waited for.

        False when the process is to stop.
        """
        while not stopping():
            pause = self.pause_left(urgent=urgent)
            if not pause or pause > domain.LONGEST_PAUSE_S:
                return True
            time.sleep(min(pause, 0.2))
        return False

    def close(self) -> None:
        """Wait for what is on its way; the process ends."""
        if self.ways:
            self.ways.close()

    def learn(self, outcomes: Sequence[Outcome]) -> None:
        """Pause after a window of which nothing was taken, and say so."""
        now = time.monotonic()
        known = self.breaker.failures
        self.breaker = self.breaker.after(outcomes, now)
        if self.breaker.failures > known:
            codes = {o.code for o in outcomes if not isinstance(o, domain.Accepted)}
            pause_s = self.breaker.pause_left(now)
            log.error("provider_unavailable", codes=sorted(codes), pause_s=pause_s)
