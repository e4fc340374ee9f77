"""Whom a message surely did not reach, and telling them on their other channel."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.notifications.store.base import Row, Store
from services.notifications.store.sends import Batches
from shared.db.queries import load_queries

queries = load_queries(__file__, "falling_back.sql")


class FallingBackStore(Store):
    """Whom a message surely did not reach, and telling them on their other channel."""

    def send_that_failed(self) -> UUID | None:
        found: UUID | None = queries.send_that_failed(self._tx)
        return found

    def tell_otherwise(
        self, send: Row, batches: Batches, *, goes_on: bool, limit: int, now: datetime
    ) -> list[Row]:
        """Look after what failed; gives the rows that are now to be sent on the other channel."""
        return list(
            queries.tell_otherwise(
                self._tx,
                month=send["month"],
                send_id=send["id"],
                goes_on=goes_on,
                sms_batch=batches.sms,
                email_batch=batches.email,
                limit=limit,
                now=now,
            )
        )
