"""What `notifications` announces, and what it answers to `web`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from shared.contracts.events import Card, Said
from shared.contracts.members import Channel, Language
from shared.contracts.wire import Message, Wire, published

Kind = Literal[
    "invitation",
    "confirmation",
    "place_offered",
    "cancellation",
    "reminder_day_before",
    "reminder_morning_of",
    "reminder_soon",
    "reminder_afterwards",
    "change",
    "chase",
    "announcement",
    "correction",
]


@published
@dataclass(frozen=True, kw_only=True)
class SmsBatchDue(Message):
    """Rows of the ledger are ready to go out by SMS; the rows say which, this only wakes."""

    type: ClassVar[str] = "sms_batch.due.v1"
    owner: ClassVar[str] = "notifications"

    batch_id: UUID


@published
@dataclass(frozen=True, kw_only=True)
class EmailBatchDue(Message):
    """Rows of the ledger are ready to go out by e-mail; the rows say which, this only wakes."""

    type: ClassVar[str] = "email_batch.due.v1"
    owner: ClassVar[str] = "notifications"

    batch_id: UUID


@published
@dataclass(frozen=True, kw_only=True)
class DeliverySettled(Message):
    """Where an event's invitation stands: absolute totals; a higher `version` replaces a lower."""

    type: ClassVar[str] = "delivery.settled.v1"
    owner: ClassVar[str] = "notifications"

    event_id: UUID
    send_id: UUID
    version: int
    totals: dict[str, int]


@published
@dataclass(frozen=True, kw_only=True)
class PlanCounted(Message):
    """
    How many people of a wave have rows in the ledger, told to whoever handed them over.

    `last_at` is when the last of them came; None when nobody has.
    """

    type: ClassVar[str] = "plan.counted.v1"
    owner: ClassVar[str] = "notifications"

    wave_id: UUID
    event_id: UUID
    planned: int
    last_at: datetime | None = None


# --- Commands and questions ------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class PreviewTexts(Wire):
    """
    How a message about a card reads, per language and channel, with the longest values.

    `said` is what an announcement says, by language.
    """

    card: Card
    languages: list[Language]
    kind: Kind = "invitation"
    said: dict[str, Said] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TextPreview(Wire):
    """
    One text; `segments` and `encoding` (gsm-7 or ucs-2) for SMS, `button` for mail. `written_in` is
    the language of the event's own text in it, other than `language` when it has none in that one.
    `short_domain_fits` when it would be one part if links had a domain of five characters.
    """

    language: Language
    channel: Channel
    written_in: str
    subject: str
    body: str
    segments: int = 0
    encoding: str = ""
    short_domain_fits: bool = False
    button: str = ""


@dataclass(frozen=True, kw_only=True)
class TextPreviews(Wire):
    previews: list[TextPreview]


@dataclass(frozen=True, kw_only=True)
class EventSends(Wire):
    """Asks for every send of an event."""

    event_id: UUID


@dataclass(frozen=True, kw_only=True)
class SendProgress(Wire):
    """
    Where one send stands.

    `totals` is keyed by channel, then by state of the ledger; its sum is the number of rows.
    `reasons` counts excluded rows by reason. `finished` when no row waits or is being sent.
    A send that is `held` waits for a second person; one that is `resumable` was stopped by hand,
    `stops` times by now.
    `held` says why nothing goes at the moment although rows are due, until `held_until` if it is
    known: `quiet_hours` or `budget`. `parts` of SMS were sent, and `cost` thousandths of a dirham.
    It `corrects` another send, or is another once more (`resends`). One that is `correctable` has
    reached somebody, one that is `mendable` has failed of something that can be mended. One that is
    `withdrawn` was released, and waits again because what it says was changed since.
    """

    send_id: UUID
    kind: Kind
    state: Literal["running", "stopped", "held"]
    created_at: datetime
    people: int
    totals: dict[str, dict[str, int]] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    finished: bool = False
    parts: int = 0
    cost: int = 0
    stops: int = 0
    resumable: bool = False
    held: str = ""
    held_until: datetime | None = None
    corrects: UUID | None = None
    resends: UUID | None = None
    correctable: bool = False
    mendable: bool = False
    withdrawn: bool = False


@dataclass(frozen=True, kw_only=True)
class SendsProgress(Wire):
    sends: list[SendProgress]


@dataclass(frozen=True, kw_only=True)
class StopSend(Wire):
    """No new message of this send starts; the same `command_id` again changes nothing."""

    command_id: UUID
    send_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReleaseSend(Wire):
    """
    A send to so many people may go; never said by whoever has asked for it.

    `words` stand for what it said when they looked at it: it goes with these and no others, and is
    refused if they hold no more. Without them, what it says now is released. The same `command_id`
    again changes nothing.
    """

    command_id: UUID
    send_id: UUID
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class LookAtRelease(Wire):
    """Asks how a send reads that waits for a second person."""

    send_id: UUID


@dataclass(frozen=True, kw_only=True)
class HeldSend(Wire):
    """
    A send that waits for a second person, as they release it.

    `words` stand for all that it says. `own` when whoever looks has asked for it, and somebody else
    has to release it; `withdrawn` when it was released, and what it says has changed since.
    """

    card: Card
    kind: Kind
    people: int
    words: str
    previews: list[TextPreview]
    own: bool = False
    withdrawn: bool = False


@dataclass(frozen=True, kw_only=True)
class ResumeSend(Wire):
    """A send that was stopped goes on; the same `command_id` again changes nothing."""

    command_id: UUID
    send_id: UUID


@dataclass(frozen=True, kw_only=True)
class OptOut(Wire):
    """
    Somebody behind an invitation's code wants no more SMS, or no more messages at all.

    It holds for every person at the address the code was sent to. With `member_id`, that is the
    address of this one person behind the code: a mail's own link says whose it is.
    """

    code: str
    channels: list[Channel]
    origin: str = ""
    member_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class OptedOut(Wire):
    """What is stopped from now on."""

    channels: list[Channel]


@dataclass(frozen=True, kw_only=True)
class StopOwnMessages(Wire):
    """
    A person wants no more messages on these channels; who it is stands in the token.

    It holds for every person at the person's address, like any stop.
    """

    channels: list[Channel]


@dataclass(frozen=True, kw_only=True)
class Silent(Wire):
    """A channel on which a person's address is silent; `since` is when that was last asked for."""

    channel: Channel
    since: datetime


@dataclass(frozen=True, kw_only=True)
class Silence(Wire):
    """Where a person's addresses are silent."""

    silent: list[Silent]
