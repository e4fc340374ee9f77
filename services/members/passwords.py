"""
Passwords: Argon2id (RFC 9106), slow on purpose, and never in the way of anything else.

The parameters are those of OWASP's password storage guidance: 19 MiB, two passes, one lane.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from services.members.errors import WeakPassword

SHORTEST, LONGEST = 12, 128

P = ParamSpec("P")
R = TypeVar("R")

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
NOBODYS_HASH = _hasher.hash("the password of an account that does not exist")
"""Verified against for unknown accounts, so that they take as long as known ones."""


def hashed(password: str) -> str:
    """Hash a new password; WeakPassword unless it has 12 to 128 characters."""
    normal = _normal(password)
    if not SHORTEST <= len(normal) <= LONGEST:
        raise WeakPassword
    return _aside(_hasher.hash, normal)


def fits(password: str, password_hash: str) -> bool:
    """Tell whether it is the password; takes as long for a wrong one."""
    return _aside(_verify, _normal(password)[: LONGEST + 1], password_hash)


def _verify(password: str, password_hash: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    """One password can be typed in two forms of Unicode, on two keyboards."""
    return unicodedata.normalize("NFC", password.encode("utf-8", "replace").decode())


def _aside(act: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """In a green process, do it in a real thread: tens of milliseconds would freeze all others."""
    if "eventlet" not in sys.modules:
        return act(*args, **kwargs)
    from eventlet import tpool  # noqa: PLC0415 - the command line does without

    result: R = tpool.execute(act, *args, **kwargs)
    return result
