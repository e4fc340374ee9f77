"""What pages about sending are shown with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from shared.contracts.members import Destination, Destinations
from shared.contracts.notifications import (
    Correction,
    EventMoney,
    Failed,
    FindFailed,
    FindNotices,
    FindOwnTexts,
    FindPeopleByReason,
    ForgetText,
    HeldSend,
    Hours,
    KeepText,
    Kind,
    LookAtCorrection,
    LookAtRelease,
    Money,
    MoneyRules,
    Notice,
    Notices,
    OwnText,
    OwnTexts,
    PeopleByReason,
    Price,
    Quote,
    QuoteKept,
    QuoteLine,
    QuotesKept,
    Reason,
    Reasons,
    Season,
    SendingRules,
    ShowText,
    TextPreview,
    TextShown,
    TryText,
    Words,
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


def an_own_text(request: KeepText | ForgetText) -> OwnText:
    return OwnText(
        kind=request.kind,
        channel=request.channel,
        language=request.language,
        origin="event" if request.event_id else "association",
        version=4,
        at=examples.START - timedelta(days=21),
        by=examples.an_id(900),
    )


def own_texts(request: FindOwnTexts) -> OwnTexts:
    """Two texts of the association, and one of the event that is asked about."""
    one = OwnText(
        kind="invitation",
        channel="sms",
        language="fr",
        origin="association",
        version=3,
        at=examples.START - timedelta(days=30),
        by=examples.an_id(900),
    )
    texts = [one, replace(one, kind="reminder_day_before", channel="email", language="ar")]
    if request.event_id:
        texts.append(replace(one, origin="event", version=1))
    return OwnTexts(texts=texts)


SMS = Words(body="$association invite $names: $title, $when, $venue. Répondre ou stop: $link")
MAIL = Words(
    body="Bonjour $names,\n\n$association vous invite : $title.\n\nQuand : $when\nOù : $venue",
    subject="Invitation : $title",
    button="Répondre : oui, non, peut-être",
)


def a_text(request: ShowText) -> TextShown:
    """Show the text of an invitation, which is the association's in French and by SMS."""
    usual = SMS if request.channel == "sms" else MAIL
    ours = request.channel == "sms" and request.language == "fr"
    words = replace(usual, body="Salut $names! $title, $when. Tu viens? $link") if ours else usual
    fields = ["names", "title", "when", "venue", "online", "association", "until", "link"]
    return TextShown(
        words=words,
        origin="association" if ours else "usual",
        usual=usual,
        version=3 if ours and not request.event_id else 0,
        preview=a_preview(request, words),
        fields=fields if request.channel == "sms" else [*fields[:-1], "description", "link"],
        needed=["link"] if request.channel == "sms" else [],
    )


def a_preview(request: ShowText | TryText, words: Words) -> TextPreview:
    """Fill a text in, as far as a picture needs it."""
    filled = words.body
    for name, value in {
        "$names": "Fatima-Ezzahra",
        "$association": "FMAS",
        "$title": "Forum des jeunes de Tiznit",
        "$when": "20/02 18:00",
        "$venue": "Maison des jeunes",
        "$link": "fmas.ma/i/WWWWWWWWW",
    }.items():
        filled = filled.replace(name, value)
    sms = request.channel == "sms"
    return TextPreview(
        language=request.language,
        channel=request.channel,
        written_in=request.language,
        subject="" if sms else words.subject.replace("$title", "Forum des jeunes de Tiznit"),
        body=filled,
        segments=1 if sms else 0,
        encoding="gsm-7" if sms else "",
        button=words.button,
    )


def held_send(_: LookAtRelease, *, own: bool = False) -> HeldSend:
    """Show a send that was released, and whose words were changed afterwards."""
    return HeldSend(
        card=examples.an_open_event().card,
        kind="invitation",
        people=21_340,
        words="as it was looked at",
        previews=examples.some_texts(),
        own=own,
        withdrawn=True,
    )


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
    return replace(shown, previews=previews, quote=replace(a_quote(), held=True))


def failed(request: FindFailed) -> Failed:
    """Show whom a send did not reach, and what those who are asked for come to."""
    counts = {"rejected": 8, "bounced": 2, "unreachable": 5, "too_often": 41}
    chosen = sum(counts[why] for why in request.why) + 12 * request.unsure
    return Failed(
        chosen=chosen,
        quote=a_quote() if chosen else None,
        card=examples.an_open_event().card,
        kind="invitation",
        failed=counts,
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
