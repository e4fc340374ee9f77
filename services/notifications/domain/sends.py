"""What a send is named, who of its people is left in peace, and how its senders share a window."""

from __future__ import annotations

import hmac
from uuid import UUID, uuid5

from shared.contracts.members import Channel


def send_id(event_id: UUID, kind: str, number: int = 1) -> UUID:
    """Name the one send of a kind that an event has in a round, so that it is made once."""
    return uuid5(event_id, kind if number == 1 else f"{kind}:{number}")


def address_hash(key: bytes, channel: Channel, address: str) -> bytes:
    """Give what a silent address is known by; without the key it leads nowhere."""
    return hmac.digest(key, f"{channel}\0{address.casefold()}".encode(), "sha256")


QUIET_HOURS = "quiet_hours"
"""Why a batch is held, or a row ended: the association sends nothing at that hour."""

HEEDED = {
    "reminder_day_before": "place",
    "reminder_morning_of": "place",
    "reminder_soon": "place",
    "change": "no",
    "chase": "silence",
}
"""What of a person's answer keeps them from being told: a lost place, a no, any answer at all."""

ABOUT_THE_START = ("invitation", "confirmation")
"""What is of no use once the event has begun, whenever it now begins."""

BEHIND = (
    *("invitation", "announcement", "chase"),
    *("reminder_day_before", "reminder_morning_of", "reminder_afterwards"),
)
"""What goes to many and is in no hurry: it does not keep from going what is."""


def windows(window: int) -> tuple[int, int]:
    """
    Share a sender's window between its urgent and its bulk lane, in that order.

    Both lanes work at once, and together claim no more than the window: it bounds what a crash
    leaves uncertain. Only a window of one is one for each: a lane that claims nothing never sends.
    """
    urgent = max(1, window // 5)
    return urgent, max(1, window - urgent)


def finished(totals: dict[str, dict[str, int]]) -> bool:
    """Tell whether no row waits or is being sent."""
    return not any(
        by_state.get(state) for by_state in totals.values() for state in ("waiting", "claimed")
    )
