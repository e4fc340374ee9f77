"""What the events service needs to know from outside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Self

from services.events.domain.holding import Hold
from shared.settings import Secret, ServiceSettings, bad_keys


class QuietHours(tuple[time, time]):
    """When the night begins and ends, written `21:00-09:00`; ValueError when it is no time."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        begin, _, end = text.partition("-")
        return super().__new__(cls, (time.fromisoformat(begin), time.fromisoformat(end)))


NIGHT = QuietHours("21:00-09:00")


@dataclass(frozen=True, kw_only=True)
class Settings(ServiceSettings):
    """
    `codes_key` makes and finds invitation codes.

    `offer_hours` is how long a place is held; `quiet_hours` do not count, by the event's clock.
    """

    codes_key: Secret
    offer_hours: int = 12
    quiet_hours: QuietHours = NIGHT

    @property
    def hold(self) -> Hold:
        """How long a place that is offered is held."""
        begin, end = self.quiet_hours
        return Hold(hours=self.offer_hours, quiet_from=begin, quiet_until=end)

    def problems(self) -> list[str]:
        found = super().problems() + bad_keys(self, "codes_key")
        if not 1 <= self.offer_hours <= 1000:
            found.append("OFFER_HOURS is from 1 to 1000")
        return found
