"""What people said afterwards, in sums."""

from __future__ import annotations

from dataclasses import dataclass, field

from shared.contracts.wire import Wire


@dataclass(frozen=True, kw_only=True)
class FeedbackSummary(Wire):
    """
    How many said something; how many gave each mark from 1 to 5, and would come again.

    Of fewer than five people no sums are told.
    """

    given: int
    ratings: dict[str, int] = field(default_factory=dict)
    again: dict[str, int] = field(default_factory=dict)
