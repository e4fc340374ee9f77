"""What is said of an event where everybody reads it."""

from __future__ import annotations

from collections.abc import Sequence

from services.events import errors
from shared.contracts.events import SHORT_TEXT

MOST_AXES = 20
LONGEST_AXIS = 80


def axes(codes: Sequence[str]) -> list[str]:
    """Give the codes of axes, each once; TooManyAxes. Which there are is for members to say."""
    kept = list(dict.fromkeys(code.strip() for code in codes if code.strip()))
    if len(kept) > MOST_AXES or any(
        len(code) > LONGEST_AXIS or not code.isprintable() for code in kept
    ):
        raise errors.TooManyAxes(most=MOST_AXES)
    return kept


def shortened(text: str) -> str:
    """Give the beginning of a text, cut between words."""
    if len(text) <= SHORT_TEXT:
        return text
    return text[:SHORT_TEXT].rsplit(maxsplit=1)[0] + "…"
