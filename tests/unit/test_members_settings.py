"""What the processes of members refuse to start with, and when a second factor is required."""

from __future__ import annotations

import base64

import pytest
from cryptography.fernet import Fernet

from services.members.settings import JobsSettings, Settings
from shared.settings import UnusableSettings, read

KEY = base64.b64encode(bytes(range(32))).decode()
GOOD = {
    "MULTAQA_MODE": "production",
    "DATABASE_URL": "postgresql://members:secret@db/members",
    "BROKER_URL": "amqp://members:secret@broker/multaqa",
    "PARKING_KEY": Fernet.generate_key().decode(),
    "ACTOR_VERIFY_KEY": KEY,
    "ACTOR_SIGNING_KEY": KEY,
    "SECOND_FACTOR_KEY": Fernet.generate_key().decode(),
    "VAULT_KEY": Fernet.generate_key().decode(),
    "VAULT_DATABASE_URL": "postgresql://members_vault:secret@127.0.0.1/members",
}


@pytest.mark.parametrize(
    ("mode", "said", "strict"),
    [
        ("production", None, True),
        ("development", None, False),
        ("test", None, False),
        ("production", "no", False),
        ("development", "yes", True),
    ],
)
def test_a_second_factor_is_required_in_production_unless_it_is_said_otherwise(
    mode: str, said: str | None, *, strict: bool
) -> None:
    told = {} if said is None else {"REQUIRE_SECOND_FACTOR": said}

    assert read(Settings, GOOD | {"MULTAQA_MODE": mode} | told).strict is strict


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECOND_FACTOR_KEY", ""),
        ("SECOND_FACTOR_KEY", "too short"),
        ("VAULT_KEY", "too short"),
        ("VAULT_DATABASE_URL", "nowhere"),
        ("REQUIRE_SECOND_FACTOR", "perhaps"),
        ("ACTOR_SIGNING_KEY", "too short"),
    ],
)
def test_what_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(UnusableSettings, match=name):
        read(Settings, GOOD | {name: value})


@pytest.mark.parametrize("name", ["LINKS_KEY", "VAULT_KEY", "VAULT_DATABASE_URL"])
def test_the_background_process_needs_the_keys_of_links_and_of_the_vault(name: str) -> None:
    known = GOOD | {"LINKS_KEY": Fernet.generate_key().decode()}
    with pytest.raises(UnusableSettings, match=f"{name} is not set"):
        read(JobsSettings, {key: value for key, value in known.items() if key != name})

    settings = read(JobsSettings, known)
    assert not hasattr(settings, "second_factor_key")
    assert "***" in repr(settings)
