"""When an association sends nothing: each night, in Ramadan, on Fridays, and as clocks jump."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications import domain
from services.notifications.errors import DaysUnreadable, HoursUnreadable, LimitUnreadable
from shared.contracts.notifications import USUAL, Hours, Season, SendingRules

HERE = ZoneInfo("Africa/Casablanca")
RULES = SendingRules(
    nights=Hours(begins="21:00", ends="09:00"),
    ramadan_nights=Hours(begins="02:00", ends="12:00"),
    ramadans=[Season(first=date(2027, 2, 8), last=date(2027, 3, 9))],
    fridays=Hours(begins="12:00", ends="14:30"),
)
CLOCKS = st.times().map(lambda t: t.strftime("%H:%M"))
HOURS = st.builds(Hours, begins=CLOCKS, ends=CLOCKS).filter(domain.readable_hours)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HERE).astimezone(UTC)


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("2026-11-10T20:59", None),
        ("2026-11-10T21:00", "2026-11-11T09:00"),
        ("2026-11-11T08:59", "2026-11-11T09:00"),
        ("2026-11-11T09:00", None),
        # A Friday, and the prayer's hour of any other day.
        ("2026-11-13T12:00", "2026-11-13T14:30"),
        ("2026-11-12T12:00", None),
        # Nobody sleeps at ten in Ramadan; the evening before it everybody does.
        ("2027-02-20T22:00", None),
        ("2027-02-20T02:30", "2027-02-20T12:00"),
        ("2027-02-07T22:00", "2027-02-08T00:00"),
        # A night that ends into the Friday pause goes on until that is over.
        ("2027-02-19T03:00", "2027-02-19T14:30"),
        # The last evening of Ramadan is awake; the day after begins as any other.
        ("2027-03-09T23:00", None),
        ("2027-03-10T00:30", "2027-03-10T09:00"),
    ],
)
def test_nothing_is_sent_until(at: str, until: str | None) -> None:
    assert RULES.quiet_until(local(at)) == (local(until) if until else None)


def test_a_night_in_which_the_clocks_go_back_is_an_hour_longer() -> None:
    """7 February 2027, 03:00 becomes 02:00; 14 March, 02:00 becomes 03:00."""
    plain = SendingRules(nights=Hours(begins="21:00", ends="09:00"))
    back = plain.quiet_until(datetime(2027, 2, 6, 20, tzinfo=UTC))
    forth = plain.quiet_until(datetime(2027, 3, 13, 21, tzinfo=UTC))

    assert back == datetime(2027, 2, 7, 9, tzinfo=UTC)
    assert forth == datetime(2027, 3, 14, 8, tzinfo=UTC)


@given(
    st.datetimes(datetime(2027, 1, 25), datetime(2027, 3, 25)),  # noqa: DTZ001 - made aware below
    st.none() | HOURS,
    st.none() | HOURS,
    st.none() | HOURS,
    st.sampled_from(["Africa/Casablanca", "Europe/Paris", "America/Toronto"]),
)
def test_what_waits_goes_at_the_first_minute_that_is_awake_and_not_before(
    moment: datetime, nights: Hours | None, ramadan: Hours | None, friday: Hours | None, zone: str
) -> None:
    """Against a slow reference: every minute looked at by itself, on the wall clock."""
    at = moment.replace(tzinfo=UTC, second=0, microsecond=0)
    rules = SendingRules(
        zone=zone,
        nights=nights,
        ramadan_nights=ramadan,
        ramadans=RULES.ramadans,
        fridays=friday,
    )

    until = rules.quiet_until(at)

    minute = at
    while minute < at + timedelta(days=4) and slowly_quiet(rules, minute):
        minute += timedelta(minutes=1)
    assert until == (None if minute == at else minute)


def slowly_quiet(rules: SendingRules, at: datetime) -> bool:
    here = at.astimezone(ZoneInfo(rules.zone))
    ramadan = date(2027, 2, 8) <= here.date() <= date(2027, 3, 9)
    night = rules.ramadan_nights if ramadan and rules.ramadan_nights else rules.nights
    hours = [night, rules.fridays if here.strftime("%a") == "Fri" else None]
    return any(h and _within(h, here.time()) for h in hours)


def _within(hours: Hours, clock: time) -> bool:
    now = f"{clock:%H:%M}"
    if hours.begins < hours.ends:
        return hours.begins <= now < hours.ends
    return not hours.ends <= now < hours.begins


# --- Which kinds heed them --------------------------------------------------------------------

NIGHT = local("2026-11-10T23:00")
MORNING = local("2026-11-11T09:00")
FAR = local("2026-11-20T18:00")


@pytest.mark.parametrize(
    ("kind", "starts_at", "useful_until", "until"),
    [
        ("invitation", FAR, FAR, MORNING),
        ("place_offered", FAR, MORNING + timedelta(hours=5), MORNING),
        ("confirmation", FAR, FAR, None),
        ("cancellation", FAR, FAR, MORNING),
        # Who would set out at half past eight is woken rather than sent on a way in vain.
        ("cancellation", local("2026-11-11T10:30"), FAR, None),
        ("change", local("2026-11-11T10:30"), FAR, None),
        ("reminder_soon", local("2026-11-10T23:30"), local("2026-11-10T23:30"), None),
        ("reminder_morning_of", local("2026-11-11T18:00"), local("2026-11-11T18:00"), MORNING),
        # Of no use when the night is over: the claim ends it.
        ("invitation", local("2026-11-11T08:00"), local("2026-11-11T08:00"), MORNING),
        ("announcement", local("2026-11-11T10:30"), FAR, MORNING),
    ],
)
def test_each_kind_heeds_the_night_in_its_own_way(
    kind: str, starts_at: datetime, useful_until: datetime, until: datetime | None
) -> None:
    held = domain.held_until(kind, RULES, now=NIGHT, starts_at=starts_at, useful_until=useful_until)

    assert held == until


# --- What is refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begins", "ends"),
    [("21:00", "21:00"), ("25:00", "09:00"), ("", "09:00"), ("late", "early"), ("09:00", "08:00")],
)
def test_hours_that_are_none_or_nearly_all_are_refused(begins: str, ends: str) -> None:
    with pytest.raises(HoursUnreadable):
        domain.check_rules(SendingRules(nights=Hours(begins=begins, ends=ends)))


def test_days_that_are_no_month_and_limits_that_are_none_are_refused() -> None:
    long = Season(first=date(2027, 2, 8), last=date(2027, 3, 20))
    backwards = Season(first=date(2027, 3, 8), last=date(2027, 2, 8))
    for season in (long, backwards):
        with pytest.raises(DaysUnreadable):
            domain.check_rules(SendingRules(ramadans=[season]))
    for most, days in ((-1, 7), (3, 0), (101, 7)):
        with pytest.raises(LimitUnreadable):
            domain.check_rules(SendingRules(most_messages=most, in_days=days))


def test_the_rules_everybody_begins_with_can_be_kept() -> None:
    domain.check_rules(RULES)


def test_until_somebody_decides_no_letter_is_plain() -> None:
    """What is released takes this for granted; else each claim would withdraw each release."""
    assert not USUAL.plain_letters
    assert not SendingRules().plain_letters
