"""How fast a provider is given messages: never faster than allowed, slower when he says so."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from math import inf

SLOWEST = 0.2
"""Parts a second that are always tried."""

QUIET_S = 1.0
"""What is said within this time is one word: a whole window may hear "too fast" at once."""

BACK_S = 8.0
"""So long after a word it is nearly as fast again as when that was said, and stays so a while."""

NEARLY, LEAST = 0.95, 0.02
"""How near, as a share of that rate; and by how much it grows at the least, as one of the limit."""

LOOK_BACK_S = 1.0
FIRST = 1.0
"""Parts a second that somebody is taken to bear who said "too fast" before he took any."""

FREE_AGAIN = 2.0
"""Who names no limit is given as much as he takes again, at so many times what he ever took."""


def _slept(seconds: float) -> bool:
    time.sleep(seconds)
    return True


class Pace:
    """
    Spaces parts evenly at a rate, which halves when the provider says "too fast" and recovers.

    It recovers along the cubic curve of RFC 9438, section 4.2: fast at first, flat near the rate at
    which that was said, so that it is seldom said again, and then ever faster. The lanes of a
    process share it. With a `limit` of 0 nothing is spaced until the provider says "too fast": then
    half of what he took in the last second is the rate.
    """

    def __init__(self, limit: float) -> None:
        self._limit = limit or inf
        self._low = self._plateau = self._rate = self._limit
        self._next = self._slowed_at = self._peace_until = time.monotonic()
        self._words = 0
        self._taken: deque[tuple[float, int]] = deque(maxlen=10_000)
        self._most = FIRST
        self._lock = threading.Lock()

    @property
    def rate(self) -> float:
        return self._rate

    @property
    def peace_left(self) -> float:
        """Say for how many seconds the provider wants to hear nothing."""
        return max(0.0, self._peace_until - time.monotonic())

    @property
    def next_in(self) -> float:
        """Say in how many seconds the next place is."""
        return max(0.0, max(self._next, self._peace_until) - time.monotonic())

    def room(self, seconds: float) -> float:
        """Say how many parts have a place in such a time."""
        with self._lock:
            self._grow(time.monotonic())
            return seconds * self._rate

    def wait(self, at_most: float, parts: int = 1, slept: Callable[[float], bool] = _slept) -> bool:
        """
        Wait for the place of the next parts; False, and no place, when that is too long.

        Whoever waits while the provider says "too fast" has to wait for another one. `slept` is
        how it is waited; False from it: what the place was for is not to go any more.
        """
        until = time.monotonic() + at_most
        while True:
            with self._lock:
                now = time.monotonic()
                self._grow(now)
                at = max(now, self._next, self._peace_until)
                if at > until and at > now:
                    return False
                self._next = at + parts / self._rate
                words = self._words
            if at > now and not slept(at - now):
                return False
            if words == self._words:
                return True

    def taken(self, parts: int = 1) -> None:
        """Note what the provider has taken."""
        with self._lock:
            self._taken.append((time.monotonic(), parts))

    def slower(self, peace_s: float = 0.0) -> None:
        """The provider said that it was too fast, and perhaps for how long he wants peace."""
        with self._lock:
            now = time.monotonic()
            self._peace_until = max(self._peace_until, now + peace_s)
            if now - self._slowed_at < QUIET_S and self._rate < self._limit:
                return
            recent = sum(parts for at, parts in self._taken if at > now - LOOK_BACK_S) / LOOK_BACK_S
            self._most = max(self._most, recent)
            seen = max(recent, FIRST) if self._rate == inf else self._rate
            self._plateau = NEARLY * seen
            self._low = self._rate = max(seen / 2, min(SLOWEST, self._limit))
            self._slowed_at = now
            # The places that were given at the old rate are no more.
            self._next = now + 1 / self._rate
            self._words += 1

    def _grow(self, now: float) -> None:
        """Give the rate of this moment (RFC 9438, figure 1, in shares of `BACK_S`)."""
        if self._rate == self._limit:
            return
        free = self._limit if self._limit < inf else FREE_AGAIN * self._most
        depth = max(self._plateau - self._low, LEAST * free)
        turn = (now - self._slowed_at) / BACK_S - 1
        rate = max(self._low, self._plateau + depth * turn**3)
        self._rate = rate if rate < free else self._limit
