"""Money at the claim: a window reserves its price, and what is not covered waits."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import psycopg

from services.notifications import domain
from services.notifications.channels import Outgoing
from services.notifications.domain import FIRST_PAUSE_S, PACED, Record, State, Throttled
from services.notifications.operations import holding
from services.notifications.store import NotificationsStore, Priced
from services.notifications.store.base import Row
from services.notifications.texts import segments
from shared.contracts.notifications import MoneyRules
from shared.db.database import Database, DatabaseDown, Transaction

Prices = Mapping[UUID, Priced]
UNPAID = Throttled(FIRST_PAUSE_S, PACED)
"""What becomes of messages that could not be paid for: the provider knows nothing of them."""


def reserve(
    tx: Transaction,
    batch: Row,
    messages: Sequence[Outgoing],
    usual: MoneyRules,
    *,
    useful_until: datetime | None,
    now: datetime,
) -> set[UUID]:
    """
    Reserve the price of a claimed window of SMS; gives the rows that do not go.

    Those to where nothing goes are excluded. Those that the budgets of the month and of the event
    do not cover wait, and their batch is held: whoever raises a budget lets it go at once. It is
    looked at again when they are of no use any more; `useful_until` overrules what they say of it.
    """
    if batch["channel"] != "sms" or not messages:
        return set()
    store = NotificationsStore(tx)
    rules = store.money_rules() or usual
    prices = {m.delivery_id: domain.price_of(m.address, rules) for m in messages}
    nowhere = [row_id for row_id, price in prices.items() if price is None]
    if nowhere:
        store.exclude(batch["month"], nowhere, domain.NOWHERE, now)
        store.pass_on_cover(batch, nowhere, now)
    priced = [_priced(m, price) for m in messages if (price := prices[m.delivery_id]) is not None]
    short = _pay(tx, batch, priced, rules, now)
    if short:
        store.put_back(batch["month"], short, domain.BUDGET)
        until = domain.next_month(now, store.zone())
        useful = useful_until or store.first_useless(batch) or until
        holding.hold(tx, batch, max(now + holding.SOONEST, min(until, useful)), domain.BUDGET, now)
    return {*nowhere, *short}


def give_back(tx: Transaction, batch: Row, records: Sequence[Record]) -> None:
    """Give back the price of what was surely not sent."""
    unsent = [r for r in records if r.state in (State.WAITING, State.FAILED)]
    if batch["channel"] == "sms" and unsent:
        store = NotificationsStore(tx)
        store.take_back_costs(batch["month"], unsent, zone=store.zone())


def spend_apart(
    db: Database, messages: Sequence[Outgoing], usual: MoneyRules, now: datetime
) -> Prices | None:
    """
    Count what SMS cost that somebody waits for, before they go; gives the price of each.

    No budget stops them: they have limits of their own. But they are paid like all others. None
    when the database is away: then no byte of them has left, and none is to.
    """
    if not messages:
        return {}
    try:
        with db.transaction() as tx:
            store = NotificationsStore(tx)
            rules = store.money_rules() or usual
            prices = {
                m.delivery_id: _priced(m, domain.price_of(m.address, rules) or 0) for m in messages
            }
            amount = sum(one.cost for one in prices.values())
            if amount:
                store.spend_apart(domain.month_of(now, store.zone()), amount)
            return prices
    except (DatabaseDown, psycopg.OperationalError):
        return None


def take_back_apart(
    tx: Transaction, prices: Prices, unsent: Sequence[Record], now: datetime
) -> None:
    """Give back the price of what was surely not sent, but for the parts that were taken."""
    amount = sum(
        one.cost - one.cost // one.parts * min(became.parts, one.parts)
        for became in unsent
        if (one := prices.get(became.id)) is not None
    )
    if amount:
        store = NotificationsStore(tx)
        store.spend_apart(domain.month_of(now, store.zone()), -amount)


def goes_nowhere(tx: Transaction, phone: str, usual: MoneyRules) -> bool:
    """Tell whether no SMS is sent to a number: fraud asks for codes at numbers that are dear."""
    return phone in nowhere(tx, [phone], usual)


def nowhere(tx: Transaction, phones: Collection[str], usual: MoneyRules) -> set[str]:
    """Give those of some numbers to which no SMS is sent."""
    if not phones:
        return set()
    rules = NotificationsStore(tx).money_rules() or usual
    return {phone for phone in phones if domain.price_of(phone, rules) is None}


def _priced(message: Outgoing, a_part: int) -> Priced:
    parts = segments(str(message.content)).count
    return Priced(id=message.delivery_id, parts=parts, cost=parts * a_part)


def _pay(
    tx: Transaction, batch: Row, priced: Sequence[Priced], rules: MoneyRules, now: datetime
) -> list[UUID]:
    """Pay for as many as the budgets cover, from the first on; gives the others."""
    store = NotificationsStore(tx)
    number = len(priced)
    if any(one.cost for one in priced):
        month = domain.month_of(now, store.zone())
        of_event, of_month = store.hold_budgets(batch["event_id"], month)
        left = domain.least(
            _left(rules.a_month, of_month["spent"]),
            _left(_most(of_event, rules), of_event["spent"]),
        )
        number = domain.covered([one.cost for one in priced], left)
        store.spend(batch["event_id"], month, sum(one.cost for one in priced[:number]))
    store.price_rows(batch["month"], priced[:number])
    return [one.id for one in priced[number:]]


def _left(most: int | None, spent: int) -> int | None:
    return None if most is None else most - spent


def _most(of_event: Row | None, rules: MoneyRules) -> int | None:
    own: int | None = of_event["most"] if of_event else None
    return rules.an_event if own is None else own
