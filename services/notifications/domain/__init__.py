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
from services.notifications.domain.peace import (
    LIMITED,
    Limit,
    Terms,
    check_rules,
    held_until,
    limit,
    readable_hours,
)
from services.notifications.domain.sends import (
    BEHIND,
    HEEDED,
    QUIET_HOURS,
    address_hash,
    finished,
    send_id,
    windows,
)

__all__ = [
    "BEHIND",
    "FIRST_PAUSE_S",
    "HEEDED",
    "LIMITED",
    "LONGEST_PAUSE_S",
    "QUIET_HOURS",
    "RETRY_DELAYS",
    "Accepted",
    "Breaker",
    "Limit",
    "NotSent",
    "Outcome",
    "Record",
    "Rejected",
    "State",
    "Terms",
    "Unavailable",
    "Uncertain",
    "address_hash",
    "check_rules",
    "finished",
    "held_until",
    "limit",
    "readable_hours",
    "record",
    "retry_delay",
    "send_id",
    "windows",
]
