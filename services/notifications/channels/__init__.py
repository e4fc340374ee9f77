"""The ways out: one small interface, owned by the sender; a module for each kind of provider."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.notifications.domain import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """
    One message that was claimed: a finished text for one address.

    After `useful_until` a provider that can forget it is asked to. Reports of an e-mail go to
    `returns`, if that is a place of its own.
    """

    delivery_id: UUID
    address: str
    content: bytes | str
    useful_until: datetime | None = None
    returns: str = ""


class Lease:
    """What is left of a claim, by the monotonic clock: a first byte after its end may double."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    @property
    def over(self) -> bool:
        return self.left <= 0

    @property
    def left(self) -> float:
        """Say how many seconds are left."""
        return self._until - time.monotonic()


class Channel(Protocol):
    """A way out. `window` is how many messages may be on their way at once."""

    window: int

    def send_all(
        self, messages: Sequence[Outgoing], lease: Lease
    ) -> Iterator[tuple[UUID, Outcome]]:
        """Try every message once and tell for each what came of it; never raises."""


class SmsChannel(Channel, Protocol):
    """
    A way out for SMS.

    `idempotent` when the provider takes our name of a message once only, however often it is
    said; then what is uncertain can be tried again there, and looked up.
    """

    idempotent: bool

    def look_up(self, delivery_id: UUID) -> Outcome | None:
        """Ask what became of a message that was perhaps sent; None when that cannot be known."""
