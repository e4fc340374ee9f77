"""Counts that could point at somebody are not shown, nor what would let them be worked out."""

from __future__ import annotations

from collections.abc import Mapping

FEWEST = 5


def shown(groups: Mapping[str, int]) -> dict[str, int | None]:
    """
    Give the counts that may be shown, None for the others; whoever reads knows their sum.

    Of fewer than five in all, nothing is said. A group under five is hidden; what is hidden
    together is at least two groups and at least five people: else the sum would tell.
    """
    if sum(groups.values()) < FEWEST:
        return dict.fromkeys(groups)
    by_size = sorted((count, code) for code, count in groups.items() if count)
    hidden = {code: count for count, code in by_size if count < FEWEST}
    for count, code in by_size:
        if not hidden or (len(hidden) > 1 and sum(hidden.values()) >= FEWEST):
            break
        hidden[code] = count
    return {code: None if code in hidden else count for code, count in groups.items()}
