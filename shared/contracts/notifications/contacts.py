"""What `notifications` announces of the people whom it tells: their wishes, and their addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import ClassVar

from shared.contracts.members import Channel
from shared.contracts.wire import AboutMembers, published


@published
@dataclass(frozen=True, kw_only=True)
class ContactOptedOut(AboutMembers):
    """People asked not to be told any more on these channels."""

    type: ClassVar[str] = "contact.opted_out.v1"
    owner: ClassVar[str] = "notifications"

    channels: list[Channel]
    at: datetime


@published
@dataclass(frozen=True, kw_only=True)
class ContactOptInAsked(AboutMembers):
    """People asked, from their own number, to be told again on these channels."""

    type: ClassVar[str] = "contact.opt_in_asked.v1"
    owner: ClassVar[str] = "notifications"

    channels: list[Channel]
    at: datetime


@published
@dataclass(frozen=True, kw_only=True)
class ContactUnreachable(AboutMembers):
    """
    Nothing arrives at these people's address on a channel; `status` is RFC 3463's.

    `of_address` tells which it was (`ending_of`): they may have another one by now.
    """

    type: ClassVar[str] = "contact.unreachable.v1"
    owner: ClassVar[str] = "notifications"

    channel: Channel
    status: str
    at: datetime
    of_address: str = ""


def ending_of(address: str) -> str:
    """
    Give what tells an address from the one that it is corrected to.

    16 bits: thousands of addresses have the same, so that it says of nobody what theirs is.
    """
    return sha256(address.encode()).hexdigest()[:4]


@published
@dataclass(frozen=True, kw_only=True)
class ErasureConfirmed(AboutMembers):
    """Notifications holds nothing of these people any more but bare ids."""

    type: ClassVar[str] = "erasure.confirmed.v1"
    owner: ClassVar[str] = "notifications"
