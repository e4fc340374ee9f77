"""The demo's association has rules of its own, and the demo comes to its end at any hour."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from services.notifications import domain
from shared.contracts.notifications import Season, SendingRules
from tools.demo import decisions
from tools.demo.decisions import AWAKE_FOR, MONEY, RAMADANS, USUAL, rules_for

DAYS = [
    *(date(2026, 11, 27), date(2026, 11, 28)),  # a Friday, and the day after
    *(date(2027, 2, 6), date(2027, 2, 7), date(2027, 2, 8)),  # clocks go back; Ramadan begins
    *(date(2027, 2, 12), date(2027, 3, 9), date(2027, 3, 10)),  # a Friday in it; it ends
    *(date(2027, 3, 14), date(2027, 7, 1)),
]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_whenever_it_is_begun_nothing_is_held_and_there_are_quiet_hours(day: date) -> None:
    for quarter in range(4 * 24):
        now = datetime.combine(day, time(), tzinfo=UTC) + timedelta(minutes=15 * quarter)
        rules = rules_for(now)

        domain.check_rules(rules)
        assert rules.nights is not None
        for minutes in range(0, int(AWAKE_FOR / timedelta(minutes=1)) + 1, 5):
            assert not rules.quiet(now + timedelta(minutes=minutes)), now
        assert any(rules.quiet(now + timedelta(hours=hours)) for hours in range(24)), now


def test_by_day_the_hours_are_the_usual_ones() -> None:
    assert rules_for(datetime(2026, 11, 25, 10, tzinfo=UTC)) == USUAL
    assert rules_for(datetime(2026, 11, 25, 2, tzinfo=UTC)) != USUAL


def test_what_an_association_decides_for_itself_is_left_unless_it_is_in_the_way() -> None:
    own, noon = SendingRules(), datetime(2026, 11, 25, 12, tzinfo=UTC)

    assert decisions.awake(own, noon)
    assert not decisions.awake(USUAL, noon + timedelta(hours=12))


def test_money_can_be_read_and_the_forum_waits_for_a_second_person() -> None:
    domain.check_money(MONEY)

    assert domain.needs_second_person(1_773, MONEY)
    assert not domain.needs_second_person(150, MONEY)
    assert all(isinstance(season, Season) for season in RAMADANS)
