"""Waiting for a condition with a deadline, never for a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal, TypeVar

T = TypeVar("T")


def eventually(
    look: Callable[[], T | Literal[False] | None], *, within_s: float = 20.0, every_s: float = 0.05
) -> T:
    """Look until what is seen is true, and give it; AssertionError with the last look if never."""
    until = time.monotonic() + within_s
    while True:
        seen = look()
        if seen:
            return seen
        if time.monotonic() > until:
            msg = f"not within {within_s} s; last seen: {seen!r}"
            raise AssertionError(msg)
        time.sleep(every_s)
