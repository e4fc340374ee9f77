"""From where something is asked: kept beside what was done, never in the logs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

LONGEST = 60


@dataclass(frozen=True, kw_only=True)
class Place:
    """`browser` is what it calls itself, as "Firefox, Linux"; `origin` a short keyed hash."""

    browser: str = ""
    origin: str = ""


NOWHERE = Place()
_current: ContextVar[Place] = ContextVar("place", default=NOWHERE)


def current_place() -> Place:
    return _current.get()


def come_from(place: Place) -> None:
    """Say from where all that follows is asked, until somebody says otherwise."""
    _current.set(place)


@contextmanager
def coming_from(headers: dict[str, object]) -> Iterator[None]:
    """Take over, for a block, from where a question came."""
    told = {name: str(headers.get(name) or "")[:LONGEST] for name in ("browser", "origin")}
    before = _current.set(Place(**told))
    try:
        yield
    finally:
        _current.reset(before)
