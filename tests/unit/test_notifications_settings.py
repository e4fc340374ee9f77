"""What the settings of notifications tell when they are printed: no password."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet

from services.notifications.settings import EmailSettings
from shared.settings import read

KEY = base64.b64encode(bytes(range(32))).decode()
GOOD = {
    "MULTAQA_MODE": "production",
    "DATABASE_URL": "postgresql://notifications:canary@db/notifications",
    "BROKER_URL": "amqp://notifications:canary@broker/multaqa",
    "PARKING_KEY": Fernet.generate_key().decode(),
    "ACTOR_VERIFY_KEY": KEY,
    "SUPPRESSION_KEY": KEY,
    "PUBLIC_URL": "https://multaqa.example",
    "SMTP_URL": "smtps://post:canary@mail.example:465",
    "MAIL_FROM": "Multaqa <post@multaqa.example>",
    "LINKS_KEY": Fernet.generate_key().decode(),
}


def test_the_mail_servers_password_is_not_printed_with_the_settings() -> None:
    settings = read(EmailSettings, GOOD)

    assert "canary" not in repr(settings)
    assert settings.smtp_url == GOOD["SMTP_URL"]
