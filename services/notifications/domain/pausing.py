"""When a provider takes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from services.notifications.domain import outcomes as answers
from services.notifications.domain.outcomes import (
    Accepted,
    Outcome,
    Rejected,
    Throttled,
    Unavailable,
    Uncertain,
)

LONGEST_PAUSE_S = 60.0

MOST_REFUSED = 10
"""So many final refusals in a row are about us: our name, our credit, how we ask."""

WAITED_FOR_S = 2.0
"""Who wants peace for no longer is waited for by the way out itself, within a window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaker:
    """
    Keeps a sender from trying a provider that takes nothing.

    After a window in which nothing was taken there is a pause, each twice the last up to a
    minute, and then one message goes first to see. One that does not answer takes nothing, as far
    as anybody knows: each message that it is given is lost in the gap. One that refuses many in a
    row for good, and takes none, hardly means these people. One that was told too much is given
    nothing for as long as it said; if that was short, and it took others of the window since, it
    has had it. Times are seconds of a monotonic clock.
    """

    failures: int = 0
    until: float = 0.0
    refused: int = 0

    @property
    def probing(self) -> bool:
        """Whether the last that was heard of the provider is that it takes nothing."""
        return self.failures > 0

    def pause_left(self, now: float) -> float:
        """Say for how many seconds nothing is to be tried."""
        return max(0.0, self.until - now)

    def after(self, outcomes: Iterable[Outcome], now: float) -> Breaker:
        """Learn from a window."""
        ours = answers.PACED
        heard = [o for o in outcomes if not (isinstance(o, Throttled) and o.code == ours)]
        seen = {type(outcome) for outcome in heard}
        asked = max((o.retry_after for o in heard if isinstance(o, Throttled)), default=0.0)
        if Throttled in seen and (asked > WAITED_FOR_S or Accepted not in seen):
            return Breaker(until=now + min(asked, LONGEST_PAUSE_S))
        refused = sum(isinstance(o, Rejected) and o.permanent for o in heard)
        if Accepted in seen:
            return Breaker()
        if refused and self.refused + refused < MOST_REFUSED:
            return Breaker(refused=self.refused + refused)
        soft = any(isinstance(o, Rejected) for o in heard)
        if not soft and not seen & {Unavailable, Uncertain}:
            return self
        pause = min(answers.FIRST_PAUSE_S * 2.0 ** min(self.failures, 10), LONGEST_PAUSE_S)
        return Breaker(
            failures=self.failures + 1, until=now + pause, refused=self.refused + refused
        )
