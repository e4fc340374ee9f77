"""One id from the click to the provider: bound to the logs, kept in outbox and headers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from shared.ids import new_id


def current_correlation_id() -> str:
    """Give the id of what is being done; made anew where nothing began it."""
    bound = structlog.contextvars.get_contextvars().get("correlation_id")
    return str(bound) if bound else str(new_id())


@contextmanager
def correlated(correlation_id: str | None, **ids: object) -> Iterator[None]:
    """Bind the id, and other ids for the logs, for the length of a block."""
    with structlog.contextvars.bound_contextvars(
        correlation_id=correlation_id or str(new_id()), **ids
    ):
        yield
