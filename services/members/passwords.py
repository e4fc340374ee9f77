"""
Passwords: Argon2id (RFC 9106), slow on purpose, and never in the way of anything else.

The parameters are those of OWASP's password storage guidance: 19 MiB, two passes, one lane.
"""

from __future__ import annotations

import unicodedata
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from services.members.domain.weakness import LONGEST, refuse_weak
from shared.edge.aside import aside

AT_ONCE = 2
"""More threads that compute than the machine has cores stall the one that answers."""

_turns = BoundedSemaphore(AT_ONCE)
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
NOBODYS_HASH = _hasher.hash("the password of an account that does not exist")
"""Verified against for unknown accounts, so that they take as long as known ones."""


def hashed(password: str, *about: str) -> str:
    """
    Hash a new password; `about` are the owner's name and address, which must not be in it.

    WeakPassword, SimplePassword, PersonalPassword.
    """
    normal = _normal(password)
    refuse_weak(normal, about)
    with _turns:
        return aside(_hasher.hash, normal)


def fits(password: str, password_hash: str) -> bool:
    """Tell whether it is the password; takes as long for a wrong one."""
    with _turns:
        return aside(_verify, _normal(password)[: LONGEST + 1], password_hash)


def _verify(password: str, password_hash: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    """One password can be typed in two forms of Unicode, on two keyboards."""
    return unicodedata.normalize("NFC", password.encode("utf-8", "replace").decode())
