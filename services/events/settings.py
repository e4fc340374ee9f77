"""What the events service needs to know from outside."""

from __future__ import annotations

from dataclasses import dataclass

from services.events.domain.holding import Hold
from shared.settings import Secret, ServiceSettings, bad_keys


@dataclass(frozen=True, kw_only=True)
class Settings(ServiceSettings):
    """
    `codes_key` makes and finds invitation codes.

    `offer_hours` is how long a place is held; the association's quiet hours do not count.
    """

    codes_key: Secret
    offer_hours: int = 12

    @property
    def hold(self) -> Hold:
        """How long a place that is offered is held."""
        return Hold(hours=self.offer_hours)

    def problems(self) -> list[str]:
        found = super().problems() + bad_keys(self, "codes_key")
        if not 1 <= self.offer_hours <= 1000:
            found.append("OFFER_HOURS is from 1 to 1000")
        return found
