"""What the events service needs to know from outside."""

from __future__ import annotations

from dataclasses import dataclass

from shared.settings import Secret, ServiceSettings, bad_keys


@dataclass(frozen=True, kw_only=True)
class Settings(ServiceSettings):
    """`codes_key` makes and finds invitation codes; `offer_hours` is how long a place is held."""

    codes_key: Secret
    offer_hours: int = 24

    def problems(self) -> list[str]:
        found = super().problems() + bad_keys(self, "codes_key")
        if self.offer_hours < 1:
            found.append("OFFER_HOURS is at least 1")
        return found
