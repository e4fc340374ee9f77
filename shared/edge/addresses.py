"""
Proofs of address: `members` signs which e-mail address is an account's own.

Another service that is to write to whoever asks believes no address that a caller names, and
nobody has to be told it by the bus. JSON Web Tokens like those of actors, for another audience.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.edge.actors import ALGORITHM, LIFETIME
from shared.errors import InvalidRequest

AUDIENCE = "multaqa-address"


@dataclass(frozen=True, kw_only=True)
class ProvenAddress:
    """An address, and whose it is."""

    staff_id: UUID
    email: str
    name: str


def prove(signing_key: bytes, address: ProvenAddress, *, now: datetime) -> str:
    """Make a proof; `signing_key` is the 32-byte seed of an Ed25519 key."""
    claims = {
        "sub": str(address.staff_id),
        "email": address.email,
        "name": address.name,
        "aud": AUDIENCE,
        "iat": now,
        "exp": now + LIFETIME,
    }
    key = Ed25519PrivateKey.from_private_bytes(signing_key[:32])
    return jwt.encode(claims, key, algorithm=ALGORITHM)


def proven(verify_key: bytes, proof: str) -> ProvenAddress:
    """Read a proof; InvalidRequest unless it is whole, ours, and not older than its lifetime."""
    key = Ed25519PublicKey.from_public_bytes(verify_key)
    required = ["exp", "iat", "sub", "aud", "email", "name"]
    try:
        claims = jwt.decode(
            proof,
            key,
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            options={"require": required},
        )
    except jwt.InvalidTokenError as error:
        raise InvalidRequest(fields="proof") from error
    return ProvenAddress(
        staff_id=UUID(claims["sub"]), email=str(claims["email"]), name=str(claims["name"])
    )
