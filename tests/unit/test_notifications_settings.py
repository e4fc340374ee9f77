"""What the settings of notifications tell when they are printed: no password."""

from __future__ import annotations

import base64

import pytest
from cryptography.fernet import Fernet

from services.notifications.settings import EmailSettings
from shared.settings import UnusableSettings, read

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


@pytest.mark.parametrize(
    ("url", "said", "encryption"),
    [
        ("smtp://mail.example.org", "", "demanded"),
        ("smtp://127.0.0.1:25", "", "offered"),
        ("smtp://localhost", "", "offered"),
        ("smtp://[::1]:25", "", "offered"),
        ("smtp://relay:25", "never", "never"),
        ("smtp://127.0.0.1", "demanded", "demanded"),
    ],
)
def test_mail_is_encrypted_unless_it_stays_on_the_machine(
    url: str, said: str, encryption: str
) -> None:
    settings = read(EmailSettings, GOOD | {"SMTP_URL": url, "SMTP_TLS": said})

    assert settings.encryption == encryption


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SMTP_URL", "https://mail.example"),
        ("SMTP_URL", "smtp://mail.example:2b5"),
        ("SMTP_URL", "smtp://[::1"),
        ("SMTP_URL", "smtp:mail.example"),
        ("SMTP_URL", "smtp://"),
        ("SMTP_URL", "smtps://post:caf%C3%A9@mail.example"),
        ("SMTP_TLS", "yes"),
        ("EMAIL_CONNECTIONS", "0"),
        ("EMAIL_PER_CONNECTION", "0"),
        ("EMAIL_WINDOW", "1"),
        ("MAIL_FROM", "Multaqa"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(UnusableSettings) as refused:
        read(EmailSettings, GOOD | {name: value})

    assert name in str(refused.value)
