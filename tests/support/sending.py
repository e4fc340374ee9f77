"""What pages about sending are shown with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from shared.contracts.notifications import (
    Correction,
    EventMoney,
    Failed,
    FindNotices,
    FindPeopleByReason,
    Hours,
    Kind,
    LookAtCorrection,
    Money,
    MoneyRules,
    Notice,
    Notices,
    PeopleByReason,
    Price,
    Reason,
    Reasons,
    Season,
    SendingRules,
    TextPreview,
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


def correction(request: LookAtCorrection) -> Correction:
    """Show a correction: to whom, and how it reads when something is said."""
    shown = Correction(
        card=examples.an_open_event().card,
        kind="invitation",
        reached={"sms": {"reached": 852, "maybe": 12}, "email": {"reached": 433}},
        people=1288,
        going=True,
        held=True,
    )
    if not request.said:
        return shown
    sms = "FMAS, rectificatif: La salle est B, et non A. Voir ou stop: m.ma/i/7KQ2P9xwA"
    letter = "Bonjour Amina,\n\nLa salle est B, et non A."
    facts: dict[str, Any] = {"language": "fr", "written_in": "fr"}
    previews = [
        TextPreview(channel="sms", subject="", body=sms, segments=1, encoding="gsm-7", **facts),
        TextPreview(channel="email", subject="Rectificatif : Salle", body=letter, **facts),
        TextPreview(
            language="ar",
            written_in="fr",
            channel="sms",
            subject="",
            body="تصحيح من FMAS: La salle est B, et non A. للاطلاع أو الإيقاف: m.ma/i/7KQ2P9xwA",
            segments=2,
            encoding="ucs-2",
        ),
    ]
    return replace(shown, previews=previews)


def failed() -> Failed:
    return Failed(
        card=examples.an_open_event().card,
        kind="invitation",
        failed={"rejected": 8, "bounced": 2, "unreachable": 5, "too_often": 41},
        unsure=12,
    )


def reasons() -> Reasons:
    rows = [
        ("sms", "delivered", "", 612),
        ("sms", "sent", "", 240),
        ("email", "sent", "", 433),
        ("sms", "covered", "", 19),
        ("sms", "failed", "http-400", 8),
        ("email", "failed", "bounce-5.1.1", 2),
        ("sms", "expired", "too_often", 41),
        ("sms", "uncertain", "sender_lost", 12),
        ("sms", "excluded", "opted_out", 30),
        ("email", "excluded", "opted_out", 11),
        ("none", "excluded", "no_contact", 21),
        ("none", "excluded", "no_consent", 64),
    ]
    found = [Reason(channel=c, state=s, reason=r, rows=n) for c, s, r, n in rows]
    return Reasons(reasons=found, in_gap=7)


def people_by_reason(request: FindPeopleByReason) -> PeopleByReason:
    """Name three people, of whom the last is not known to the reader, and a page after them."""
    at = examples.START - timedelta(days=21)
    states = ("delivered", "uncertain", "failed")
    listed = [
        Notice(
            send_id=examples.an_id(500),
            kind="invitation",
            member_id=examples.an_id(100 + number),
            channel=request.channel or "sms",
            state=states[number] if request.in_gap else request.state or "excluded",
            reason=request.reason,
            at=at,
            in_gap=request.in_gap,
        )
        for number in range(3)
    ]
    return PeopleByReason(notices=listed, next=None if request.after else "the next")
