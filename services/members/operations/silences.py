"""Who is silent: kept for notifications, for the day on which it is restored from an older dump."""

from __future__ import annotations

from services.members.store.silences import SilenceStore
from shared.contracts.notifications import SilencesChanged
from shared.db.database import Transaction


def hear_silences(tx: Transaction, message: SilencesChanged) -> None:
    """Keep what changed; nothing here looks at it, and nothing but a restore reads it."""
    SilenceStore(tx).put(message.changes)
