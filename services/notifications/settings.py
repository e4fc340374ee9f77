"""What the notifications service needs to know from outside."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from shared.settings import Secret, ServiceSettings, bad_keys


@dataclass(frozen=True, kw_only=True)
class Settings(ServiceSettings):
    """`public_url` is what personal links begin with; `suppression_key` hashes silent addresses."""

    suppression_key: Secret
    public_url: str
    association: str = "Multaqa"

    def problems(self) -> list[str]:
        found = super().problems() + bad_keys(self, "suppression_key")
        link = urlsplit(self.public_url)
        if link.scheme not in ("http", "https") or not link.netloc:
            found.append("PUBLIC_URL is no address such as https://example.org")
        elif self.production and link.scheme != "https":
            found.append("PUBLIC_URL is not https")
        return found


@dataclass(frozen=True, kw_only=True)
class SmsSettings(Settings):
    """How the SMS gateway is reached; `sms_window` rows are claimed and on their way at once."""

    sms_gateway_url: str
    sms_gateway_user: str
    sms_gateway_password: Secret
    sms_sender: str
    sms_window: int = 50
    sms_connections: int = 8

    def problems(self) -> list[str]:
        found = super().problems()
        if not 1 <= self.sms_window <= 50:
            found.append("SMS_WINDOW is between 1 and 50: it bounds what a crash leaves uncertain")
        if len(self.sms_sender) > 15:
            found.append("SMS_SENDER is longer than 15 characters")
        return found


@dataclass(frozen=True, kw_only=True)
class EmailSettings(Settings):
    """How the mail server is reached; `email_window` rows are claimed at once, per connection."""

    smtp_url: str
    mail_from: str
    email_window: int = 100

    def problems(self) -> list[str]:
        found = super().problems()
        if urlsplit(self.smtp_url).scheme not in ("smtp", "smtps"):
            found.append("SMTP_URL is no address such as smtp://mail.example.org:25")
        if not 1 <= self.email_window <= 100:
            found.append("EMAIL_WINDOW is between 1 and 100")
        return found
