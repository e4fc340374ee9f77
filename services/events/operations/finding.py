"""What each operation has to find first."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from services.events import errors
from shared.errors import InvalidRequest

Row = dict[str, Any]


def existing(row: Row | None) -> Row:
    """Give the event that was found; UnknownEvent when none was."""
    if row is None:
        raise errors.UnknownEvent
    return row


def not_cancelled(row: Row) -> Row:
    """Give an event that takes place; EventCancelled when it does not."""
    if row["state"] == "cancelled":
        raise errors.EventCancelled
    return row


def cursor(text: str | None) -> tuple[datetime, UUID] | None:
    """Read where the page before ended; InvalidRequest when it was not ours."""
    if text is None:
        return None
    moment, _, key = text.partition("~")
    try:
        return datetime.fromisoformat(moment), UUID(key)
    except ValueError as error:
        raise InvalidRequest(fields="after") from error
