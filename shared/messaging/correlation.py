"""One id from the click to the provider: bound to the logs, kept in outbox and headers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from shared.ids import new_id

_PLAIN = re.compile(r"[\w.:-]{1,100}", re.ASCII)


def current_correlation_id() -> str:
    """Give the id of what is being done; made anew where nothing began it."""
    bound = structlog.contextvars.get_contextvars().get("correlation_id")
    return str(bound) if bound else str(new_id())


@contextmanager
def correlated(correlation_id: str | None, **ids: object) -> Iterator[None]:
    """
    Bind the id, and other ids for the logs, for the length of a block.

    An id that came from outside and is not plain (too long, a line break) is replaced by ours.
    """
    usable = correlation_id is not None and _PLAIN.fullmatch(correlation_id)
    with structlog.contextvars.bound_contextvars(
        correlation_id=correlation_id if usable else str(new_id()), **ids
    ):
        yield
