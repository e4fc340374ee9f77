"""What a correction, or a send again to those it did not reach, would come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil

from services.notifications import domain
from services.notifications.operations import quoting
from services.notifications.operations.quoting import Ground
from services.notifications.store import NotificationsStore
from services.notifications.store.base import Row
from shared.contracts.events import Card, Said
from shared.contracts.notifications import Kind, Quote, QuoteSend

COUNTED_AT_MOST = 10_000
"""Rows that came to nothing are looked at one by one: so many, then it is said to be more."""


LOOKED_AT = 10_000
"""Of more than that a part is counted for a quote: who corrects a wrong hour is in a hurry."""

PARTS = 256
UNCOUNTED = 1_000_000_000


@dataclass(frozen=True, kw_only=True)
class About:
    """
    A send of which something is said once more, its event, and to how many people.

    `more` when there are others that were not counted.
    """

    send: Row
    card: Card
    people: int
    more: bool = False

    @property
    def meant(self) -> int:
        """By how many people a second person is asked for: too many when nobody counted them."""
        return UNCOUNTED if self.more else self.people


def of_correction(
    store: NotificationsStore,
    about: About,
    said: Mapping[str, Said],
    ground: Ground,
    *,
    now: datetime,
) -> Quote | None:
    """Say what a correction would come to; None while nothing is said."""
    if not said:
        return None
    share = min(PARTS, max(1, ceil(PARTS * LOOKED_AT / max(about.people, 1))))
    counted = Counted(
        rows=store.where_a_correction_goes(about.send["id"], share), times=PARTS / share
    )
    return _quote(store, about, counted, QuoteOf("correction", dict(said)), ground, now)


def of_send_again(
    store: NotificationsStore,
    about: About,
    wanted: Sequence[str],
    ground: Ground,
    *,
    now: datetime,
) -> Quote | None:
    """Say what a send again to those would come to whom it did not reach; None for nobody."""
    if not about.people:
        return None
    rows = store.where_a_send_again_goes(
        about.send,
        wanted,
        useful_until=starts(about.send, about.card),
        now=now,
        limit=LOOKED_AT,
    )
    found = rows[0]["found"] if rows else 0
    counted = Counted(rows=rows, times=max(about.people / found, 1.0) if found else 1.0)
    texts = (about.send["said"] or {}).get("texts", [])
    said = {each["language"]: Said(title=each["title"], text=each["text"]) for each in texts}
    return _quote(store, about, counted, QuoteOf(about.send["kind"], said), ground, now)


def keep(
    store: NotificationsStore, begun: Row | None, expected: Quote | None, now: datetime
) -> None:
    """Keep what was expected with what was begun."""
    if begun and expected:
        quoting.keep_with(store, begun, expected, now=now)


def starts(send: Row, card: Card) -> datetime | None:
    """Say until when a send is of use if it is about the start of its event."""
    return card.starts_at if send["kind"] in domain.ABOUT_THE_START else None


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What was counted of those it goes to, and how many times as many they are in all."""

    rows: Sequence[Row]
    times: float


@dataclass(frozen=True)
class QuoteOf:
    """What is said, by which kind of message."""

    kind: Kind
    said: dict[str, Said]


def _quote(
    store: NotificationsStore,
    about: About,
    counted: Counted,
    what: QuoteOf,
    ground: Ground,
    now: datetime,
) -> Quote:
    wish = QuoteSend(
        card=about.card,
        kind=what.kind,
        said=what.said,
        destinations=quoting.destinations(store, counted.rows, ground, times=counted.times),
        reachable=about.people,
        meant=about.meant,
        begins_at=now,
    )
    quote = quoting.quote_in(store, wish, ground, now=now)
    return replace(quote, about=counted.times > 1 or about.more)
