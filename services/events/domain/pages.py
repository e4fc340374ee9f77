"""Pages of people: no household is split, so that one number is told once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Row = dict[str, Any]


def whole_households(rows: Sequence[Row], most: int) -> list[Row]:
    """
    Give at most `most` of rows that stand household by household, one more than which were read.

    The last household is left for the next page, unless it fills this one alone.
    """
    if len(rows) <= most:
        return list(rows)
    last = rows[most]["holder_id"]
    whole = [row for row in rows[:most] if row["holder_id"] != last]
    return whole or list(rows[:most])
