"""What `members` needs to know."""

from __future__ import annotations

from dataclasses import dataclass

from shared.settings import Secret, ServiceSettings, bad_keys


@dataclass(frozen=True, kw_only=True)
class Settings(ServiceSettings):
    """
    Settings of the process that answers `web`.

    `actor_signing_key` is the Ed25519 seed, in base64, whose public half every service verifies
    with. `association` is what the organisers' pages are headed with.
    """

    actor_signing_key: Secret
    association: str = "Multaqa"

    def problems(self) -> list[str]:
        return [*super().problems(), *bad_keys(self, "actor_signing_key")]
