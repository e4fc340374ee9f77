"""What the association decides about money, and what was spent."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.notifications import domain
from services.notifications.errors import PricesMissing
from services.notifications.operations.ruling import wake
from services.notifications.store import NotificationsStore
from shared.contracts.notifications import (
    ChangeMoneyRules,
    EventMoney,
    Money,
    MoneyRules,
    SetEventBudget,
)
from shared.db import audit
from shared.db.database import Database, Transaction
from shared.messaging import commands


def money(db: Database, usual: MoneyRules, *, now: datetime) -> Money:
    """Give the rules about money that hold, and what was spent this month."""
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        return _money(store, store.money_rules() or usual, now)


def change_rules(
    db: Database, command: ChangeMoneyRules, *, usual: MoneyRules, by: UUID, now: datetime
) -> Money:
    """
    Let other rules hold from now on; what waited for money is looked at again at once.

    What `domain.check_money` refuses, PricesMissing where the usual rules have prices, and
    BudgetUnpriced while an event has a budget.
    """
    domain.check_money(command.rules)
    if usual.prices and not command.rules.prices:
        raise PricesMissing(field="prices")
    with db.transaction() as tx:

        def act() -> Money:
            store = NotificationsStore(tx)
            if store.some_event_has_a_budget(now):
                domain.check_priced(command.rules)
            decided = store.put_money_rules(command.rules)
            audit.record(tx, by, "money-rules.change")
            wake(tx, domain.BUDGET, now)
            return _money(store, decided, now)

        return commands.once(tx, command.command_id, Money, act)


def event_money(db: Database, event_id: UUID, usual: MoneyRules) -> EventMoney:
    """Give what was spent for an event, and how much may be."""
    with db.transaction() as tx:
        return _event_money(tx, event_id, usual)


def set_event_budget(
    db: Database, command: SetEventBudget, *, usual: MoneyRules, by: UUID, now: datetime
) -> EventMoney:
    """
    Let so much be spent for an event; what waited for money is looked at again at once.

    MoneyUnreadable, BudgetUnpriced.
    """
    domain.check_amount("most", command.most)
    with db.transaction() as tx:

        def act() -> EventMoney:
            store = NotificationsStore(tx)
            if command.most is not None:
                domain.check_priced(store.money_rules() or usual)
            store.set_event_budget(command.event_id, command.most)
            audit.record(tx, by, "event-budget.set", command.event_id)
            wake(tx, domain.BUDGET, now)
            return _event_money(tx, command.event_id, usual)

        return commands.once(tx, command.command_id, EventMoney, act)


def _money(store: NotificationsStore, rules: MoneyRules, now: datetime) -> Money:
    month = domain.month_of(now, store.zone())
    return Money(rules=rules, month=month, spent=store.spent_in(month))


def _event_money(tx: Transaction, event_id: UUID, usual: MoneyRules) -> EventMoney:
    store = NotificationsStore(tx)
    row = store.event_budget(event_id) or {"spent": 0, "most": None}
    own: int | None = row["most"]
    most = (store.money_rules() or usual).an_event if own is None else own
    return EventMoney(event_id=event_id, spent=row["spent"], most=most, own=own is not None)
