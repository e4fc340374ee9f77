"""The codes of invitations."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from datetime import timedelta
from uuid import UUID

CODE_LENGTH = 9
CODE_LIVES_AFTER = timedelta(days=60)
CALENDAR_SECRET = re.compile(r"[A-Za-z0-9_-]{22}")
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def make_code(key: bytes, event_id: UUID, holder_id: UUID, n: int) -> str:
    """
    Make an invitation's code: 9 base58 characters, about 52 bits, of HMAC-SHA256 (RFC 2104).

    `n` is raised when another invitation has the same code already.
    """
    material = b"invitation\0" + event_id.bytes + holder_id.bytes + n.to_bytes(4, "big")
    number = int.from_bytes(hmac.digest(key, material, "sha256"), "big")
    letters = []
    for _ in range(CODE_LENGTH):
        number, index = divmod(number, len(BASE58))
        letters.append(BASE58[index])
    return "".join(letters)


def make_calendar_secret(key: bytes, member_id: UUID, n: int) -> str:
    """Make the secret of a person's calendar address: 128 bits; another `n`, another secret."""
    material = b"calendar\0" + member_id.bytes + n.to_bytes(4, "big")
    return base64.urlsafe_b64encode(hmac.digest(key, material, "sha256")[:16]).decode()[:22]


def calendar_hash(key: bytes, secret: str) -> bytes:
    """Give what a calendar is looked up by; without the key it leads nowhere."""
    return hmac.digest(key, b"calendar lookup\0" + secret.encode(), hashlib.sha256)


def looks_like_calendar_secret(secret: str) -> bool:
    """Tell whether it is worth a look into the database."""
    return bool(CALENDAR_SECRET.fullmatch(secret))


def code_hash(key: bytes, code: str) -> bytes:
    """Give what a code is looked up by; without the key it leads nowhere."""
    return hmac.digest(key, b"lookup\0" + code.encode(), hashlib.sha256)


def looks_like_code(code: str) -> bool:
    """Tell whether it is worth a look into the database."""
    return len(code) == CODE_LENGTH and all(letter in BASE58 for letter in code)
