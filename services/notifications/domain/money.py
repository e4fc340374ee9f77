"""What an SMS costs, where it may go, and how many of a window a budget covers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType

from services.notifications.errors import BudgetUnpriced, MoneyUnreadable, PricesUnreadable
from shared.contracts.notifications import MoneyRules

BUDGET = "budget"
"""Why a batch is held: what may be spent is spent."""

NOWHERE = "destination"
"""Why a row is excluded: no SMS goes to such a number."""

DEAR_PREFIXES = (
    *("+800", "+808", "+870", "+878", "+881", "+882", "+883", "+888", "+979"),
    # Numbers of satellites and of other dear networks behind the codes of countries.
    *("+8816", "+8817", "+88213", "+88216", "+1900", "+1976", "+2128989", "+4470"),
)
"""Satellites, international networks, shared and premium rates: fraud sends SMS there."""

MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
MAINLAND = ("US", "CA")
"""Of those that share `+1`; the islands cost ten times as much, and have prices of their own."""
ISLAND = len("+1876")
PREFIX = re.compile(r"\+[1-9]\d{0,5}")
MOST_PRICES = 200
DEAREST = 100_000
MOST_MONEY = 10**12
MOST_PEOPLE = 10_000_000


def price_of(phone: str, rules: MoneyRules) -> int | None:
    """Give what one part to a number costs, in thousandths of a dirham; None when none goes."""
    fitting = [p for p in rules.prices if phone.startswith(p.prefix)]
    price = max(fitting, key=lambda p: len(p.prefix), default=None)
    if not _ordinary(phone, price.prefix if price else ""):
        return None
    if price is None:
        return None if rules.prices else 0
    return price.a_part


def covered(costs: Sequence[int], left: int | None) -> int:
    """Say how many of these, from the first on, so much money covers; None is no limit."""
    if left is None:
        return len(costs)
    for number, cost in enumerate(costs):
        left -= cost
        if left < 0 and cost:
            return number
    return len(costs)


def least(*amounts: int | None) -> int | None:
    """Give the smallest of what is left; None is no limit."""
    return min((amount for amount in amounts if amount is not None), default=None)


def needs_second_person(people: int, rules: MoneyRules | None) -> bool:
    """Tell whether a send to so many (0: not known) waits for somebody else to release it."""
    return bool(rules and rules.alone_up_to and people > rules.alone_up_to)


def month_of(now: datetime, zone: str) -> date:
    """Give the first day of the month that it is, by the association's clock."""
    return now.astimezone(ZoneInfo(zone)).date().replace(day=1)


def next_month(now: datetime, zone: str) -> datetime:
    """Say when the month after this one begins."""
    first = (month_of(now, zone) + timedelta(days=32)).replace(day=1)
    return datetime(first.year, first.month, 1, tzinfo=ZoneInfo(zone))


def check_money(rules: MoneyRules) -> None:
    """Refuse rules that cannot be read."""
    prefixes = [price.prefix for price in rules.prices]
    if len(prefixes) > MOST_PRICES or len(set(prefixes)) < len(prefixes):
        raise PricesUnreadable
    for price in rules.prices:
        dear = price.prefix.startswith(DEAR_PREFIXES)
        if not PREFIX.fullmatch(price.prefix) or dear or not 0 <= price.a_part <= DEAREST:
            raise PricesUnreadable
    check_amount("a_month", rules.a_month)
    check_amount("an_event", rules.an_event)
    if rules.a_month is not None or rules.an_event is not None:
        check_priced(rules)
    if not 0 <= rules.alone_up_to <= MOST_PEOPLE:
        raise MoneyUnreadable(field="alone_up_to")


def check_priced(rules: MoneyRules) -> None:
    """Refuse a budget that would stop nothing."""
    if not rules.prices or not all(price.a_part for price in rules.prices):
        raise BudgetUnpriced(field="prices")


def check_amount(field: str, amount: int | None) -> None:
    """Refuse what is no amount of money."""
    if amount is not None and not 0 <= amount <= MOST_MONEY:
        raise MoneyUnreadable(field=field)


def _ordinary(phone: str, priced: str) -> bool:
    """
    Tell whether a number is a mobile that costs no more than others of its country.

    `priced` is the beginning that its price is for. A kind that nobody knows may be a range that
    was given out after the library's tables were made: that is believed where there is a price.
    """
    if phone.startswith(DEAR_PREFIXES):
        return False
    try:
        number = phonenumbers.parse(phone, None)
    except NumberParseException:
        return False
    region = phonenumbers.region_code_for_number(number)
    if phone.startswith("+1") and region not in MAINLAND and len(priced) < ISLAND:
        return False
    kind = phonenumbers.number_type(number)
    newer = kind == PhoneNumberType.UNKNOWN and priced and phonenumbers.is_possible_number(number)
    return kind in MOBILE or bool(newer)
