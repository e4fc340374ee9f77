"""Looking at what was done, which is itself something done when it leaves the house."""

from __future__ import annotations

from uuid import UUID

from shared.contracts.audit import TakenOut
from shared.db import audit
from shared.db.audit import page
from shared.db.database import Database

__all__ = ["page", "take_out"]


def take_out(db: Database, *, by: UUID) -> TakenOut:
    """Write down that somebody takes the audit out of the house."""
    with db.transaction() as tx:
        audit.record(tx, by, "audit-taken-out")
    return TakenOut()
