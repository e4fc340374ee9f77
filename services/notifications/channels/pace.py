"""How fast a provider is given messages: never faster than allowed, slower when he says so."""

from __future__ import annotations

import threading
import time

SLOWEST = 0.2
"""Parts a second that are always tried."""

QUIET_S = 1.0
"""What is said within this time is one word: a whole window may hear "too fast" at once."""

BACK_S = 8.0
"""So long after a word it is nearly as fast again as when that was said, and stays so a while."""

NEARLY, LEAST = 0.95, 0.02
"""How near, as a share of that rate; and by how much it grows at the least, as one of the limit."""


class Pace:
    """
    Spaces parts evenly at a rate, which halves when the provider says "too fast" and recovers.

    It recovers along the cubic curve of RFC 9438, section 4.2: fast at first, flat near the rate at
    which that was said, so that it is seldom said again, and then ever faster. The lanes of a
    process share it.
    """

    def __init__(self, limit: float) -> None:
        self._limit = self._low = self._plateau = self._rate = limit
        self._next = self._slowed_at = time.monotonic()
        self._lock = threading.Lock()

    @property
    def rate(self) -> float:
        return self._rate

    def wait(self, at_most: float) -> bool:
        """Wait for the place of the next part; False, and no place, when that is too long."""
        with self._lock:
            now = time.monotonic()
            self._grow(now)
            at = max(now, self._next)
            if at - now > at_most:
                return False
            self._next = at + 1 / self._rate
        if at > now:
            time.sleep(at - now)
        return True

    def slower(self) -> None:
        """The provider said that it was too fast."""
        with self._lock:
            now = time.monotonic()
            if now - self._slowed_at < QUIET_S:
                return
            self._plateau = NEARLY * self._rate
            self._low = self._rate = max(self._rate / 2, min(SLOWEST, self._limit))
            self._slowed_at = now

    def _grow(self, now: float) -> None:
        """Give the rate of this moment (RFC 9438, figure 1, in shares of `BACK_S`)."""
        depth = max(self._plateau - self._low, LEAST * self._limit)
        turn = (now - self._slowed_at) / BACK_S - 1
        self._rate = min(self._limit, max(self._low, self._plateau + depth * turn**3))
