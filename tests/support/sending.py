"""What pages about sending are shown with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from shared.contracts.members import Destination, Destinations
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
    Quote,
    QuoteKept,
    QuoteLine,
    QuotesKept,
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


def destinations() -> Destinations:
    """Count the people of `examples.a_preview` by where they are told."""
    told = (
        ("sms", "ar", "+212", 698, 698),
        ("sms", "ar", "+212", 22, 44),
        ("sms", "fr", "+212", 380, 380),
        ("sms", "fr", "+33", 21, 21),
        ("sms", "zgh", "+212", 97, 97),
        ("email", "ar", "", 310, 310),
        ("email", "fr", "", 288, 288),
        ("email", "en", "", 35, 35),
    )
    return Destinations(
        people=2041,
        reachable=1873,
        destinations=[
            Destination(
                channel=channel,  # type: ignore[arg-type]
                language=language,  # type: ignore[arg-type]
                prefix=prefix,
                messages=messages,
                people=people,
                names=people // messages,
            )
            for channel, language, prefix, messages, people in told
        ],
    )


def a_quote(**changes: Any) -> Quote:
    def line(language: str, prefix: str, messages: int, parts: int, a_part: int) -> QuoteLine:
        return QuoteLine(
            language=language,  # type: ignore[arg-type]
            prefix=prefix,
            messages=messages,
            people=messages,
            parts=parts,
            cost=parts * a_part,
            a_part=a_part,
        )

    lines = [
        line("ar", "+212", 720, 1462, 420),
        line("fr", "+212", 380, 380, 420),
        line("fr", "+33", 21, 21, 890),
        line("zgh", "+212", 97, 194, 420),
    ]
    quote = Quote(
        lines=lines,
        sms=1218,
        mails=633,
        people_by_sms=1240,
        parts=2057,
        cost=sum(each.cost for each in lines),
        priced=True,
        left_of_month=4_512_360,
        left_of_event=2_500_000,
        alone_up_to=2000,
        begins_at=examples.START - timedelta(days=21),
        ends_at=examples.START - timedelta(days=21) + timedelta(minutes=4),
    )
    return replace(quote, **changes)


def quotes_kept() -> QuotesKept:
    """Tell what was expected of the send of `examples.a_send`, and of a wave that has not gone."""

    def kept(parts: int, cost: int, **more: Any) -> QuoteKept:
        at = examples.START - timedelta(days=21)
        return QuoteKept(
            kind="invitation",
            quoted_at=at,
            sms=1218,
            mails=633,
            parts=parts,
            cost=cost,
            priced=True,
            ends_at=at + timedelta(minutes=4),
            **more,
        )

    return QuotesKept(
        quotes=[kept(2057, 873_810, send_id=examples.a_send().send_id), kept(410, 172_200)]
    )


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
