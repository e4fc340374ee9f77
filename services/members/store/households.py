"""Where it is kept who shares a number."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from shared.db.database import Transaction
from shared.db.queries import load_queries

queries = load_queries(__file__, "households.sql")


class HouseholdStore:
    """Households, within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def join(self, ids: Sequence[UUID], *, mobiles: Sequence[str]) -> set[UUID]:
        """
        Bring people with one number together, after `ids` were given the numbers they have now.

        Gives everybody whose household is another now.
        """
        queries.make_households(self._tx, mobiles=list(mobiles))
        joined = queries.join_households(self._tx, mobiles=list(mobiles), ids=list(ids))
        return {row["id"] for row in joined}
