"""Waiting on a condition, with a deadline."""

from __future__ import annotations

import time
from collections.abc import Callable

from deploy.local.trouble import Trouble

PAUSE_SECONDS = 0.1


class TookTooLong(Trouble):
    """Something that should come true did not within its time."""


def until(true: Callable[[], bool], *, seconds: float, what: str) -> None:
    """Return once `true()`; TookTooLong after `seconds`, saying `what` was waited for."""
    if not comes_true(true, seconds=seconds):
        msg = f"Waited {seconds:.0f} s until {what}, in vain."
        raise TookTooLong(msg)


def comes_true(true: Callable[[], bool], *, seconds: float) -> bool:
    """Wait at most `seconds` for `true()`, and say whether it came."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(PAUSE_SECONDS)
    return True
