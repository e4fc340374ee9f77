"""Which passwords are refused: too short or long, too simple, or the owner's own name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from services.members.domain.texts import fold
from services.members.errors import PersonalPassword, SimplePassword, WeakPassword

SHORTEST, LONGEST = 12, 128
SHORTEST_NAME = 4
"""Shorter names are in too many words to be told apart from them."""

_REPEATED = re.compile(r"(.+?)\1+.{0,3}", re.DOTALL)
_ROWS = (
    "0123456789",
    "1234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertzuiopasdfghjklyxcvbnm",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "ضصثقفغعهخحجدشسيبلاتنمكطئءؤرلاىةوزظ",
)


def refuse_weak(password: str, about: Iterable[str] = ()) -> None:
    """Raise WeakPassword, SimplePassword or PersonalPassword; there are no rules on its letters."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise WeakPassword
    if is_simple(password):
        raise SimplePassword
    folded = fold(password).replace(" ", "")
    if any(name in folded for name in names(about)):
        raise PersonalPassword


def is_simple(password: str) -> bool:
    """Tell whether it is one thing repeated, or goes along a row of letters or digits."""
    small = password.casefold()
    if _REPEATED.fullmatch(small):
        return True
    rows = [row * (LONGEST // len(row) + 2) for row in _ROWS]
    return any(small in row or small[::-1] in row for row in rows)


def names(about: Iterable[str]) -> set[str]:
    """Give the words of names, and of what stands before the @ of an address."""
    texts = [text.partition("@")[0] for text in about]
    whole = [fold(text).replace(" ", "") for text in texts]
    words = [word for text in texts for word in fold(text).split()]
    return {name for name in [*whole, *words] if len(name) >= SHORTEST_NAME}
