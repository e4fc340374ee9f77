"""What is taken out when people are erased."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.notifications.store.base import Store
from shared.contracts.members import Channel
from shared.db.queries import load_queries

queries = load_queries(__file__, "erasing.sql")


class ErasingStore(Store):
    """What is taken out when people are erased."""

    def addresses_alone(self, ids: Sequence[UUID]) -> dict[Channel, list[str]]:
        """Give the addresses at which nobody is reached but these people."""
        rows = list(queries.addresses_of(self._tx, ids=list(ids)))
        return {
            "sms": [r["phone"] for r in rows if r["phone"] and not r["phone_shared"]],
            "email": [r["email"] for r in rows if r["email"] and not r["email_shared"]],
        }

    def forget(self, ids: Sequence[UUID]) -> None:
        """Take names, addresses and codes out."""
        queries.forget_contacts(self._tx, ids=list(ids))
        queries.forget_codes(self._tx, ids=list(ids))

    def close_rows_of(self, ids: Sequence[UUID], now: datetime) -> None:
        """Let nothing more be said to these people, and leave nobody out who was told by them."""
        closed = [
            row
            for row in queries.close_rows(self._tx, ids=list(ids), now=now)
            if row["channel"] == "sms"
        ]
        if closed:
            queries.pass_on(
                self._tx,
                ids=[row["id"] for row in closed],
                months=list({row["month"] for row in closed}),
                now=now,
            )
