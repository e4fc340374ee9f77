"""What pages about sending are shown with."""

from __future__ import annotations

from datetime import date

from shared.contracts.notifications import (
    EventMoney,
    Hours,
    Money,
    MoneyRules,
    Price,
    Season,
    SendingRules,
)
from tests.support import examples


def sending_rules() -> SendingRules:
    return SendingRules(
        version=3,
        nights=Hours(begins="21:00", ends="09:00"),
        ramadan_nights=Hours(begins="02:00", ends="12:00"),
        ramadans=[
            Season(first=date(2027, 2, 8), last=date(2027, 3, 9)),
            Season(first=date(2028, 1, 28), last=date(2028, 2, 25)),
        ],
        fridays=Hours(begins="12:00", ends="14:30"),
        most_messages=4,
        in_days=7,
    )


def money() -> Money:
    rules = MoneyRules(
        version=2,
        prices=[Price(prefix="+212", a_part=420), Price(prefix="+33", a_part=890)],
        a_month=6_000_000,
        an_event=2_500_000,
        alone_up_to=2000,
    )
    return Money(rules=rules, month=date(2026, 11, 1), spent=1_487_640)


def event_money() -> EventMoney:
    return EventMoney(event_id=examples.an_id(1), spent=684_600, most=2_500_000)
