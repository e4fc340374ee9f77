"""What statutes can say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.members.domain.rules import checked as checked_rule
from services.members.domain.rules import rule_of_mandates
from services.members.domain.statutes import asks_more, checked
from services.members.errors.statutes import (
    BadNotice,
    BadQuorum,
    QuorumNotLower,
    TooManyProxies,
)
from shared.contracts.members.statutes import Mandated, Share, Statutes
from shared.errors import Refusal

HALF, MORE_THAN_HALF = Share(part=1, of=2), Share(part=1, of=2, more_than=True)


def test_the_usual_numbers_can_be_kept() -> None:
    assert checked(Statutes()) == Statutes()


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"notice_days": -1}, BadNotice),
        ({"again_notice_days": 121}, BadNotice),
        ({"quorum": Share(part=3, of=2)}, BadQuorum),
        ({"quorum": Share(part=1, of=0)}, BadQuorum),
        ({"quorum": Share(part=1, of=1, more_than=True)}, BadQuorum),
        ({"again_quorum": Share(part=0, of=1, more_than=True)}, BadQuorum),
        ({"again_quorum": Share(part=2, of=3)}, QuorumNotLower),
        ({"again_quorum": MORE_THAN_HALF}, QuorumNotLower),
        ({"most_proxies": 21}, TooManyProxies),
    ],
)
def test_what_cannot_be_kept_is_refused(changes: dict[str, object], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        checked(replace(Statutes(), **changes))  # type: ignore[arg-type]


@given(
    *(st.integers(0, 20).map(lambda part: Share(part=part, of=20)) for _ in "ab"),
    st.booleans(),
    st.booleans(),
)
def test_one_share_asks_more_than_another_as_fractions_do(
    one: Share, other: Share, more: bool, other_more: bool
) -> None:
    one, other = replace(one, more_than=more), replace(other, more_than=other_more)

    wanted = (Fraction(one.part, one.of), more) > (Fraction(other.part, other.of), other_more)

    assert asks_more(one, other) is wanted


def test_the_members_of_a_body_on_a_day_are_a_rule_that_can_be_asked() -> None:
    rule = rule_of_mandates(Mandated(body="bureau", on=date(2027, 3, 6)))

    assert checked_rule(rule) == rule
