"""The ways out: one small interface, owned by the sender; a module for each kind of provider."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
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


LOOK_EVERY_S = 0.5
"""How often it is looked whether what is being sent was called off."""


class Lease:
    """
    What is left of a claim, by the monotonic clock: a first byte after its end may double.

    `wanted` says whether what is being sent is still to be sent: whoever stops a send waits for no
    window. It is looked at now and then, whoever asks.
    """

    def __init__(self, seconds: float, wanted: Callable[[], bool] = lambda: True) -> None:
        self._until = time.monotonic() + seconds
        self._wanted = wanted
        self._called_off = False
        self._look_at = time.monotonic() + LOOK_EVERY_S

    @property
    def ended(self) -> bool:
        """Whether no further message may be begun; one that is begun is finished."""
        now = time.monotonic()
        if not self._called_off and now >= self._look_at:
            self._look_at = now + LOOK_EVERY_S
            self._called_off = not self._wanted()
        return self._called_off or self.over

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
