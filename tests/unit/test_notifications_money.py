"""What an SMS costs, where it may go, and how much of a window a budget covers."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications import domain
from services.notifications.errors import BudgetUnpriced, MoneyUnreadable, PricesUnreadable
from shared.contracts.notifications import MoneyRules, Price

COSTS = st.lists(st.integers(0, 5000), max_size=60)


@given(COSTS, st.integers(-100, 60_000))
def test_a_window_never_costs_more_than_is_left_and_wastes_nothing(
    costs: list[int], left: int
) -> None:
    number = domain.covered(costs, left)

    assert sum(costs[:number]) <= max(left, 0)
    assert number == len(costs) or sum(costs[: number + 1]) > left


@given(COSTS)
def test_without_a_limit_everything_goes(costs: list[int]) -> None:
    assert domain.covered(costs, None) == len(costs)


@pytest.mark.parametrize(
    ("phone", "price"),
    [
        ("+212612345678", 400),
        ("+212712345678", 400),
        ("+33612345678", 900),
        ("+212522123456", None),  # a landline
        ("+212890123456", None),  # a premium rate
        ("+212801234567", None),  # free of charge, and no mobile
        ("+881612345678", None),  # a satellite
        ("+882161234567", None),
        ("+8801812345678", None),  # not on the list
        ("+1", None),
        ("", None),
    ],
)
def test_each_number_has_its_price_or_gets_nothing(phone: str, price: int | None) -> None:
    rules = MoneyRules(prices=[Price(prefix="+212", a_part=400), Price(prefix="+33", a_part=900)])

    assert domain.price_of(phone, rules) == price


@pytest.mark.parametrize(
    ("phone", "price"),
    [
        ("+14165550123", 500),  # Canada
        ("+12025550123", 500),  # the United States
        ("+18765551234", None),  # Jamaica
        ("+18095551234", None),  # the Dominican Republic
        ("+12425551234", None),  # the Bahamas
        ("+14425551234", 500),  # California
        ("+14415551234", 3000),  # Bermuda, which has its own price
    ],
)
def test_an_island_is_not_meant_by_the_country_that_it_shares_a_code_with(
    phone: str, price: int | None
) -> None:
    """Seen failing: who is paid for SMS to islands asks for them there."""
    rules = MoneyRules(prices=[Price(prefix="+1", a_part=500), Price(prefix="+1441", a_part=3000)])

    assert domain.price_of(phone, rules) == price
    assert domain.price_of("+18765551234", MoneyRules()) is None


def test_a_number_of_a_kind_that_nobody_knows_is_one_of_a_priced_country_only() -> None:
    """A range may be newer than the library's tables; one that no country has is none."""
    morocco = MoneyRules(prices=[Price(prefix="+212", a_part=400)])

    assert domain.price_of("+212912345678", morocco) == 400
    assert domain.price_of("+2129123456", morocco) is None
    assert domain.price_of("+212912345678", MoneyRules()) is None
    assert domain.price_of("+999123456789", MoneyRules()) is None


def test_a_month_ends_by_the_associations_clock() -> None:
    late = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)

    assert domain.month_of(late, "Africa/Casablanca") == date(2026, 12, 1)
    assert domain.next_month(late, "Africa/Casablanca").date() == date(2027, 1, 1)


@pytest.mark.parametrize(
    "prices",
    [
        [Price(prefix="212", a_part=1)],
        [Price(prefix="+2126123456", a_part=1)],
        [Price(prefix="+212", a_part=-1)],
        [Price(prefix="+881", a_part=1)],
        [Price(prefix="+212", a_part=1)] * 2,
    ],
)
def test_prices_that_are_none_are_refused(prices: list[Price]) -> None:
    with pytest.raises(PricesUnreadable):
        domain.check_money(MoneyRules(prices=prices))


def test_amounts_that_are_none_are_refused() -> None:
    for rules in (MoneyRules(a_month=-1), MoneyRules(an_event=10**13), MoneyRules(alone_up_to=-1)):
        with pytest.raises(MoneyUnreadable):
            domain.check_money(rules)


@pytest.mark.parametrize("budget", [{"a_month": 1}, {"an_event": 0}])
@pytest.mark.parametrize(
    "prices",
    [
        [],
        [Price(prefix="+212", a_part=0)],
        [Price(prefix="+212", a_part=0), Price(prefix="+33", a_part=900)],
    ],
)
def test_a_budget_needs_prices_or_it_stops_nothing(
    budget: dict[str, int], prices: list[Price]
) -> None:
    with pytest.raises(BudgetUnpriced):
        domain.check_money(MoneyRules(prices=prices, **budget))

    domain.check_money(MoneyRules(prices=prices))
    domain.check_money(MoneyRules(prices=[Price(prefix="+212", a_part=1)], **budget))
