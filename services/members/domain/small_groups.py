"""Counts that could point at somebody are not shown, nor what would let them be worked out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from shared.contracts.members import AudiencePreview

FEWEST = 5


def in_fives(count: int) -> int:
    """
    Round down to fives: what whoever may read no names is told of people they choose themselves.

    Of fewer than five nothing is said, and two counts do not differ by the one person who fits one
    choice and not the other.
    """
    return count - count % FEWEST


def preview_in_fives(counted: AudiencePreview) -> AudiencePreview:
    """Give the counts of an audience without any that could be one person's."""
    return AudiencePreview(
        people=in_fives(counted.people),
        reachable=in_fives(counted.reachable),
        reach=[replace(line, people=in_fives(line.people)) for line in counted.reach],
        excluded={reason: in_fives(count) for reason, count in counted.excluded.items()},
        landline=in_fives(counted.landline),
        nobody=in_fives(counted.nobody),
    )


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
