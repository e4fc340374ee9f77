"""What a send would come to, on the page before it goes; and what was expected, afterwards."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.web import asking
from services.web.marks import derived
from shared.contracts.events import Card, Said
from shared.contracts.members import (
    Among,
    AudiencePreview,
    AudienceRule,
    CountDestinations,
    Destinations,
    Reach,
)
from shared.contracts.notifications import (
    EventMoneyRef,
    EventSends,
    KeepQuote,
    Kind,
    Quote,
    QuoteKept,
    QuoteSend,
    SendProgress,
)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """
    What is about to go: what, to whom of a rule, and when.

    Of those only `chosen`, if it is some of them; `meant` are all whom it is for, when that is
    more than are counted here.
    """

    card: Card
    rule: AudienceRule = field(default_factory=AudienceRule)
    among: Among = "all"
    kind: Kind = "invitation"
    said: dict[str, Said] = field(default_factory=dict)
    chosen: int | None = None
    meant: int | None = None
    begins_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Quoted:
    """Whom it would reach, and what it would come to: None while the sending gives no answer."""

    whom: AudiencePreview
    quote: Quote | None


def quoted(wanted: Wanted) -> Quoted:
    """Count whom it would reach, and say what that comes to."""
    prefixes = asking.part(lambda: asking.notifications().beginnings().prefixes)
    counted = asking.members().count_destinations(
        CountDestinations(
            rule=wanted.rule,
            prefixes=prefixes or [],
            event_id=wanted.card.event_id if wanted.among != "all" else None,
            among=wanted.among,
        )
    )
    wish = QuoteSend(
        card=wanted.card,
        kind=wanted.kind,
        said=wanted.said,
        destinations=counted.destinations,
        reachable=counted.reachable,
        chosen=wanted.chosen,
        meant=_first(wanted.chosen, wanted.meant, counted.people),
        begins_at=wanted.begins_at,
    )
    known = prefixes is not None
    quote = asking.part(lambda: asking.notifications().quote(wish)) if known else None
    return Quoted(whom=_whom(counted), quote=quote)


def expected(wanted: Wanted, command_id: UUID, wave_id: UUID | None = None) -> KeepQuote | None:
    """Say what is expected of a send that is meant for certain; None when nobody can say."""
    found = asking.part(lambda: quoted(wanted))
    if found is None or found.quote is None:
        return None
    quote = found.quote
    return KeepQuote(
        command_id=derived(command_id, "quote"),
        event_id=wanted.card.event_id,
        kind=wanted.kind,
        wave_id=wave_id,
        sms=quote.sms,
        mails=quote.mails,
        parts=quote.parts,
        cost=quote.cost,
        priced=quote.priced,
        ends_at=quote.ends_at,
    )


def keep(expected_of: KeepQuote | None) -> None:
    """Keep what was expected once the send was asked for; nothing hangs on it."""
    if expected_of is not None:
        command = expected_of
        asking.part(lambda: asking.notifications().keep_quote(command))


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One send beside what was expected of it; either may be missing."""

    kind: Kind
    at: datetime
    quote: QuoteKept | None
    send: SendProgress | None


def expected_of(event_id: UUID, send_id: UUID) -> list[QuoteKept]:
    """Give what was expected of a send, if somebody quoted it."""
    kept = asking.notifications().quotes(EventMoneyRef(event_id=event_id)).quotes
    return [quote for quote in kept if quote.send_id == send_id]


def compared(event_id: UUID) -> list[Compared]:
    """Put an event's sends beside what was expected of them, those that go to many first."""
    sends = asking.notifications().sends(EventSends(event_id=event_id)).sends
    kept = asking.notifications().quotes(EventMoneyRef(event_id=event_id)).quotes
    of_send = {quote.send_id: quote for quote in kept if quote.send_id}
    known = {send.send_id for send in sends}
    rows = [
        Compared(kind=s.kind, at=s.created_at, quote=of_send.get(s.send_id), send=s) for s in sends
    ]
    rows += [
        Compared(kind=quote.kind, at=quote.quoted_at, quote=quote, send=None)
        for quote in kept
        if quote.send_id not in known
    ]
    return sorted(rows, key=lambda row: row.at)


def _whom(counted: Destinations) -> AudiencePreview:
    people: Counter[tuple[str, str]] = Counter()
    for one in counted.destinations:
        people[one.channel, one.language] += one.people
    return AudiencePreview(
        people=counted.people,
        reachable=counted.reachable,
        reach=[
            Reach(channel=channel, language=language, people=number)  # type: ignore[arg-type]
            for (channel, language), number in people.items()
        ],
        excluded={},
    )


def _first(*numbers: int | None) -> int:
    return next(number for number in numbers if number is not None)
