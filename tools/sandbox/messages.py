"""The sandbox's words: what is handed in, and what is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Channel(StrEnum):
    SMS = "sms"
    EMAIL = "email"


class Coding(StrEnum):
    """How the characters of an SMS travel; it decides how many fit in a segment."""

    GSM_7 = "GSM-7"
    BYTES_8 = "8-bit"
    UCS_2 = "UCS-2"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptOrder:
    """A delivery report to call back: `status` 8 is "the network has it", 1 "the phone has it"."""

    status: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """
    What one SMS request or one SMTP transaction hands over, to one or more recipients.

    `reference` is the sender's own name for the message: the `ref` in an SMS's receipt URL, an
    e-mail's Message-ID. Two submissions with one reference are the same message sent twice.
    """

    channel: Channel
    sender: str
    recipients: tuple[str, ...]
    reference: str | None
    received_at: datetime
    text: str = ""
    coding: Coding | None = None
    subject: str = ""
    raw: bytes | None = None
    receipts: tuple[ReceiptOrder, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """One message as it arrived at one recipient; `attempt` counts the same reference, from 1."""

    id: int
    channel: Channel
    sender: str
    recipient: str
    reference: str | None
    attempt: int
    received_at: datetime
    text: str
    coding: Coding | None
    subject: str
    raw: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondent:
    """A phone or an inbox, with the last message that came to it."""

    channel: Channel
    address: str
    messages: int
    last: Accepted


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Totals since the folder was new; `duplicates` counts submissions of a known reference."""

    sms: int
    email: int
    phones: int
    inboxes: int
    duplicates: int
