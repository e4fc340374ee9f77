"""What whoever may read no names is told: nothing that could be one person's."""

from __future__ import annotations

from services.events.domain.small_groups import (
    page_without_parts,
    sums_in_fives,
    waves_without_parts,
)
from services.members.domain.small_groups import in_fives, preview_in_fives
from shared.contracts.events import EventPage, QuestionSum, QuestionSums
from tests.support import examples

QUESTION = examples.some_more_questions()[0]


def test_counts_are_rounded_down_to_fives() -> None:
    assert [in_fives(count) for count in (0, 1, 4, 5, 9, 128)] == [0, 0, 0, 5, 5, 125]


def test_one_wheelchair_is_not_one_of_those_who_answered() -> None:
    sums = QuestionSums(
        asked=7, questions=[QuestionSum(question=QUESTION, answered=6, sums={"0": 5, "1": 1})]
    )

    [told] = sums_in_fives(sums).questions

    assert (told.answered, told.sums) == (5, {"0": 5, "1": 0})


def test_two_audiences_that_differ_by_one_person_are_counted_alike() -> None:
    with_them, without = (
        preview_in_fives(examples.a_preview(people=people, reachable=people, excluded={}))
        for people in (13, 12)
    )

    assert (
        (with_them.people, with_them.reachable) == (without.people, without.reachable) == (10, 10)
    )


def test_who_was_chosen_is_left_to_the_report() -> None:
    event = examples.an_open_event(balance=examples.a_balance())
    waves = examples.some_waves(event)

    assert page_without_parts(EventPage(events=[event])).events[0].balance is None
    assert {wave.balance for wave in waves_without_parts(waves).waves} == {None}
