"""How fast a mail server is given messages: as fast as it takes them, until it asks for less."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Final

SLOWEST: Final = 0.2
"""Messages a second below which nobody is slowed."""
LOOK_BACK_S: Final = 1.0
REGROWTH: Final = 1.2
"""By how much the pace grows in each second in which the server did not complain."""
CAREFUL: Final = 1.05
"""The same near the pace at which it complained before."""
BREATH_S: Final = 0.5
"""How long a server that complained is given nothing."""
LONGEST_TURN_S: Final = 5.0
"""A message whose turn is later than that goes back to the ledger: a claim is no place to wait."""


class Pace:
    """
    Shared by all connections to one server.

    There is no limit at first. Each complaint halves what was taken in the last second, once a
    second at most; each quiet second makes it faster, until it is twice what was ever taken: then
    there is none again.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._taken: deque[float] = deque(maxlen=10_000)
        self._rate: float | None = None
        self._most = 0.0
        self._too_much = 0.0
        self._turn = 0.0
        self._changed = 0.0

    @property
    def rate(self) -> float | None:
        """Messages a second, None without a limit."""
        return self._rate

    def turn(self) -> float | None:
        """Say how many seconds the next message waits; None when that is too long."""
        if self._rate is None:
            return 0.0
        with self._lock:
            now = self._clock()
            self._regrow(now)
            if self._rate is None:
                return 0.0
            at = max(self._turn, now)
            if at - now > LONGEST_TURN_S:
                return None
            self._turn = at + 1 / self._rate
            return at - now

    def taken(self) -> None:
        """Note that the server has taken a message."""
        self._taken.append(self._clock())

    def complained(self) -> None:
        """Note that the server asked for less."""
        with self._lock:
            now = self._clock()
            if self._rate is not None and now - self._changed < LOOK_BACK_S:
                return
            recent = sum(1 for at in self._taken if at > now - LOOK_BACK_S) / LOOK_BACK_S
            self._most = max(self._most, recent)
            seen = recent if self._rate is None else min(recent, self._rate)
            self._too_much = max(SLOWEST, seen)
            self._rate = max(SLOWEST, seen / 2)
            self._turn = now + max(BREATH_S, 1 / self._rate)
            self._changed = now

    def _regrow(self, now: float) -> None:
        if self._rate is None:
            return
        while self._rate and now - self._changed >= LOOK_BACK_S:
            near = 0.8 < self._rate / self._too_much < 1.2
            self._rate *= CAREFUL if near else REGROWTH
            self._changed += LOOK_BACK_S
            if self._rate > 2 * max(self._most, 1.0):
                self._rate = None
