"""A limit of somebody outside that changes, and how it is looked at."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

import structlog

from shared.testing.waiting import eventually

log = structlog.get_logger()


@dataclass
class Limit:
    """So many a second are taken, at any moment; the others are counted and refused."""

    a_second: float
    taken: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def allows(self) -> bool:
        now = time.monotonic()
        with self._lock:
            lately = sum(1 for at in self.taken[-1_000:] if at > now - 1)
            allowed = lately < self.a_second
            (self.taken if allowed else self.refused).append(now)
        return allowed

    def in_the_last(self, seconds: float) -> tuple[int, int]:
        """Count what was taken and what was refused."""
        since = time.monotonic() - seconds
        taken, refused = (
            sum(1 for at in times if at >= since) for times in (self.taken, self.refused)
        )
        return taken, refused

    def lower_for_a_while(self, less: float) -> None:
        """Take less for half a minute and then as much again, and see that the speed goes along."""
        much = self.a_second
        time.sleep(6)
        self.a_second = less
        time.sleep(8)  # it is told so, and finds how much
        time.sleep(20)
        taken, refused = self.in_the_last(20)
        self.a_second, changed = much, time.monotonic()
        eventually(lambda: self.in_the_last(4)[0] >= 4 * 0.8 * much, within_s=45)
        back_s = time.monotonic() - changed
        log.info("limit_followed", less=less, taken=taken, refused=refused, back_s=round(back_s, 1))
        assert taken > 20 * less / 2, "more than half of what it takes is used"
        assert refused <= 0.1 * taken + 2
