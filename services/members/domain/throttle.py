"""
How often somebody may try to sign in.

Three limits, so that neither guessing one password nor trying one password everywhere works, and
so that strangers cannot lock an owner out: who signed in from a place before is not held back
there by what others do elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.members.errors import TooManyTries

WINDOW = timedelta(minutes=15)
REMEMBERED = timedelta(days=30)
"""How long it is known from where an account was signed in to."""

HERE_LIMIT = 10
ORIGIN_LIMIT = 50
ACCOUNT_LIMIT = 100


@dataclass(frozen=True, kw_only=True)
class Tries:
    """Failed tries within the window; `oldest` is when the first of them was."""

    here: int
    origin: int
    account: int
    known_here: bool
    oldest: datetime | None


def allow(tries: Tries, now: datetime) -> None:
    """Raise TooManyTries, with the minutes until a try counts again, if this is one too many."""
    by_strangers = tries.account >= ACCOUNT_LIMIT and not tries.known_here
    if tries.here < HERE_LIMIT and tries.origin < ORIGIN_LIMIT and not by_strangers:
        return
    left = (tries.oldest or now) + WINDOW - now
    raise TooManyTries(minutes=max(1, -(-int(left.total_seconds()) // 60)))
