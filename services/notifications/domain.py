"""What is decided about messages: values in, values out; no database, no clock."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from shared.contracts.members import Channel

LEASE = timedelta(minutes=2)
"""How long a claim holds; a sender looks at what is left of it before each first byte."""

LOST_AFTER = LEASE
"""How long after its end a lease is given up: with the lease itself, twice its length."""

RETRY_DELAYS = tuple(timedelta(seconds=s) for s in (15, 60, 300, 900, 3600))


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
    """Surely not sent: no connection, throttled, a passing error. It can be sent again."""

    code: str


@dataclass(frozen=True, slots=True)
class Uncertain:
    """The last byte may have left, and no answer came."""

    code: str


Outcome = Accepted | Rejected | NotSent | Uncertain


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What a row of the ledger becomes."""

    id: UUID
    state: State
    reason: str | None = None
    provider_id: str | None = None
    due_at: datetime | None = None


def record(delivery_id: UUID, outcome: Outcome, *, attempts: int, now: datetime) -> Record:
    """Turn a provider's answer into what the ledger says."""
    match outcome:
        case Accepted(provider_id):
            return Record(id=delivery_id, state=State.SENT, provider_id=provider_id)
        case Rejected(code):
            return Record(id=delivery_id, state=State.FAILED, reason=code)
        case Uncertain(code):
            return Record(id=delivery_id, state=State.UNCERTAIN, reason=code)
        case NotSent(code):
            delay = RETRY_DELAYS[min(max(attempts, 1), len(RETRY_DELAYS)) - 1]
            return Record(id=delivery_id, state=State.WAITING, reason=code, due_at=now + delay)


# --- Names of things -------------------------------------------------------------------------


def send_id(event_id: UUID, kind: str) -> UUID:
    """Name the one send of a kind that an event has, so that it is made once."""
    return uuid5(event_id, kind)


def address_hash(key: bytes, channel: Channel, address: str) -> bytes:
    """Give what a silent address is known by; without the key it leads nowhere."""
    return hmac.digest(key, f"{channel}\0{address.casefold()}".encode(), "sha256")


def finished(totals: dict[str, dict[str, int]]) -> bool:
    """Tell whether no row waits or is being sent."""
    return not any(
        by_state.get(state) for by_state in totals.values() for state in ("waiting", "claimed")
    )
