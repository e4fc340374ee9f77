"""What is decided about messages: values in, values out; no database, no clock."""

from __future__ import annotations

from services.notifications.domain.outcomes import (
    FIRST_PAUSE_S,
    RETRY_DELAYS,
    Accepted,
    NotSent,
    Outcome,
    Record,
    Rejected,
    State,
    Unavailable,
    Uncertain,
    record,
    retry_delay,
)
from services.notifications.domain.pausing import LONGEST_PAUSE_S, Breaker
from services.notifications.domain.sends import (
    BEHIND,
    HEEDED,
    address_hash,
    finished,
    send_id,
    windows,
)

__all__ = [
    "BEHIND",
    "FIRST_PAUSE_S",
    "HEEDED",
    "LONGEST_PAUSE_S",
    "RETRY_DELAYS",
    "Accepted",
    "Breaker",
    "NotSent",
    "Outcome",
    "Record",
    "Rejected",
    "State",
    "Unavailable",
    "Uncertain",
    "address_hash",
    "finished",
    "record",
    "retry_delay",
    "send_id",
    "windows",
]
