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
from services.members.errors import SimplePassword
from shared.edge.aside import aside

AT_ONCE = 2
"""More threads that compute than the machine has cores stall the one that answers."""

FEWEST_GUESSES = 10**8
"""At the pace of Argon2id a year and more of one machine; zxcvbn calls it safe against most."""

LONGEST_JUDGED = 72
"""Judging takes longer with the square of the length; the beginning of a long one is enough."""

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
    if is_guessed_soon(normal):
        raise SimplePassword
    with _turns:
        return aside(_hasher.hash, normal)


def is_guessed_soon(password: str) -> bool:
    """
    Tell whether a thief who knows the passwords that people choose needs few guesses (zxcvbn).

    It knows the most common ones, first and family names, words, dates and rows of keys.
    """
    # Its lists take 14 MB: they are there once somebody chooses a password.
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]  # noqa: PLC0415 - it has no types

    guesses: int = zxcvbn(password[:LONGEST_JUDGED])["guesses"]
    return guesses < FEWEST_GUESSES


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
