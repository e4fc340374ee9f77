"""Whether a wave goes when its time has come."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from services.events import errors

LONGEST_LABEL = 100
MOST_WAVES = 50

Verdict = Literal["going", "skipped", "too_late"]


def verdict(*, if_fewer: int | None, yes: int, answers_end: datetime, now: datetime) -> Verdict:
    """Say whether a wave goes: not when enough have said yes, nor when nobody can answer."""
    if answers_end <= now:
        return "too_late"
    if if_fewer is not None and yes >= if_fewer:
        return "skipped"
    return "going"


def label(typed: str) -> str:
    """Give a label on one line; LabelTooLong."""
    kept = " ".join("".join(c if c.isprintable() else " " for c in typed).split())
    if len(kept) > LONGEST_LABEL:
        raise errors.LabelTooLong(most=LONGEST_LABEL)
    return kept


def threshold(typed: int | None) -> int | None:
    """Check how few are too few; BadThreshold."""
    if typed is not None and not 0 < typed <= 1_000_000:
        raise errors.BadThreshold
    return typed


def in_time(at: datetime, answers_end: datetime) -> datetime:
    """Refuse a wave at a time when nobody can answer any more; WaveTooLate."""
    if at >= answers_end:
        raise errors.WaveTooLate
    return at
