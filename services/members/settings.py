"""What `members` needs to know."""

from __future__ import annotations

from dataclasses import dataclass

from shared.settings import (
    Secret,
    ServiceSettings,
    bad_database_address,
    bad_fernet_key,
    bad_keys,
)


@dataclass(frozen=True, kw_only=True)
class Settings(ServiceSettings):
    """
    Settings of the process that answers `web`.

    `actor_signing_key` is the Ed25519 seed, in base64, whose public half every service verifies
    with. `second_factor_key` encrypts the secrets of second factors; without it nobody who has
    one gets in. `vault_database_url` is the same database as the role `members_vault`, `vault_key`
    encrypts what stands there. `association` is what the organisers' pages are headed with.

    With `require_second_factor`, which is so in production unless it is said otherwise, whoever
    may publish, write members or manage the staff only reads until a second factor is set up.

    `sign_up_sms_per_hour` bounds what all who join together cost; `sign_up_countries` are those,
    as MA or MA,FR, to whose mobile numbers a code is sent.
    """

    actor_signing_key: Secret
    second_factor_key: Secret
    vault_database_url: Secret
    vault_key: Secret
    association: str = "Multaqa"
    require_second_factor: bool | None = None
    sign_up_sms_per_hour: int = 200
    sign_up_countries: str = "MA"

    @property
    def strict(self) -> bool:
        chosen = self.require_second_factor
        return self.production if chosen is None else chosen

    @property
    def countries(self) -> set[str]:
        return {code.strip().upper() for code in self.sign_up_countries.split(",")}

    def problems(self) -> list[str]:
        bad_countries = any(len(code) != 2 or not code.isalpha() for code in self.countries)
        return [
            *super().problems(),
            *(["SIGN_UP_COUNTRIES is no list such as MA,FR"] if bad_countries else []),
            *(["SIGN_UP_SMS_PER_HOUR is at least 0"] if self.sign_up_sms_per_hour < 0 else []),
            *bad_keys(self, "actor_signing_key"),
            *bad_fernet_key("SECOND_FACTOR_KEY", self.second_factor_key),
            *bad_fernet_key("VAULT_KEY", self.vault_key),
            *bad_database_address("VAULT_DATABASE_URL", self.vault_database_url),
        ]


@dataclass(frozen=True, kw_only=True)
class JobsSettings(ServiceSettings):
    """
    Settings of the process that works in the background.

    `links_key` encrypts what links end in; the process that writes the mails has the same. The
    vault is opened for waves that mix sectors, and to take out answers whose time is over.
    """

    links_key: Secret
    vault_database_url: Secret
    vault_key: Secret

    def problems(self) -> list[str]:
        return [
            *super().problems(),
            *bad_fernet_key("LINKS_KEY", self.links_key),
            *bad_fernet_key("VAULT_KEY", self.vault_key),
            *bad_database_address("VAULT_DATABASE_URL", self.vault_database_url),
        ]
