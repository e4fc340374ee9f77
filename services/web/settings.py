"""What `web` has to be told before it starts."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from shared.settings import CommonSettings, Secret


@dataclass(frozen=True, kw_only=True)
class Settings(CommonSettings):
    """
    `public_url` is the address young people and organisers see; links in messages begin with it.

    `trusted_proxies` is how many proxies stand in front and add to X-Forwarded-For.
    `sandbox_url` is where a development stack shows what was sent.
    """

    broker_url: Secret
    secret_key: Secret
    public_url: str
    sandbox_url: str = ""
    trusted_proxies: int = 0

    def problems(self) -> list[str]:
        found = super().problems()
        address = urlsplit(self.public_url)
        if address.scheme not in ("http", "https") or not address.netloc:
            found.append("PUBLIC_URL is not an address like https://multaqa.example")
        if self.production and address.scheme != "https":
            found.append("PUBLIC_URL does not begin with https://, which production needs")
        if self.production and self.sandbox_url:
            found.append("SANDBOX_URL is set, and production has no sandbox")
        if len(self.secret_key) < 32:
            found.append("SECRET_KEY is shorter than 32 characters")
        if self.trusted_proxies < 0:
            found.append("TRUSTED_PROXIES is at least 0")
        return found

    @property
    def encrypted(self) -> bool:
        """Whether browsers reach the site over https."""
        return urlsplit(self.public_url).scheme == "https"
