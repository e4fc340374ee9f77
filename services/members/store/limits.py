"""What was asked for from outside, counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from services.members.domain.limits import LONGEST, Count, Limit
from shared.db.database import Transaction
from shared.db.queries import load_queries

queries = load_queries(__file__, "limits.sql")


class LimitStore:
    """What was asked for from outside, within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def count(
        self, limits: Sequence[Limit], keys: Mapping[str, bytes], now: datetime
    ) -> list[Count]:
        """Count under each limit whose key is known, keeping others with the same key waiting."""
        known = [limit for limit in limits if limit.of in keys]
        for key in sorted({keys[limit.of] for limit in known}):
            queries.take_turn(self._tx, key=key)
        rows = queries.count_asked(
            self._tx,
            keys=[keys[limit.of] for limit in known],
            since=[now - limit.within for limit in known],
        )
        return [
            Count(limit=limit, asked=row["asked"], oldest=row["oldest"])
            for limit, row in zip(known, rows, strict=True)
        ]

    def add(self, keys: Sequence[bytes], now: datetime) -> None:
        queries.forget_asked(self._tx, before=now - LONGEST)
        queries.add_asked(self._tx, keys=list(keys), now=now)
