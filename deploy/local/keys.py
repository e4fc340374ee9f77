"""Secrets of one stack: made at its first start, kept in a file that only its owner can read."""

from __future__ import annotations

import base64
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from deploy.local import notes

SERVICES = ("members", "events", "notifications")
BROKER_USERS = (*SERVICES, "web", "relay", "admin")
DATABASE_ROLES = (
    "admin",
    "relay",
    *SERVICES,
    *(f"{service}_owner" for service in SERVICES),
    "members_vault",
)


def keep(path: Path) -> dict[str, str]:
    """Give the stack's secrets, adding those that are not there yet."""
    known: dict[str, str] = notes.read(path)
    missing = {name: value for name, value in _fresh().items() if name not in known}
    if missing:
        if "actor_signing_key" in missing or "actor_verify_key" in missing:
            missing |= _actor_keys()
        known |= missing
        notes.write(path, known)
    return known


def _fresh() -> dict[str, str]:
    return {
        "stack": secrets.token_hex(8),
        **{f"postgres_{role}": secrets.token_urlsafe(24) for role in DATABASE_ROLES},
        **{f"broker_{user}": secrets.token_urlsafe(24) for user in BROKER_USERS},
        **{f"parking_key_{service}": _fernet_key() for service in SERVICES},
        "cookie": secrets.token_hex(20).upper(),
        "codes_key": _random_key(),
        "suppression_key": _random_key(),
        "second_factor_key": _fernet_key(),
        "links_key": _fernet_key(),
        "vault_key": _fernet_key(),
        "secret_key": secrets.token_urlsafe(48),
        "sms_gateway": secrets.token_urlsafe(24),
        **_actor_keys(),
    }


def _random_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _fernet_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _actor_keys() -> dict[str, str]:
    """Make the pair with which members signs who acts, and the others verify it."""
    key = Ed25519PrivateKey.generate()
    return {
        "actor_signing_key": base64.b64encode(key.private_bytes_raw()).decode(),
        "actor_verify_key": base64.b64encode(key.public_key().public_bytes_raw()).decode(),
    }
