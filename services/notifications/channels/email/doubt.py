"""Whether a no that is said of us is about us, or only about whom it was said to."""

from __future__ import annotations

import threading
import time
from collections import Counter
from typing import Final
from uuid import UUID

from services.notifications.domain import NotSent, Outcome, Rejected, Unavailable

LATELY_S: Final = 3600.0
"""Who has taken something in this time does not refuse everybody."""

ENOUGH: Final = 6
"""So often one is refused here while others are taken; the delays come to 80 minutes."""

REMEMBERED: Final = 10_000
SEVERAL: Final = 2


class Doubt:
    """
    Tells the two apart: what is about us is said to more than one message in a row.

    A list that takes no strangers, an access map, or a filter refuses one address in these words
    for ever, and everybody else is taken. What is counted is what the server said, not how often
    a message was claimed: at a slow server it is given back unsaid. Whoever starts again counts
    again. Shared by all connections of a channel to its server.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._refused: set[UUID] = set()
        self._times: Counter[UUID] = Counter()
        self._taken_at: float | None = None

    def taken(self) -> None:
        """Note that the server has taken a message."""
        with self._lock:
            self._refused.clear()
            self._taken_at = time.monotonic()

    def judged(self, message: UUID, code: str) -> Outcome:
        """Say what a no means that was said to a message."""
        with self._lock:
            if len(self._refused) < SEVERAL:
                self._refused.add(message)
            if len(self._times) >= REMEMBERED:
                self._times.clear()
            self._times[message] += 1
            often = self._times[message] >= ENOUGH
            several = len(self._refused) == SEVERAL
            lately = self._taken_at is not None and time.monotonic() < self._taken_at + LATELY_S
        if several:
            return Unavailable(code, answered=True)
        return Rejected(code) if lately and often and code.startswith("5") else NotSent(code)
