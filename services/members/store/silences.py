"""Who is silent, as notifications tells it."""

from __future__ import annotations

from collections.abc import Sequence

from psycopg.types.json import Jsonb

from shared.contracts.notifications import SilenceChange
from shared.db.database import Transaction
from shared.db.queries import load_queries

queries = load_queries(__file__, "silences.sql")


class SilenceStore:
    """Who is silent, within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def put(self, changes: Sequence[SilenceChange]) -> None:
        queries.put_silences(self._tx, changes=Jsonb([change.dump() for change in changes]))
