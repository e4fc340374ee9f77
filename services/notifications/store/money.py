"""What was spent, and what may be: claims reserve their price here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from services.notifications.domain import Record, State
from services.notifications.store.base import Row, Store
from shared.contracts.notifications import MoneyRules
from shared.db.queries import load_queries

queries = load_queries(__file__, "money.sql")


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """What one claimed row costs, in thousandths of a dirham."""

    id: UUID
    parts: int
    cost: int


class MoneyStore(Store):
    """What was spent, and what may be."""

    def money_rules(self) -> MoneyRules | None:
        """Give what was decided; None when nobody has decided yet."""
        row: Row | None = queries.money_rules(self._tx)
        return MoneyRules.parse(row["body"]) if row else None

    def put_money_rules(self, rules: MoneyRules) -> MoneyRules:
        return MoneyRules.parse(queries.put_money_rules(self._tx, body=Jsonb(rules.dump())))

    def hold_budgets(self, event_id: UUID, month: date) -> tuple[Row, Row]:
        """Give what was spent for an event and in a month; nobody else spends until the end."""
        event: Row = queries.hold_event_budget(self._tx, event_id=event_id)
        return event, queries.hold_month_budget(self._tx, month=month)

    def spend(self, event_id: UUID, month: date, amount: int) -> None:
        queries.spend(self._tx, event_id=event_id, month=month, amount=amount)

    def spend_apart(self, month: date, amount: int) -> None:
        """Count what belongs to no event; a negative amount is given back."""
        queries.hold_month_budget(self._tx, month=month)
        queries.spend_of_month(self._tx, month=month, amount=amount)

    def price_rows(self, month: date, rows: Sequence[Priced]) -> None:
        queries.price_rows(
            self._tx,
            month=month,
            ids=[row.id for row in rows],
            parts=[row.parts for row in rows],
            costs=[row.cost for row in rows],
        )

    def put_back(self, month: date, ids: Sequence[UUID], reason: str) -> None:
        queries.put_back(self._tx, month=month, ids=list(ids), reason=reason)

    def take_back_costs(
        self, month: date, unsent: Sequence[Record], *, zone: str, settled: bool = False
    ) -> None:
        """Give back what rows have cost that were surely not sent; `settled`, also if unsure."""
        found = list(
            queries.take_back_costs(
                self._tx,
                month=month,
                ids=[r.id for r in unsent],
                attempts=[r.attempts for r in unsent],
                parts=[r.parts for r in unsent],
                finals=[settled or r.state == State.FAILED for r in unsent],
                zone=zone,
            )
        )
        # As a claim does it: the events, and only then the months.
        queries.hold_event_budgets(self._tx, event_ids=sorted({row["event_id"] for row in found}))
        for each in sorted({row["month"] for row in found}):
            queries.hold_month_budget(self._tx, month=each)
        for row in found:
            self.spend(row["event_id"], row["month"], -row["amount"])

    def event_budget(self, event_id: UUID) -> Row | None:
        found: Row | None = queries.event_budget(self._tx, event_id=event_id)
        return found

    def spent_in(self, month: date) -> int:
        row: Row | None = queries.month_budget(self._tx, month=month)
        return int(row["spent"]) if row else 0

    def some_event_has_a_budget(self, now: datetime) -> bool:
        """Tell whether an event that is not over may cost so much and no more."""
        return bool(queries.some_event_has_a_budget(self._tx, now=now))

    def set_event_budget(self, event_id: UUID, most: int | None) -> None:
        queries.set_event_budget(self._tx, event_id=event_id, most=most)
