"""Quotas of a wave: they add up, keep to every target at once, and take nobody who is not there."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from fractions import Fraction
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.members.domain.targets import (
    MOST_PEOPLE,
    Cell,
    Rooms,
    apportioned,
    checked,
    evened,
    plan,
    quotas,
)
from shared.contracts.members import Target, TargetPart, WaveWish
from shared.errors import InvalidRequest

WEIGHTS = st.lists(st.integers(0, 50), min_size=1, max_size=8).filter(any)
HALF_WOMEN = Target(what="gender", parts=[TargetPart(values=["woman"]), TargetPart()])


def cells(*parts: int) -> st.SearchStrategy[dict[Cell, int]]:
    """People of every cell but some, and of nobody's parts."""
    one = st.tuples(*(st.integers(0, number) for number in parts))
    return st.dictionaries(one, st.integers(0, 40), max_size=prod(parts) + 4)


def rooms(size: int, *weights: list[int]) -> Rooms:
    return [[*apportioned(size, each), 0] for each in weights]


# --- Quotas ----------------------------------------------------------------------------------


@given(st.integers(0, MOST_PEOPLE), WEIGHTS)
def test_quotas_are_the_whole_and_none_is_off_by_more_than_its_remainder(
    size: int, weights: list[int]
) -> None:
    found = apportioned(size, weights)

    assert sum(found) == size
    for quota, weight in zip(found, weights, strict=True):
        exact = Fraction(size * weight, sum(weights))
        assert abs(quota - exact) < 1
        assert weight or not quota


def test_the_largest_remainders_are_rounded_up_and_the_first_of_equals() -> None:
    assert apportioned(10, [1, 1, 1]) == [4, 3, 3]
    assert apportioned(10, [5, 3, 3]) == [4, 3, 3]
    assert apportioned(7, [50, 50]) == [4, 3]


@given(st.integers(0, 200), st.lists(st.integers(0, 60), max_size=6))
def test_groups_are_evened_as_far_as_they_have_people(size: int, there: list[int]) -> None:
    found = evened(size, there)

    assert sum(found) == min(size, sum(there))
    assert all(given <= people for given, people in zip(found, there, strict=True))
    # Whoever has people left has no fewer than any other, but for one by rounding.
    open_ = [given for given, people in zip(found, there, strict=True) if given < people]
    assert not open_ or max(found) <= min(open_) + 1


# --- Filling them ----------------------------------------------------------------------------


@given(st.integers(1, 120), st.booleans(), st.data())
@settings(deadline=None)
def test_a_plan_takes_only_who_is_there_and_keeps_to_every_quota(
    size: int, fill: bool, data: st.DataObject
) -> None:
    weights = data.draw(st.lists(WEIGHTS.filter(lambda w: len(w) < 5), max_size=3))
    wished = rooms(size, *weights)
    there = data.draw(cells(*(len(each) for each in weights)))

    found = plan(size, wished, there, fill=fill)

    assert found.people <= size
    assert all(number <= there[cell] for cell, number in found.cells.items())
    assert all(sum(parts) == found.people for parts in found.of_parts)
    if fill:
        assert found.people == min(size, sum(there.values()))
    else:
        for given, quota in zip(found.of_parts, wished, strict=True):
            assert all(one <= most for one, most in zip(given, quota, strict=True))


@given(st.integers(1, 60), WEIGHTS, st.data())
def test_one_target_is_met_as_far_as_there_are_people(
    size: int, weights: list[int], data: st.DataObject
) -> None:
    wished = rooms(size, weights)
    there = data.draw(cells(len(weights)))

    found = plan(size, wished, there, fill=False)

    have = [there.get((part,), 0) for part in range(len(weights) + 1)]
    assert found.of_parts == [[min(*both) for both in zip(wished[0], have, strict=True)]]


@given(st.integers(1, 60), WEIGHTS, WEIGHTS, st.data())
@settings(deadline=None)
def test_of_two_targets_nobody_could_fit_more(
    size: int, rows: list[int], columns: list[int], data: st.DataObject
) -> None:
    wished = rooms(size, rows, columns)
    there = data.draw(cells(len(rows), len(columns)))

    assert plan(size, wished, there, fill=False).people == most(wished, there)


def test_scarce_people_are_kept_for_the_place_that_only_they_can_fill() -> None:
    # Men live in the first region alone: the women have to come from the second.
    there: dict[Cell, int] = {(0, 0): 10, (0, 1): 10, (1, 0): 10}

    found = plan(20, [[10, 10, 0], [10, 10, 0]], there, fill=False)

    assert found.cells == {(0, 1): 10, (1, 0): 10}


def test_what_a_part_has_not_got_stays_empty_or_goes_to_others_by_the_wish() -> None:
    there: dict[Cell, int] = {(0, 0): 19, (0, 1): 19, (1, 0): 100, (1, 1): 100, (2, 0): 7}
    wished = [[50, 50, 0], [50, 50, 0]]

    kept = plan(100, wished, there, fill=False)
    filled = plan(100, wished, there, fill=True)

    assert kept.of_parts == [[38, 50, 0], [44, 44, 0]]
    # The regions stay as wished; only the target that cannot be met is given up.
    assert filled.of_parts[1] == [50, 50, 0]
    assert filled.of_parts[0][0] == 38


def test_without_targets_a_plan_is_the_size() -> None:
    assert plan(5, [], {(): 9}, fill=False).cells == {(): 5}
    assert plan(5, [], {(): 3}, fill=False).cells == {(): 3}
    assert plan(5, [], {}, fill=False).cells == {}


def test_a_thousand_cells_of_a_million_people_are_planned_in_a_moment() -> None:
    there: dict[Cell, int] = {
        (g, r, a): 50 + 97 * g * r % 700 for g in range(3) for r in range(14) for a in range(6)
    }

    found = plan(100_000, rooms(100_000, [1, 1], [1] * 13, [1] * 5), there, fill=True)

    assert found.people == min(100_000, sum(there.values()))


def most(wished: Rooms, there: Mapping[Cell, int]) -> int:
    """The most that fit, found slowly: one person after another along a shortest way."""
    first, second = wished
    room = {("in", f"r{n}"): most for n, most in enumerate(first)}
    room |= {(f"c{n}", "out"): most for n, most in enumerate(second)}
    room |= {(f"r{row}", f"c{column}"): number for (row, column), number in there.items()}
    edges: dict[str, set[str]] = {}
    for one, other in room:
        edges.setdefault(one, set()).add(other)
        edges.setdefault(other, set()).add(one)
    found = 0
    while way := _a_way(room, edges):
        for here, further in way:
            room[here, further] -= 1
            room[further, here] = room.get((further, here), 0) + 1
        found += 1
    return found


def _a_way(
    room: Mapping[tuple[str, str], int], edges: Mapping[str, set[str]]
) -> list[tuple[str, str]]:
    came: dict[str, list[tuple[str, str]]] = {"in": []}
    ahead = deque(["in"])
    while ahead:
        here = ahead.popleft()
        for further in edges.get(here, set()) - came.keys():
            if room.get((here, further), 0):
                came[further] = [*came[here], (here, further)]
                ahead.append(further)
    return came.get("out", [])


# --- What may be wished ----------------------------------------------------------------------


def ages(*bands: tuple[int | None, int | None]) -> Target:
    return Target(
        what="age", parts=[TargetPart(age_from=first, age_to=last) for first, last in bands]
    )


@pytest.mark.parametrize(
    "wish",
    [
        WaveWish(size=0),
        WaveWish(size=MOST_PEOPLE + 1),
        WaveWish(size=5, targets=[HALF_WOMEN, HALF_WOMEN]),
        WaveWish(size=5, targets=[Target(what="gender")]),
        WaveWish(size=5, targets=[Target(what="gender", parts=[TargetPart()])]),
        WaveWish(size=5, targets=[Target(what="gender", parts=[*HALF_WOMEN.parts, TargetPart()])]),
        WaveWish(size=5, targets=[Target(what="gender", parts=[TargetPart(values=["queen"])])]),
        WaveWish(size=5, targets=[Target(what="region", parts=[TargetPart(values=["a", "a"])])]),
        WaveWish(
            size=5,
            targets=[Target(what="gender", parts=[TargetPart(values=["woman"], weight=-1)])],
        ),
        WaveWish(
            size=5, targets=[Target(what="gender", parts=[TargetPart(values=["man"], weight=0)])]
        ),
        WaveWish(size=5, targets=[ages((18, 25), (25, 30))]),
        WaveWish(size=5, targets=[ages((30, 20))]),
        WaveWish(size=5, targets=[Target(what="age", parts=[TargetPart(values=["18"])])]),
        WaveWish(size=5, targets=[Target(what="sector", parts=[TargetPart(values=["union"])])]),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(wish: WaveWish) -> None:
    with pytest.raises(InvalidRequest):
        checked(wish)


def test_sectors_come_last_and_are_evened_among_those_who_are_there() -> None:
    wish = checked(WaveWish(size=30, targets=[Target(what="sector"), HALF_WOMEN]))

    assert [target.what for target in wish.targets] == ["gender", "sector"]
    assert quotas(wish, [900, 5, 9]) == [[15, 15, 0], [16, 5, 9, 0]]


def test_bands_of_ages_may_be_open_and_leave_a_rest() -> None:
    wish = WaveWish(size=9, targets=[ages((None, 17), (18, 24), (25, None), (None, None))])

    assert quotas(checked(wish)) == [[3, 2, 2, 2, 0]]
