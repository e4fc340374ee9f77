"""
How far somebody's rights reach: these regions, these events, or everything.

Limits come with the actor's token and hold for each transaction made while answering it; the
policies of the tables say what they mean (ADR 0019). No operation has to think of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Limits:
    """None is no limit; an empty list is nothing at all."""

    regions: list[str] | None = None
    events: list[UUID] | None = None

    def __bool__(self) -> bool:
        return self.regions is not None or self.events is not None


NO_LIMITS = Limits()
_current: ContextVar[Limits] = ContextVar("limits", default=NO_LIMITS)


def current_limits() -> Limits:
    """Give the limits of whoever is being answered."""
    return _current.get()


@contextmanager
def within(limits: Limits) -> Iterator[None]:
    """Let every transaction of a block keep within limits."""
    before = _current.set(limits)
    try:
        yield
    finally:
        _current.reset(before)
