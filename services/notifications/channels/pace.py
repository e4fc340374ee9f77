"""How fast a provider is given messages: never faster than allowed, slower when he says so."""

from __future__ import annotations

import threading
import time

SLOWEST = 0.2
"""Parts a second that are always tried."""

QUIET_S = 1.0
"""What is said within this time is one word: a whole window may hear "too fast" at once."""

CAREFUL, BRISK = 0.01, 0.08
"""By so much of the limit the rate grows each second: near where it was too much, elsewhere."""


class Pace:
    """
    Spaces parts evenly at a rate, which halves when the provider says "too fast" and recovers.

    Near the rate at which that was said it grows slowly, so that it is seldom said again; the
    lanes of a process share it.
    """

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self._rate = limit
        self._ceiling = limit
        self._next = self._grown_at = self._slowed_at = time.monotonic()
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
            self._ceiling = self._rate
            self._rate = max(self._rate / 2, min(SLOWEST, self._limit))
            self._slowed_at = self._grown_at = now

    def _grow(self, now: float) -> None:
        seconds, self._grown_at = now - self._grown_at, now
        near = 0.8 * self._ceiling <= self._rate <= 1.2 * self._ceiling < self._limit
        step = CAREFUL if near else BRISK
        self._rate = min(self._limit, self._rate + seconds * step * self._limit)
