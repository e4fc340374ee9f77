"""Ramadan as it is expected, and how its days are written down."""

from __future__ import annotations

import html
from datetime import UTC, date, datetime

import pytest
import time_machine

from services.web.ramadan import expected
from shared.contracts.notifications import Season, SendingRules
from tests.support.web_site import Site

PAGE = "/sending-rules"
OF_2027 = (date(2027, 2, 8), date(2027, 3, 8))
OF_2028 = (date(2028, 1, 28), date(2028, 2, 25))


@pytest.mark.parametrize(
    ("today", "proposed"),
    [
        (date(2026, 11, 27), [OF_2027, OF_2028]),
        (date(2027, 3, 8), [OF_2027, OF_2028]),
        (date(2027, 3, 9), [OF_2028, (date(2029, 1, 16), date(2029, 2, 13))]),
        # Two of them begin in 2030.
        (
            date(2030, 1, 1),
            [(date(2030, 1, 5), date(2030, 2, 3)), (date(2030, 12, 26), date(2031, 1, 23))],
        ),
    ],
)
def test_this_and_the_next_are_proposed_until_they_are_over(
    today: date, proposed: list[tuple[date, date]]
) -> None:
    assert [(one.first, one.last) for one in expected(today)] == proposed


def test_a_day_off_by_sighting_is_the_same_ramadan_and_not_proposed_again() -> None:
    seen = [date(2027, 2, 9)]

    assert [one.first for one in expected(date(2026, 12, 1), seen)] == [OF_2028[0]]


def test_when_the_calendar_ends_nothing_is_proposed() -> None:
    assert expected(date(2079, 1, 1)) == []


def a_site(*seasons: Season) -> Site:
    site = Site().sign_in(language="en")
    site.services.answers["notifications.sending_rules"] = SendingRules(ramadans=list(seasons))
    return site


@pytest.fixture(autouse=True)
def before_ramadan() -> object:
    with time_machine.travel(datetime(2026, 11, 27, 12, tzinfo=UTC), tick=True):
        yield


def test_nothing_is_set_by_itself() -> None:
    site = a_site()
    page = html.unescape(site.get(PAGE).text)
    assert "Monday 8 February 2027" in page
    assert "Monday 8 March 2027" in page
    assert "may be a day off" in page
    assert " checked" not in page

    site.post(PAGE, page=PAGE)
    [kept] = site.services.commands("notifications.change_sending_rules")
    assert kept.rules.ramadans == []


def test_what_is_ticked_is_written_down_and_what_was_seen_goes_before_it() -> None:
    site = a_site()
    ticks = {"expected_2027-02-08": "yes", "expected_2028-01-28": "yes"}
    site.post(PAGE, page=PAGE, season_0_first="2027-02-09", season_0_last="2027-03-10", **ticks)

    [kept] = site.services.commands("notifications.change_sending_rules")
    assert kept.rules.ramadans == [
        Season(first=date(2027, 2, 9), last=date(2027, 3, 10)),
        Season(first=OF_2028[0], last=OF_2028[1]),
    ]


def test_what_nobody_proposed_is_not_written_down() -> None:
    site = a_site()
    site.post(PAGE, page=PAGE, **{"expected_2027-06-01": "yes"})

    [kept] = site.services.commands("notifications.change_sending_rules")
    assert kept.rules.ramadans == []


def test_what_is_written_down_is_not_proposed() -> None:
    page = html.unescape(
        a_site(Season(first=date(2027, 2, 9), last=date(2027, 3, 10))).get(PAGE).text
    )

    assert "8 February 2027" not in page
    assert "28 January 2028" in page
