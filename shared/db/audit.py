"""Who did what: each service keeps its own book, to which is only ever added."""

from __future__ import annotations

from uuid import UUID

from shared.db.database import Transaction
from shared.messaging.correlation import current_correlation_id


def record(
    tx: Transaction, actor_id: UUID | None, action: str, subject_id: UUID | None = None
) -> None:
    """Write one line, in the transaction of what was done."""
    tx.execute(
        "insert into audit (actor_id, action, subject_id, correlation_id) values (%s, %s, %s, %s)",
        (actor_id, action, subject_id, current_correlation_id()),
    )
