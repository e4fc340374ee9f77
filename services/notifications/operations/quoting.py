"""What a send would come to: asked before it goes, and kept when it is meant for certain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from uuid import UUID

from services.notifications import domain
from services.notifications.domain import Pace
from services.notifications.operations import own_texts
from services.notifications.store import NotificationsStore
from services.notifications.store.base import Row
from services.notifications.texts import segments, sms
from services.notifications.texts.samples import longest_link
from services.notifications.texts.wording import Wording
from shared.contracts.members import Destination
from shared.contracts.notifications import (
    Beginnings,
    KeepQuote,
    MoneyRules,
    PreviewTexts,
    Quote,
    QuoteKept,
    QuoteSend,
    QuotesKept,
    SendingRules,
)
from shared.db.database import Database
from shared.messaging import commands


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What a quote is made on beside what is asked: how we write, and how things go out."""

    association: str
    public_url: str
    usual_rules: SendingRules
    usual_money: MoneyRules
    paces: Sequence[Pace] = ()


def beginnings(db: Database, ground: Ground) -> Beginnings:
    """Name the beginnings of numbers by which people have to be counted for a quote."""
    with db.transaction() as tx:
        rules = NotificationsStore(tx).money_rules() or ground.usual_money
    return Beginnings(prefixes=domain.beginnings(rules, ground.paces))


def quote(db: Database, request: QuoteSend, ground: Ground, *, now: datetime) -> Quote:
    """Say what a send would cost, what is there for it, and when it would be out."""
    with db.transaction() as tx:
        return quote_in(NotificationsStore(tx), request, ground, now=now)


def quote_in(
    store: NotificationsStore, request: QuoteSend, ground: Ground, *, now: datetime
) -> Quote:
    """Say it within a transaction."""
    decided = store.money_rules()
    money = decided or ground.usual_money
    rules = store.sending_rules() or ground.usual_rules
    spent = store.spent_in(domain.month_of(now, store.zone()))
    of_event = store.event_budget(request.card.event_id) or {"spent": 0, "most": None}
    wordings = own_texts.wordings_of(store, _texts(request), ground.association)
    names = own_texts.real_names(store)
    told = domain.shared_out(
        request.destinations, reachable=request.reachable, chosen=request.chosen
    )
    by_sms = [one for one in told if one.channel == "sms"]
    # However many beginnings there are, a text is written once for the names that are in it.
    named = {(one.language, one.names, one.wide) for one in by_sms}
    parts = {
        (language, people, wide): _parts(
            wordings[language], names.of(language, people, wide=wide), ground
        )
        for language, people, wide in named
    }
    counted = domain.folded(
        domain.line(one, parts[one.language, one.names, one.wide], money) for one in by_sms
    )
    lines = [each for each in counted if each.a_part is not None]
    mails = sum(one.messages for one in told if one.channel == "email")
    most = money.an_event if of_event["most"] is None else of_event["most"]
    left_of_month = None if money.a_month is None else max(money.a_month - spent, 0)
    left_of_event = None if most is None else max(most - of_event["spent"], 0)
    begins_at = max(request.begins_at or now, now)
    ends_at = domain.finish(request.kind, begins_at, domain.work(lines, mails, ground.paces), rules)
    return Quote(
        lines=counted,
        sms=sum(each.messages for each in lines),
        mails=mails,
        people_by_sms=sum(each.people for each in lines),
        nowhere=sum(each.messages for each in counted if each.a_part is None),
        parts=sum(each.parts for each in lines),
        cost=sum(each.cost for each in lines),
        priced=any(price.a_part for price in money.prices),
        left_of_month=left_of_month,
        left_of_event=left_of_event,
        unpaid=domain.unpaid(lines, domain.least(left_of_month, left_of_event)),
        held=domain.needs_second_person(request.meant, decided),
        alone_up_to=money.alone_up_to,
        begins_at=begins_at,
        ends_at=ends_at,
        late=begins_at < request.card.starts_at < ends_at,
    )


def destinations(
    store: NotificationsStore, rows: Iterable[Row], ground: Ground, *, times: float = 1.0
) -> list[Destination]:
    """
    Make counted rows of the ledger into destinations, under the longest beginning of each.

    Where a part was counted, all are so many `times` as many.
    """
    rules = store.money_rules() or ground.usual_money
    known = sorted(domain.beginnings(rules, ground.paces), key=len, reverse=True)
    return [
        Destination(
            channel=row["channel"],
            language=row["language"],
            messages=ceil(row["messages"] * times),
            people=ceil(row["people"] * times),
            prefix=next((p for p in known if row["beginning"].startswith(p)), ""),
            names=row["names"],
            wide=row["wide"],
        )
        for row in rows
    ]


def keep_with(store: NotificationsStore, send: Row, expected: Quote, *, now: datetime) -> None:
    """Keep what was expected of a send that begins in the same transaction."""
    command = KeepQuote(
        command_id=send["id"],
        event_id=send["event_id"],
        kind=send["kind"],
        sms=expected.sms,
        mails=expected.mails,
        parts=expected.parts,
        cost=expected.cost,
        priced=expected.priced,
        ends_at=expected.ends_at,
    )
    store.keep_quote(command, about=send["id"], send_id=send["id"], now=now)


def keep_quote(db: Database, command: KeepQuote, *, now: datetime) -> QuotesKept:
    """Keep what was expected of a send that was meant for certain."""
    with db.transaction() as tx:

        def act() -> QuotesKept:
            store = NotificationsStore(tx)
            about, send_id = _about(command)
            store.keep_quote(command, about=about, send_id=send_id, now=now)
            return _kept(store, command.event_id)

        return commands.once(tx, command.command_id, QuotesKept, act)


def quotes(db: Database, event_id: UUID) -> QuotesKept:
    """Give what was expected of an event's sends."""
    with db.transaction() as tx:
        return _kept(NotificationsStore(tx), event_id)


def _about(command: KeepQuote) -> tuple[UUID, UUID | None]:
    """Say what a quote is about, and of which send it is if that is known already."""
    if command.wave_id is None:
        send_id = domain.send_id(command.event_id, command.kind)
        return send_id, send_id
    return command.wave_id, command.wave_id if command.kind == "announcement" else None


def _kept(store: NotificationsStore, event_id: UUID) -> QuotesKept:
    return QuotesKept(quotes=[QuoteKept(**row) for row in store.quotes_of_event(event_id)])


def _texts(request: QuoteSend) -> PreviewTexts:
    """Ask for the texts of a send in each language that somebody is told in."""
    languages = list(dict.fromkeys(one.language for one in request.destinations))
    return PreviewTexts(
        card=request.card, languages=languages, kind=request.kind, said=request.said
    )


def _parts(wording: Wording, names: str, ground: Ground) -> int:
    """Count the parts of an SMS with such names, and the longest link."""
    return segments(sms(wording, names=names, link=longest_link(ground.public_url))).count
