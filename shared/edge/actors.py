"""
Actor tokens: `members` signs who is acting and with which rights; every service checks it alone.

JSON Web Tokens (RFC 7519) signed with Ed25519 (RFC 8037), good for 60 seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.db.limits import NO_LIMITS, Limits
from shared.errors import NotAllowed, NotSignedIn

LIFETIME = timedelta(seconds=60)
ALGORITHM = "EdDSA"
AUDIENCE = "multaqa"


@dataclass(frozen=True, kw_only=True)
class ActorToken:
    """Who acts, as a service knows it, and how far."""

    staff_id: UUID
    role: str
    scopes: frozenset[str]
    limits: Limits = NO_LIMITS

    def may(self, scope: str) -> None:
        """Raise NotAllowed unless this actor has the right."""
        if scope not in self.scopes:
            raise NotAllowed


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """Where somebody's rights end: at some rows, and at a moment."""

    limits: Limits = NO_LIMITS
    until: datetime | None = None


UNBOUNDED = Bounds()


def sign(
    signing_key: bytes,
    *,
    staff_id: UUID,
    role: str,
    scopes: list[str],
    now: datetime,
    bounds: Bounds = UNBOUNDED,
) -> str:
    """Make a token; `signing_key` is the 32-byte seed of an Ed25519 key."""
    ends = now + LIFETIME
    claims: dict[str, Any] = {
        "sub": str(staff_id),
        "role": role,
        "scope": " ".join(scopes),
        "aud": AUDIENCE,
        "iat": now,
        "exp": min(ends, bounds.until) if bounds.until else ends,
    }
    if bounds.limits.regions is not None:
        claims["regions"] = bounds.limits.regions
    if bounds.limits.events is not None:
        claims["events"] = [str(event_id) for event_id in bounds.limits.events]
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
        limits=_limits(claims),
    )


def _limits(claims: dict[str, Any]) -> Limits:
    regions, events = claims.get("regions"), claims.get("events")
    return Limits(
        regions=None if regions is None else [str(code) for code in regions],
        events=None if events is None else [UUID(event_id) for event_id in events],
    )
