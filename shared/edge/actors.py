"""
Actor tokens: `members` signs who is acting and with which rights; every service checks it alone.

JSON Web Tokens (RFC 7519) signed with Ed25519 (RFC 8037), good for 60 seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.errors import NotAllowed, NotSignedIn

LIFETIME = timedelta(seconds=60)
ALGORITHM = "EdDSA"
AUDIENCE = "multaqa"


@dataclass(frozen=True, kw_only=True)
class ActorToken:
    """Who acts, as a service knows it."""

    staff_id: UUID
    role: str
    scopes: frozenset[str]

    def may(self, scope: str) -> None:
        """Raise NotAllowed unless this actor has the right."""
        if scope not in self.scopes:
            raise NotAllowed


def sign(signing_key: bytes, *, staff_id: UUID, role: str, scopes: list[str], now: datetime) -> str:
    """Make a token; `signing_key` is the 32-byte seed of an Ed25519 key."""
    claims = {
        "sub": str(staff_id),
        "role": role,
        "scope": " ".join(scopes),
        "aud": AUDIENCE,
        "iat": now,
        "exp": now + LIFETIME,
    }
    key = Ed25519PrivateKey.from_private_bytes(signing_key[:32])
    return jwt.encode(claims, key, algorithm=ALGORITHM)


def verify(verify_key: bytes, token: str | None) -> ActorToken:
    """Read a token; NotSignedIn unless it is whole, ours, and not older than its lifetime."""
    if not token:
        raise NotSignedIn
    key = Ed25519PublicKey.from_public_bytes(verify_key)
    try:
        claims = jwt.decode(
            token,
            key,
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            options={"require": ["exp", "iat", "sub", "aud"]},
        )
    except jwt.InvalidTokenError as error:
        raise NotSignedIn from error
    return ActorToken(
        staff_id=UUID(claims["sub"]),
        role=claims["role"],
        scopes=frozenset(claims["scope"].split()),
    )
