"""The inbox: hearing a message twice changes nothing."""

from __future__ import annotations

from uuid import UUID

from shared.db.database import Transaction


def first_time(tx: Transaction, message_id: UUID, *, handler: str) -> bool:
    """
    Note a message in the transaction of its effect; False when it had its effect already.

    Two who hear the same message at once: the second waits for the first's transaction here.
    """
    cursor = tx.execute(
        "insert into inbox (message_id, handler) values (%s, %s) on conflict do nothing",
        (message_id, handler),
    )
    return cursor.rowcount == 1
