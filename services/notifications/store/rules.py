"""What the association has decided about its sending, and what that holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from services.notifications.store.base import Row, Store
from shared.contracts.notifications import SendingRules
from shared.db.queries import load_queries

queries = load_queries(__file__, "rules.sql")


class RulesStore(Store):
    """What the association has decided about its sending, and what that holds."""

    def sending_rules(self) -> SendingRules | None:
        """Give what was decided; None when nobody has decided yet."""
        row: Row | None = queries.sending_rules(self._tx)
        return SendingRules.parse(row["body"]) if row else None

    def put_sending_rules(self, rules: SendingRules) -> SendingRules:
        return SendingRules.parse(queries.put_sending_rules(self._tx, body=Jsonb(rules.dump())))

    def first_useless(self, batch: Row) -> datetime | None:
        found: datetime | None = queries.first_useless(
            self._tx, month=batch["month"], batch_id=batch["id"]
        )
        return found

    def expire_useless(
        self,
        batch: Row,
        *,
        useful_until: datetime | None,
        until: datetime,
        reason: str,
        now: datetime,
    ) -> list[UUID]:
        """End what of a batch is of no use at `until`; `useful_until` overrules the rows."""
        rows = queries.expire_useless(
            self._tx,
            month=batch["month"],
            batch_id=batch["id"],
            useful_until=useful_until,
            until=until,
            reason=reason,
            now=now,
        )
        return [row["id"] for row in rows]

    def hold_batch(self, batch_id: UUID, held: str) -> None:
        queries.hold_batch(self._tx, id=batch_id, held=held)

    def is_held(self, batch_id: UUID) -> bool:
        return bool(queries.is_held(self._tx, id=batch_id))

    def zone(self) -> str:
        """Name the zone of the association's clock."""
        return queries.zone(self._tx) or SendingRules().zone

    def wake_held(self, held: str, now: datetime) -> list[Row]:
        """Let batches be looked at again that were held for a reason; they are to be announced."""
        return list(queries.wake_held(self._tx, held=held, now=now))

    def held_of_sends(self, send_ids: Sequence[UUID]) -> list[Row]:
        return list(queries.held_of_sends(self._tx, send_ids=list(send_ids)))
