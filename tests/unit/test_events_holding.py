"""How long an offered place is held: so many hours awake, by the event's clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.events.domain.holding import Hold
from shared.contracts.notifications import Hours, Season, SendingRules

ZONE = "Africa/Casablanca"
CASABLANCA = ZoneInfo(ZONE)
FAR = datetime(2028, 1, 1, tzinfo=UTC)
TWELVE = Hold(hours=12)


def local(text: str) -> datetime:
    """Give a wall-clock time of Casablanca as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=CASABLANCA).astimezone(UTC)


@pytest.mark.parametrize(
    ("offered", "hours", "until"),
    [
        ("2026-11-10T09:00", 12, "2026-11-10T21:00"),
        ("2026-11-10T10:00", 3, "2026-11-10T13:00"),
        ("2026-11-10T10:00", 12, "2026-11-11T10:00"),
        ("2026-11-10T20:30", 1, "2026-11-11T09:30"),
        ("2026-11-10T21:00", 2, "2026-11-11T11:00"),
        ("2026-11-10T23:50", 2, "2026-11-11T11:00"),
        ("2026-11-11T03:00", 2, "2026-11-11T11:00"),
        ("2026-11-11T03:00", 30, "2026-11-13T15:00"),
    ],
)
def test_the_night_does_not_count(offered: str, hours: int, until: str) -> None:
    assert Hold(hours=hours).ends(local(offered), FAR, ZONE) == local(until)


def test_when_the_clocks_go_back_for_ramadan_people_still_have_their_hours() -> None:
    """7 February 2027, 03:00: Casablanca goes from UTC+1 to UTC; 14 March it comes back."""
    begun, ended = local("2027-02-06T20:00"), local("2027-03-13T20:00")

    assert Hold(hours=3).ends(begun, FAR, ZONE) == datetime(2027, 2, 7, 11, tzinfo=UTC)
    assert Hold(hours=3).ends(ended, FAR, ZONE) == datetime(2027, 3, 14, 10, tzinfo=UTC)
    assert local("2027-02-07T11:00") == datetime(2027, 2, 7, 11, tzinfo=UTC)
    assert local("2027-03-14T11:00") == datetime(2027, 3, 14, 10, tzinfo=UTC)


def test_no_place_is_held_past_the_start() -> None:
    start = local("2026-11-11T07:00")

    assert TWELVE.ends(local("2026-11-10T20:00"), start, ZONE) == start
    assert TWELVE.ends(local("2026-11-11T06:00"), start, ZONE) == start


def test_an_association_without_a_night_counts_every_hour() -> None:
    hold = Hold(hours=12, rules=SendingRules())

    assert hold.ends(local("2026-11-10T20:00"), FAR, ZONE) == local("2026-11-11T08:00")


def test_a_night_may_end_on_the_day_it_begins() -> None:
    """As for people who work at night."""
    hold = Hold(hours=4, rules=SendingRules(nights=Hours(begins="08:00", ends="16:00")))

    assert hold.ends(local("2026-11-10T06:00"), FAR, ZONE) == local("2026-11-10T18:00")
    assert hold.ends(local("2026-11-10T23:00"), FAR, ZONE) == local("2026-11-11T03:00")


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1)),  # noqa: DTZ001 - made aware below
    st.integers(1, 40),
    st.sampled_from([ZONE, "Europe/Paris", "America/Toronto", "Asia/Kathmandu"]),
)
def test_everybody_has_the_hours_awake_and_no_offer_ends_at_night(
    moment: datetime, hours: int, zone: str
) -> None:
    now = moment.replace(tzinfo=UTC, second=0, microsecond=0)
    until = Hold(hours=hours).ends(now, FAR, zone)

    minutes = int((until - now) / timedelta(minutes=1))
    awake = sum(
        time(9) <= (now + timedelta(minutes=n)).astimezone(ZoneInfo(zone)).time() < time(21)
        for n in range(minutes)
    )
    assert awake == hours * 60
    last = (until - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).time()
    assert time(9) <= last < time(21)


def test_in_ramadan_other_hours_are_awake_and_fridays_have_a_pause() -> None:
    rules = SendingRules(
        nights=Hours(begins="21:00", ends="09:00"),
        ramadan_nights=Hours(begins="02:00", ends="12:00"),
        ramadans=[Season(first=date(2027, 2, 8), last=date(2027, 3, 9))],
        fridays=Hours(begins="12:00", ends="14:30"),
    )
    hold = Hold(hours=3, rules=rules)

    assert hold.ends(local("2027-02-17T23:30"), FAR, ZONE) == local("2027-02-18T12:30")
    assert hold.ends(local("2027-02-19T11:00"), FAR, ZONE) == local("2027-02-19T17:30")
    assert hold.ends(local("2026-11-13T11:00"), FAR, ZONE) == local("2026-11-13T16:30")
