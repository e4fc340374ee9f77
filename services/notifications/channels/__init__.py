"""The ways out: one small interface, owned by the sender; a module for each kind of provider."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.notifications.domain import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message that was claimed: a finished text for one address."""

    delivery_id: UUID
    address: str
    content: bytes | str


class Lease:
    """What is left of a claim, by the monotonic clock: a first byte after its end may double."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    @property
    def over(self) -> bool:
        return time.monotonic() >= self._until


class Channel(Protocol):
    """A way out. `window` is how many messages may be on their way at once."""

    window: int

    def send_all(
        self, messages: Sequence[Outgoing], lease: Lease
    ) -> Iterator[tuple[UUID, Outcome]]:
        """Try every message once and tell for each what came of it; never raises."""
