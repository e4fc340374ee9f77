"""What a send would cost and when it would be out: asked before it goes, and kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from shared.contracts.events import Card, Said
from shared.contracts.members import Destination, Language
from shared.contracts.notifications.sends import Kind
from shared.contracts.wire import Wire


@dataclass(frozen=True, kw_only=True)
class Beginnings(Wire):
    """Beginnings of numbers that differ in price or in who takes them: people are counted so."""

    prefixes: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class QuoteSend(Wire):
    """
    Asks what a send would come to, to these destinations of `reachable` people.

    With `chosen` only so many of them are told. `meant` is how many people it is for in all, also
    those who cannot be told. It would begin at `begins_at`, or now.
    """

    card: Card
    kind: Kind = "invitation"
    said: dict[str, Said] = field(default_factory=dict)
    destinations: list[Destination] = field(default_factory=list)
    reachable: int = 0
    chosen: int | None = None
    meant: int = 0
    begins_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class QuoteLine(Wire):
    """SMS in one language to numbers with one price; `a_part` is None where nothing goes."""

    language: Language
    prefix: str
    messages: int
    people: int
    parts: int = 0
    cost: int = 0
    a_part: int | None = None


@dataclass(frozen=True, kw_only=True)
class Quote(Wire):
    """
    What a send would come to, counted with the longest names; money in thousandths of a dirham.

    `parts` of `sms` to pay, which go; `nowhere` more would go to numbers that nothing is sent to.
    Without a price that is more than nothing (`priced`) the cost is not known. The budgets leave
    `left_of_month` and `left_of_event` (None: no limit); with these about `unpaid` people get no
    SMS. `held` when it waits for a second person. It would be out at `ends_at`, by the providers'
    paces and the hours at which nothing is sent; `late` when the event begins while it is
    going out. `about` when only a part of the people was counted: it may be a little more.
    """

    lines: list[QuoteLine] = field(default_factory=list)
    sms: int = 0
    mails: int = 0
    people_by_sms: int = 0
    nowhere: int = 0
    parts: int = 0
    cost: int = 0
    priced: bool = False
    left_of_month: int | None = None
    left_of_event: int | None = None
    unpaid: int = 0
    held: bool = False
    alone_up_to: int = 0
    begins_at: datetime
    ends_at: datetime
    late: bool = False
    about: bool = False


@dataclass(frozen=True, kw_only=True)
class KeepQuote(Wire):
    """
    What was expected of a send that was meant for certain: it is shown beside what it came to.

    `wave_id` is that of a later wave or of an announcement; without it, the first wave. The same
    `command_id` again changes nothing.
    """

    command_id: UUID
    event_id: UUID
    kind: Kind
    sms: int
    mails: int
    parts: int
    cost: int
    ends_at: datetime
    priced: bool = False
    wave_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class QuoteKept(Wire):
    """What was expected of one send of an event, and of which: None while it has not begun."""

    kind: Kind
    quoted_at: datetime
    sms: int
    mails: int
    parts: int
    cost: int
    priced: bool
    ends_at: datetime
    send_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class QuotesKept(Wire):
    """What was expected of an event's sends, the oldest first."""

    quotes: list[QuoteKept] = field(default_factory=list)
