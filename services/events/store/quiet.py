"""The association's quiet hours, as they were heard of."""

from __future__ import annotations

from psycopg.types.json import Jsonb

from services.events.store.base import Row, Store
from shared.contracts.notifications import SendingRules
from shared.db.queries import load_queries

queries = load_queries(__file__, "quiet.sql")


class QuietStore(Store):
    """The association's quiet hours, as they were heard of."""

    def keep_sending_rules(self, rules: SendingRules) -> None:
        queries.keep_sending_rules(self._tx, version=rules.version, body=Jsonb(rules.dump()))

    def sending_rules(self) -> SendingRules | None:
        """Give what was heard; None when nobody has decided yet."""
        row: Row | None = queries.sending_rules(self._tx)
        return SendingRules.parse(row["body"]) if row else None
