"""What whoever may read no names is told of groups that could be one person."""

from __future__ import annotations

from dataclasses import replace

from shared.contracts.events import EventPage, EventView, QuestionSums, Waves

FEWEST = 5


def in_fives(count: int) -> int:
    """Round down to fives: of fewer nothing is said, and what is left of a sum says nothing."""
    return count - count % FEWEST


def sums_in_fives(sums: QuestionSums) -> QuestionSums:
    """Give what was answered to each question without a count that could be one person's."""
    questions = [
        replace(
            one,
            answered=in_fives(one.answered),
            sums={value: in_fives(count) for value, count in one.sums.items()},
        )
        for one in sums.questions
    ]
    return replace(sums, questions=questions)


def view_without_parts(view: EventView) -> EventView:
    """Give an event without who was chosen for it; the report says so of groups large enough."""
    return replace(view, balance=None)


def page_without_parts(page: EventPage) -> EventPage:
    return replace(page, events=[view_without_parts(view) for view in page.events])


def waves_without_parts(waves: Waves) -> Waves:
    return replace(waves, waves=[replace(wave, balance=None) for wave in waves.waves])
