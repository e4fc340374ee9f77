"""What pages about sending are shown with."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from shared.contracts.notifications import (
    EventMoney,
    FindNotices,
    Hours,
    Kind,
    Money,
    MoneyRules,
    Notice,
    Notices,
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


def notices(request: FindNotices) -> Notices:
    """Tell of the first of the people: sent, waiting, excluded; of the others nothing."""
    who = request.member_ids[0]
    at = examples.START - timedelta(days=21)

    def one(kind: Kind, channel: str, state: str, **more: Any) -> Notice:
        return Notice(
            send_id=examples.an_id(500),
            member_id=who,
            kind=kind,
            channel=channel,
            state=state,
            at=at,
            **more,
        )

    told = [
        one("invitation", "sms", "excluded", reason="opted_out"),
        one("invitation", "email", "sent", in_gap=True),
        one("confirmation", "sms", "delivered", shared=True),
        one(
            "announcement",
            "sms",
            "waiting",
            reason="quiet_hours",
            until=at + timedelta(hours=11),
        ),
    ]
    return Notices(notices=told)
