"""Convening a body: notice, agenda, and the share of its members that must be there."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.events.domain import assemblies
from services.events.errors import assemblies as refused
from shared.contracts.members.statutes import Share, Statutes

HELD = date(2027, 3, 20)
SHARES = st.integers(1, 20).flatmap(
    lambda of: st.builds(
        Share, part=st.integers(0, of), of=st.just(of), more_than=st.just(value=False)
    )
)


@given(st.integers(0, 120))
def test_so_many_whole_days_lie_between_the_last_convocation_in_time_and_the_assembly(
    days: int,
) -> None:
    until = assemblies.convene_until(HELD, days)

    assert (HELD - until).days - 1 == days


def test_the_notice_of_fifteen_clear_days_ends_sixteen_days_before() -> None:
    assert assemblies.convene_until(HELD, 15) == date(2027, 3, 4)


def test_whoever_is_late_gives_a_reason_and_whoever_is_in_time_needs_none() -> None:
    def check(today: date, reason: str) -> str:
        return assemblies.check_notice(today=today, held=HELD, notice_days=15, reason=reason)

    assert check(date(2027, 3, 4), "not needed") == ""
    assert check(date(2027, 3, 5), " Decision  of the court ") == "Decision of the court"
    with pytest.raises(refused.NoticeTooShort) as late:
        check(date(2027, 3, 5), "  ")
    assert late.value.detail == {"days": 15, "until": "2027-03-04"}
    with pytest.raises(refused.ReasonTooLong):
        check(HELD, "x" * 401)


def test_the_day_is_that_of_the_place_and_not_that_of_greenwich() -> None:
    late = datetime(2027, 3, 4, 23, 30, tzinfo=UTC)

    # In Ramadan the clocks of Morocco go by Greenwich, and else an hour before it.
    assert assemblies.day_of(late, "Africa/Casablanca") == date(2027, 3, 4)
    assert assemblies.day_of(late + timedelta(days=60), "Africa/Casablanca") == date(2027, 5, 4)


@given(SHARES, st.integers(0, 5_000))
def test_what_is_needed_is_the_least_that_is_the_share(share: Share, members: int) -> None:
    needed = assemblies.needed(share, members)

    assert Fraction(needed) >= Fraction(share.part * members, share.of)
    assert needed == 0 or Fraction(needed - 1) < Fraction(share.part * members, share.of)


@given(st.integers(0, 5_000))
def test_more_than_half_is_not_half(members: int) -> None:
    needed = assemblies.needed(Share(part=1, of=2, more_than=True), members)

    assert needed * 2 > members >= (needed - 1) * 2


@pytest.mark.parametrize(
    ("present", "by_proxy", "missing", "reached"),
    [(0, 0, 11, False), (9, 1, 1, False), (10, 1, 0, True), (21, 0, 0, True)],
)
def test_the_quorum_is_reached_when_nobody_is_missing(
    present: int, by_proxy: int, missing: int, reached: bool
) -> None:
    half = Share(part=1, of=2)

    here = assemblies.standing(half, members=21, present=present, by_proxy=by_proxy)

    assert (here.needed, here.missing, here.reached) == (11, missing, reached)


def test_a_body_that_decides_however_few_come_needs_somebody_all_the_same() -> None:
    none = Share(part=0, of=1)

    assert not assemblies.standing(none, members=21, present=0, by_proxy=0).reached
    assert assemblies.standing(none, members=21, present=1, by_proxy=0).reached
    assert not assemblies.standing(none, members=0, present=0, by_proxy=0).reached


def test_a_second_convocation_has_its_own_notice_and_quorum() -> None:
    usual = Statutes()

    assert assemblies.notice_of(usual, 1) > assemblies.notice_of(usual, 2)
    assert assemblies.quorum_of(usual, 2) == Share(part=1, of=4)


def test_an_agenda_has_as_many_items_in_each_language_and_empty_lines_are_none() -> None:
    typed = {"fr": ["Rapport  moral", "", " Budget "], "ar": ["التقرير الأدبي", "الميزانية"]}

    kept = assemblies.agenda(typed, ["fr", "ar"])

    assert kept == {"fr": ["Rapport moral", "Budget"], "ar": ["التقرير الأدبي", "الميزانية"]}
    assert assemblies.agenda(typed | {"en": ["Left out"]}, ["fr", "ar"]) == kept
    with pytest.raises(refused.AgendasDiffer):
        assemblies.agenda(typed | {"ar": ["الميزانية"]}, ["fr", "ar"])
    with pytest.raises(refused.AgendaTooLong):
        assemblies.agenda({"fr": ["x"] * 41}, ["fr"])
