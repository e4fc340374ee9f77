"""What a report must not tell of few people: whatever the counts are, nobody can work it out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.members.domain.small_groups import FEWEST, shown

COUNTS = st.dictionaries(st.text(max_size=3), st.integers(0, 40), max_size=8)


@given(COUNTS)
def test_no_group_under_five_is_shown_nor_found_by_subtracting(groups: dict[str, int]) -> None:
    found = shown(groups)

    assert set(found) == set(groups)
    assert all(count in (None, groups[code]) for code, count in found.items())
    assert not any(0 < (count or 0) < FEWEST for count in found.values())
    total = sum(groups.values())
    hidden = [code for code, count in found.items() if count is None]
    together = total - sum(count or 0 for count in found.values())
    if hidden and total >= FEWEST:
        assert len(hidden) >= 2
        assert together >= FEWEST


@given(COUNTS)
def test_of_fewer_than_five_in_all_nothing_is_said(groups: dict[str, int]) -> None:
    few = {code: min(count, 1) for code, count in list(groups.items())[:4]}

    assert set(shown(few).values()) <= {None}


def test_no_more_is_hidden_than_has_to_be() -> None:
    assert shown({"a": 40, "b": 12, "c": 5}) == {"a": 40, "b": 12, "c": 5}
    assert shown({"a": 40, "b": 12, "c": 4}) == {"a": 40, "b": None, "c": None}
    assert shown({"a": 40, "b": 3, "c": 4}) == {"a": 40, "b": None, "c": None}
    assert shown({"a": 40, "b": 1, "c": 1}) == {"a": None, "b": None, "c": None}
    assert shown({"a": 40, "b": 0, "c": 9}) == {"a": 40, "b": 0, "c": 9}
    assert shown({"a": 7}) == {"a": 7}
    assert shown({}) == {}
