"""What people said afterwards, in sums."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

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


@dataclass(frozen=True, kw_only=True)
class FindFeedbackWords(Wire):
    """A page of what people wrote of an event; `after` is the page before's `next`."""

    event_id: UUID
    after: str | None = None


@dataclass(frozen=True, kw_only=True)
class SaidInWords(Wire):
    """Words that somebody wrote, and how many wrote the same."""

    words: str
    people: int = 1


@dataclass(frozen=True, kw_only=True)
class FeedbackWords(Wire):
    """
    What people wrote, 50 at most, in an order that says nothing of who wrote or when.

    Of fewer than five who said something nothing is told. `people` is how many wrote.
    """

    said: list[SaidInWords]
    people: int
    next: str | None = None
