"""What a send would come to: priced, shared out, and out by when, over nights and Ramadan."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications import domain
from services.notifications.domain import Pace
from shared.contracts.members import Destination
from shared.contracts.notifications import (
    Hours,
    MoneyRules,
    Price,
    QuoteLine,
    Season,
    SendingRules,
)

HERE = ZoneInfo("Africa/Casablanca")
RULES = SendingRules(
    nights=Hours(begins="21:00", ends="09:00"),
    ramadan_nights=Hours(begins="02:00", ends="12:00"),
    ramadans=[Season(first=date(2027, 2, 8), last=date(2027, 3, 9))],
    fridays=Hours(begins="12:00", ends="14:30"),
)
PRICES = MoneyRules(prices=[Price(prefix="+212", a_part=400), Price(prefix="+2127", a_part=500)])


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HERE).astimezone(UTC)


def by_sms(messages: int, people: int = 0, prefix: str = "+212") -> Destination:
    return Destination(
        channel="sms",
        language="fr",
        messages=messages,
        people=people or messages,
        prefix=prefix,
    )


def paying(people: int, cost: int) -> QuoteLine:
    return QuoteLine(language="fr", prefix="+212", messages=people, people=people, cost=cost)


@pytest.mark.parametrize(
    ("begins", "hours", "ends"),
    [
        # A Tuesday at ten: done before the evening, or on the days after it.
        ("2026-11-10T10:00", 3, "2026-11-10T13:00"),
        ("2026-11-10T20:00", 3, "2026-11-11T11:00"),
        ("2026-11-10T23:00", 1, "2026-11-11T10:00"),
        ("2026-11-10T09:00", 30, "2026-11-12T15:00"),
        # What ends when the night begins is out before it.
        ("2026-11-10T20:00", 1, "2026-11-10T21:00"),
        # Over the pause of a Friday.
        ("2026-11-13T11:00", 2, "2026-11-13T15:30"),
        # A Ramadan's day begins at noon and goes on to two at night.
        ("2027-02-16T11:00", 3, "2027-02-16T15:00"),
        ("2027-02-16T23:00", 4, "2027-02-17T13:00"),
        # The evening before Ramadan ends at nine, and its first night begins awake.
        ("2027-02-07T20:00", 2, "2027-02-08T01:00"),
        # Out of Ramadan: its last evening is awake, the morning after begins at nine.
        ("2027-03-09T23:00", 2, "2027-03-10T10:00"),
    ],
)
def test_work_rests_while_nothing_is_sent(begins: str, hours: int, ends: str) -> None:
    found = domain.finish("invitation", local(begins), timedelta(hours=hours), RULES)

    assert found == local(ends)


def test_a_night_in_which_the_clocks_go_back_loses_no_hour_of_work() -> None:
    """On 7 February 2027, 03:00 becomes 02:00: the night is an hour longer, the day is not."""
    plain = SendingRules(nights=Hours(begins="21:00", ends="09:00"))
    begins = datetime(2027, 2, 6, 19, tzinfo=UTC)  # 20:00 at UTC+1

    found = domain.finish("invitation", begins, timedelta(hours=2), plain)

    assert found == datetime(2027, 2, 7, 10, tzinfo=UTC)  # 10:00 at UTC


def test_without_rules_and_for_what_somebody_waits_for_nothing_rests() -> None:
    at, three = local("2026-11-10T20:00"), timedelta(hours=3)

    assert domain.finish("invitation", at, three, SendingRules()) == at + three
    assert domain.finish("confirmation", at, three, RULES) == at + three


@given(
    st.datetimes(datetime(2026, 11, 1), datetime(2027, 4, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(0, 80),
)
def test_nothing_is_out_in_a_quiet_hour_or_before_it_can_be(at: datetime, hours: int) -> None:
    found = domain.finish("invitation", at, timedelta(hours=hours), RULES)

    assert found >= at + timedelta(hours=hours)
    assert not RULES.quiet(found - timedelta(seconds=1)) or not hours


@pytest.mark.parametrize(
    ("prefix", "price"),
    [("+212", 400), ("+2127", 500), ("+21261", 400), ("+33", None), ("", None), ("+2128989", None)],
)
def test_a_counted_beginning_has_the_price_of_the_numbers_under_it(
    prefix: str, price: int | None
) -> None:
    found = domain.line(by_sms(10, prefix=prefix), 2, PRICES)

    assert found.a_part == price
    assert (found.parts, found.cost) == ((20, 20 * price) if price else (0, 0))


def test_without_prices_everything_goes_but_to_dear_numbers() -> None:
    assert domain.line(by_sms(10, prefix=""), 2, MoneyRules()).a_part == 0
    assert domain.line(by_sms(10, prefix="+88213"), 2, MoneyRules()).a_part is None


def test_people_are_counted_by_what_differs_in_price_or_in_who_takes_it() -> None:
    found = domain.beginnings(PRICES, [Pace(parts_per_second=1, prefixes=("+21266",))])

    assert {"+212", "+2127", "+21266", "+88213"} <= set(found)


def test_lines_of_one_language_and_beginning_are_told_as_one() -> None:
    alone, home = by_sms(7), by_sms(3, people=9)
    others = by_sms(1, prefix="+2127")

    found = domain.folded(
        domain.line(one, parts, PRICES) for one, parts in ((alone, 1), (others, 1), (home, 2))
    )

    assert [(one.messages, one.people, one.parts, one.cost) for one in found] == [
        (10, 16, 13, 13 * 400),
        (1, 1, 1, 500),
    ]


def test_a_part_of_the_people_is_that_part_of_each_destination() -> None:
    whole = [by_sms(100, people=150), by_sms(10)]

    assert domain.shared_out(whole, reachable=160, chosen=None) == whole
    assert domain.shared_out(whole, reachable=160, chosen=200) == whole
    [first, second] = domain.shared_out(whole, reachable=160, chosen=80)
    assert (first.messages, first.people, second.messages) == (50, 75, 5)


@given(
    st.lists(st.tuples(st.integers(1, 50), st.integers(0, 900)), max_size=6),
    st.integers(0, 30_000),
)
def test_nobody_is_untold_while_money_is_there_and_not_more_than_there_are(
    given_lines: list[tuple[int, int]], left: int
) -> None:
    lines = [paying(people, cost) for people, cost in given_lines]
    untold = domain.unpaid(lines, left)
    dear = [each for each in lines if each.cost]

    assert domain.unpaid(lines, None) == 0
    assert 0 <= untold <= sum(each.people for each in dear)
    assert (untold > 0) == (sum(each.cost for each in lines) > left)


def test_half_the_money_leaves_half_the_people_untold() -> None:
    assert domain.unpaid([paying(100, 40_000), paying(50, 0)], 20_000) == 50


def line_of(parts: int, prefix: str = "+212") -> QuoteLine:
    return QuoteLine(
        language="fr", prefix=prefix, messages=parts, people=parts, parts=parts, a_part=1
    )


@pytest.mark.parametrize(
    ("paces", "seconds"),
    [
        ([Pace(parts_per_second=10)], 120),
        # Two alike share it; one that carries a tenth of it holds up the whole of its half.
        ([Pace(parts_per_second=10), Pace(parts_per_second=10.5)], 60),
        ([Pace(parts_per_second=1), Pace(parts_per_second=10)], 600),
        ([Pace(parts_per_second=1), Pace(parts_per_second=10, weight=9)], 120),
        # Numbers go by whom their beginning is longest at.
        ([Pace(parts_per_second=1), Pace(parts_per_second=20, prefixes=("+212",))], 60),
        ([], 120),
    ],
)
def test_it_takes_as_long_as_the_providers_paces_say(paces: list[Pace], seconds: int) -> None:
    assert domain.work([line_of(1200)], 0, paces) == timedelta(seconds=seconds)


def test_mails_and_sms_go_at_once_and_the_longer_counts() -> None:
    assert domain.work([line_of(100)], 20_000, [Pace(parts_per_second=10)]) == timedelta(
        seconds=1000
    )
    assert domain.work([], 0, []) == timedelta()
