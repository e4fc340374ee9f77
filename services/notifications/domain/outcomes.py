"""What a provider answers, and what the ledger then says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

FIRST_PAUSE_S = 5.0
RETRY_DELAYS = tuple(timedelta(seconds=s) for s in (15, 60, 300, 900, 3600))


class State(StrEnum):
    """The states of a ledger's row that a sender can leave it in."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Accepted:
    """
    The provider has the message; from now on it is his.

    `provider_id` is his name for it; one in several parts may have several, between spaces.
    """

    provider_id: str | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """
    The provider will not take this message; `code` is his, shortened.

    One that is not `permanent` is about this message too, but may be taken later. Of its parts so
    many were taken before one was refused: they are counted.
    """

    code: str
    permanent: bool = True
    parts: int = 0


@dataclass(frozen=True, slots=True)
class Throttled:
    """Surely not sent: too fast. The provider wants to hear nothing for so many seconds."""

    retry_after: float
    code: str = "throttled"


PACED = "paced"
"""The code of one that we put off ourselves, to keep to a pace: the provider said nothing."""

CALLED_OFF = Throttled(1.0, PACED)
"""What became of one whose claim ended before its first byte: the next claim judges it anew."""


@dataclass(frozen=True, slots=True)
class NotSent:
    """Surely not sent, for a passing reason: this message can be sent again, a while later."""

    code: str


@dataclass(frozen=True, slots=True)
class Unavailable:
    """
    Surely not sent: the provider takes nothing now, whatever the message is.

    One that was `answered` so to this message is asked with it more and more seldom.
    """

    code: str
    answered: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Uncertain:
    """The last byte may have left, and no answer came."""

    code: str


Outcome = Accepted | Rejected | Throttled | NotSent | Unavailable | Uncertain


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """
    What a row of the ledger becomes, if nobody claimed it since: `attempts` counts claims.

    Of one that was not sent, `parts` were taken all the same.
    """

    id: UUID
    attempts: int
    state: State
    reason: str | None = None
    provider_id: str | None = None
    due_at: datetime | None = None
    parts: int = 0


def record(
    delivery_id: UUID,
    outcome: Outcome,
    *,
    attempts: int,
    now: datetime,
    useful_until: datetime | None = None,
) -> Record:
    """
    Turn a provider's answer into what the ledger says.

    What can go later waits for that no longer than it is of use; then it has expired.
    """

    def becomes(state: State, **more: Any) -> Record:
        return Record(id=delivery_id, attempts=attempts, state=state, **more)

    match outcome:
        case Accepted(provider_id):
            return becomes(State.SENT, provider_id=provider_id)
        case Rejected(code, permanent=True, parts=parts):
            return becomes(State.FAILED, reason=code, parts=parts)
        case Uncertain(code):
            return becomes(State.UNCERTAIN, reason=code)
        case _:
            due_at = _next_try(now, _put_off(outcome, attempts), useful_until)
            return becomes(State.WAITING, reason=outcome.code, due_at=due_at)


def _put_off(outcome: Rejected | Throttled | NotSent | Unavailable, attempts: int) -> timedelta:
    """Say how long what was surely not sent waits: the provider's wish, or ours."""
    match outcome:
        case Throttled(retry_after):
            return timedelta(seconds=retry_after)
        case Unavailable(answered=False):
            return timedelta(seconds=FIRST_PAUSE_S)
        case _:
            return retry_delay(attempts)


def _next_try(now: datetime, delay: timedelta, useful_until: datetime | None) -> datetime:
    # What was of use until before now has been judged otherwise since: its event begins later.
    latest = useful_until if useful_until and useful_until > now else now + delay
    return min(now + delay, latest)


def retry_delay(attempts: int) -> timedelta:
    """Say how long a message waits that was tried so often, from once; the last delay stays."""
    return RETRY_DELAYS[min(max(attempts, 1), len(RETRY_DELAYS)) - 1]
