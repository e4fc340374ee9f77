"""The one place that asks the machine for the time; everywhere else it comes in by argument."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """Tell the time, aware, in UTC."""
    return datetime.now(UTC)
