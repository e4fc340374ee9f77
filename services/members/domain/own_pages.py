"""What is shown on a person's own page, and what may be typed into it."""

from __future__ import annotations

import re

from services.members.domain.texts import clean, western_digits
from services.members.errors import BadQuietTimes

_TIME = re.compile(r"([01]?\d|2[0-3])[:hH.]([0-5]\d)")
_SHOWN_DIGITS = 2


def hidden_phone(number: str) -> str:
    """Show so much of a number that its owner knows it: +212 … 78."""
    return f"{number[:4]} … {number[-_SHOWN_DIGITS:]}"


def hidden_email(address: str) -> str:
    """Show so much of an address that its owner knows it: a…@example.org."""
    name, _, host = address.partition("@")
    return f"{name[:1]}…@{host}"


def quiet_times(start: str | None, end: str | None) -> tuple[str | None, str | None]:
    """Read two times of the day; both empty are none; BadQuietTimes if they are no two times."""
    typed = [western_digits(clean(text or "")) for text in (start, end)]
    if not any(typed):
        return None, None
    found = [_TIME.fullmatch(text) for text in typed]
    if not found[0] or not found[1]:
        raise BadQuietTimes
    first, last = (f"{int(time[1]):02}:{time[2]}" for time in (found[0], found[1]))
    if first == last:
        raise BadQuietTimes
    return first, last
