"""What is decided about messages: values in, values out; no database, no clock."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5

from shared.contracts.members import Channel

RETRY_DELAYS = tuple(timedelta(seconds=s) for s in (15, 60, 300, 900, 3600))

LONGEST_PAUSE_S = 60.0
FIRST_PAUSE_S = 5.0


class State(StrEnum):
    """The states of a ledger's row that a sender can leave it in."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"


# --- What a provider answers -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider has the message; from now on it is his."""

    provider_id: str | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """The provider will never take this message; `code` is his, shortened."""

    code: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """Surely not sent, for a passing reason: this message can be sent again, a while later."""

    code: str


@dataclass(frozen=True, slots=True)
class Unavailable:
    """Surely not sent: the provider takes nothing now, whatever the message is."""

    code: str


@dataclass(frozen=True, slots=True)
class Uncertain:
    """The last byte may have left, and no answer came."""

    code: str


Outcome = Accepted | Rejected | NotSent | Unavailable | Uncertain


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What a row of the ledger becomes, if nobody claimed it since: `attempts` counts claims."""

    id: UUID
    attempts: int
    state: State
    reason: str | None = None
    provider_id: str | None = None
    due_at: datetime | None = None


def record(delivery_id: UUID, outcome: Outcome, *, attempts: int, now: datetime) -> Record:
    """Turn a provider's answer into what the ledger says."""

    def becomes(state: State, **more: Any) -> Record:
        return Record(id=delivery_id, attempts=attempts, state=state, **more)

    match outcome:
        case Accepted(provider_id):
            return becomes(State.SENT, provider_id=provider_id)
        case Rejected(code):
            return becomes(State.FAILED, reason=code)
        case Uncertain(code):
            return becomes(State.UNCERTAIN, reason=code)
        case NotSent(code):
            return becomes(State.WAITING, reason=code, due_at=now + retry_delay(attempts))
        case Unavailable(code):
            due_at = now + timedelta(seconds=FIRST_PAUSE_S)
            return becomes(State.WAITING, reason=code, due_at=due_at)


def retry_delay(attempts: int) -> timedelta:
    """Say how long a message waits that was tried so often, from once; the last delay stays."""
    return RETRY_DELAYS[min(max(attempts, 1), len(RETRY_DELAYS)) - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaker:
    """
    Keeps a sender from trying a provider that takes nothing.

    After a window in which nothing was taken there is a pause, each twice the last up to a
    minute, and then one message goes first to see. One that does not answer takes nothing, as far
    as anybody knows: each message that it is given is lost in the gap. Times are seconds of a
    monotonic clock.
    """

    failures: int = 0
    until: float = 0.0

    @property
    def probing(self) -> bool:
        """Whether the last that was heard of the provider is that it takes nothing."""
        return self.failures > 0

    def pause_left(self, now: float) -> float:
        """Say for how many seconds nothing is to be tried."""
        return max(0.0, self.until - now)

    def after(self, outcomes: Iterable[Outcome], now: float) -> Breaker:
        """Learn from a window."""
        seen = {type(outcome) for outcome in outcomes}
        if seen & {Accepted, Rejected}:
            return Breaker()
        if not seen & {Unavailable, Uncertain}:
            return self
        pause = min(FIRST_PAUSE_S * 2.0 ** min(self.failures, 10), LONGEST_PAUSE_S)
        return Breaker(failures=self.failures + 1, until=now + pause)


# --- Names of things -------------------------------------------------------------------------


def send_id(event_id: UUID, kind: str, number: int = 1) -> UUID:
    """Name the one send of a kind that an event has in a round, so that it is made once."""
    return uuid5(event_id, kind if number == 1 else f"{kind}:{number}")


def address_hash(key: bytes, channel: Channel, address: str) -> bytes:
    """Give what a silent address is known by; without the key it leads nowhere."""
    return hmac.digest(key, f"{channel}\0{address.casefold()}".encode(), "sha256")


HEEDED = {
    "reminder_day_before": "place",
    "reminder_morning_of": "place",
    "reminder_soon": "place",
    "change": "no",
    "chase": "silence",
}
"""What of a person's answer keeps them from being told: a lost place, a no, any answer at all."""

BEHIND = (
    *("invitation", "announcement", "chase"),
    *("reminder_day_before", "reminder_morning_of", "reminder_afterwards"),
)
"""What goes to many and is in no hurry: it does not keep from going what is."""


def windows(window: int) -> tuple[int, int]:
    """
    Share a sender's window between its urgent and its bulk lane, in that order.

    Both lanes work at once, and together claim no more than the window: it bounds what a crash
    leaves uncertain.
    """
    urgent = max(1, window // 5)
    return urgent, window - urgent


def finished(totals: dict[str, dict[str, int]]) -> bool:
    """Tell whether no row waits or is being sent."""
    return not any(
        by_state.get(state) for by_state in totals.values() for state in ("waiting", "claimed")
    )
