"""The ways out: one small interface, owned by the sender; a module for each kind of provider."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

import structlog

from services.notifications.channels.pace import Pace
from services.notifications.domain import Outcome

log = structlog.get_logger()


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


Unwanted = Callable[[], Collection[UUID] | None]


class Lease:
    """
    What is left of a claim, by the monotonic clock: a first byte after its end may double.

    `unwanted` says what of it is not to be sent any more, None: nothing of it. It is looked at now
    and then, whoever asks: whoever stops a send, or wants no more messages, waits for no window.
    """

    def __init__(self, seconds: float, unwanted: Unwanted = tuple) -> None:
        self._until = time.monotonic() + seconds
        self.unwanted = unwanted
        self._not_these: Collection[UUID] | None = ()
        self._looking = threading.Lock()
        self._look_at = time.monotonic() + LOOK_EVERY_S

    def refuses(self, message: Outgoing | None = None) -> bool:
        """
        Tell whether a message may not be begun any more, or none of them: the default.

        One that is begun is finished.
        """
        now = time.monotonic()
        if self._not_these is not None and now >= self._look_at:
            self._look_at = now + LOOK_EVERY_S
            self._look()
        not_these = self._not_these
        if not_these is None or self.over:
            return True
        return message is not None and message.delivery_id in not_these

    def _look(self) -> None:
        """Look once more; whoever asks sends: what breaks here loses no message."""
        try:
            found = self.unwanted()
        except Exception:
            log.exception("watch_failed")
            return
        with self._looking:  # several ask at once
            if self._not_these is not None:
                self._not_these = None if found is None else {*self._not_these, *found}

    def wait(self, seconds: float, message: Outgoing | None = None) -> bool:
        """Wait with what is not begun; False, and sooner, when it may not be any more."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if self.refuses(message):
                return False
            time.sleep(min(left, LOOK_EVERY_S / 2))
        return not self.refuses(message)

    @property
    def over(self) -> bool:
        return self.left <= 0

    @property
    def left(self) -> float:
        """Say how many seconds are left."""
        return self._until - time.monotonic()


class Channel(Protocol):
    """A way out. `window` is how many messages may be on their way at once."""

    @property
    def window(self) -> int: ...

    def send_all(
        self, messages: Sequence[Outgoing], lease: Lease
    ) -> Iterator[tuple[UUID, Outcome]]:
        """Try every message once and tell for each what came of it; never raises."""


class SmsChannel(Channel, Protocol):
    """
    A way out for SMS.

    `idempotent` when the provider takes our name of a message once only, however often it is
    said; then what is uncertain can be tried again there, and looked up. `pace` is its own.
    """

    idempotent: bool
    pace: Pace

    def look_up(self, delivery_id: UUID) -> Outcome | None:
        """Ask what became of a message that was perhaps sent; None when that cannot be known."""
