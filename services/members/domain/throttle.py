"""
How often somebody may try to get in.

Three limits, so that neither guessing one password nor trying one password everywhere works, and
so that strangers cannot lock an owner out: who signed in from a place before is not held back
there by what others do elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.errors import TooManyTries

WINDOW = timedelta(minutes=15)
REMEMBERED = timedelta(days=30)
"""How long it is known from where an account was signed in to."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The most failed tries within the window, from one origin on one account, and from each."""

    here: int
    origin: int
    account: int


PASSWORDS = Limits(here=10, origin=50, account=100)
CODES = Limits(here=5, origin=50, account=20)
"""Fewer: a million codes of which three are good are guessed sooner than a password."""
LINKS = Limits(here=3, origin=20, account=5)
"""Each asking for a link counts as failed: it fills an inbox."""


@dataclass(frozen=True, kw_only=True)
class Tries:
    """Failed tries within the window; `oldest` is when the first of them was."""

    here: int
    origin: int
    account: int
    known_here: bool
    oldest: datetime | None


def allow(tries: Tries, now: datetime, limits: Limits = PASSWORDS) -> None:
    """Raise TooManyTries, with the minutes until a try counts again, if this is one too many."""
    by_strangers = tries.account >= limits.account and not tries.known_here
    if tries.here < limits.here and tries.origin < limits.origin and not by_strangers:
        return
    left = (tries.oldest or now) + WINDOW - now
    raise TooManyTries(minutes=max(1, -(-int(left.total_seconds()) // 60)))
