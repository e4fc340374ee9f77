"""What `web` refuses to start with."""

from __future__ import annotations

import pytest

from services.web.settings import Settings
from shared.settings import UnusableSettings, read

GOOD = {
    "MULTAQA_MODE": "production",
    "BROKER_URL": "amqp://web:secret@broker/multaqa",
    "SECRET_KEY": "k" * 32,
    "PUBLIC_URL": "https://multaqa.example",
}


def test_good_settings_are_read() -> None:
    settings = read(Settings, GOOD)

    assert settings.encrypted
    assert settings.production


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PUBLIC_URL", "", "PUBLIC_URL is not set"),
        ("PUBLIC_URL", "http://multaqa.example", "https://"),
        ("PUBLIC_URL", "multaqa.example", "not an address"),
        ("SECRET_KEY", "short", "shorter than 32"),
        ("SANDBOX_URL", "http://127.0.0.1:8026", "no sandbox"),
        ("TRUSTED_PROXIES", "-1", "at least 0"),
        ("MULTAQA_MODE", "prod", "none of"),
    ],
)
def test_production_refuses_to_start_and_names_what_is_wrong(
    name: str, value: str, said: str
) -> None:
    with pytest.raises(UnusableSettings, match=said):
        read(Settings, GOOD | {name: value})


@pytest.mark.parametrize("address", ["HTTPS://multaqa.example", " https://multaqa.example"])
def test_whatever_production_takes_for_https_closes_the_cookie(address: str) -> None:
    assert read(Settings, GOOD | {"PUBLIC_URL": address}).encrypted


def test_development_may_be_reached_without_encryption() -> None:
    settings = read(Settings, GOOD | {"MULTAQA_MODE": "development", "PUBLIC_URL": "http://x:1"})

    assert not settings.encrypted
