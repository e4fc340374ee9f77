"""When the events of a series are: rules of RFC 5545 on a wall clock."""

# ruff: noqa: DTZ001 - wall clocks
from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.events import errors
from services.events.domain import plans, series
from shared.contracts.events import CardText, EventForm
from shared.ids import new_id

CASABLANCA = "Africa/Casablanca"
TUESDAY = datetime(2027, 1, 19, 18)
FAR = TUESDAY + timedelta(days=365)
NOW = datetime(2027, 1, 1, tzinfo=UTC)


def a_form(starts_at: datetime = TUESDAY) -> EventForm:
    return EventForm(
        command_id=new_id(),
        type="youth_meeting",
        starts_at=starts_at.isoformat(),
        ends_at=(starts_at + timedelta(hours=2)).isoformat(),
        zone=CASABLANCA,
        capacity=30,
        languages=["fr"],
        texts={"fr": CardText(title="Rencontre du mardi")},
        answer_until=(starts_at - timedelta(hours=6)).isoformat(),
    )


def test_a_weekly_meeting_at_18_stays_at_18_through_the_ramadan_of_2027() -> None:
    """Morocco is at UTC from 7 February to 14 March 2027, and an hour ahead before and after."""
    rule = series.checked("FREQ=WEEKLY", TUESDAY)
    days = series.occurrences(
        rule, TUESDAY, after=TUESDAY - timedelta(days=1), until=datetime(2027, 4, 1)
    )

    made = [plans.plan(series.form_on(a_form(), when), NOW) for when in days]

    zone = ZoneInfo(CASABLANCA)
    assert {plan.starts_at.astimezone(zone).time() for plan in made} == {time(18)}
    assert {plan.ends_at.astimezone(zone).time() for plan in made} == {time(20)}
    assert {plan.answer_until.astimezone(zone).time() for plan in made if plan.answer_until} == {
        time(12)
    }
    in_ramadan = [plan for plan in made if plan.starts_at.hour == 18]
    assert [plan.starts_at.date().isoformat() for plan in in_ramadan] == [
        *("2027-02-09", "2027-02-16", "2027-02-23", "2027-03-02", "2027-03-09"),
    ]
    assert all(plan.starts_at.hour == 17 for plan in made if plan not in in_ramadan)
    assert len(made) == 11


def test_of_an_hour_that_the_clocks_skip_the_one_after_is_meant() -> None:
    """On 14 March 2027, a Sunday, the clocks go from 02:00 to 03:00 (RFC 5545, 3.3.5)."""
    night = a_form(datetime(2027, 3, 7, 2, 30))

    form = series.form_on(night, datetime(2027, 3, 14, 2, 30))

    assert form.starts_at == "2027-03-14T03:30:00"
    assert plans.plan(form, NOW).starts_at == datetime(2027, 3, 14, 2, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "kept"),
    [
        ("FREQ=WEEKLY", "FREQ=WEEKLY"),
        ("FREQ=WEEKLY;COUNT=3", "FREQ=WEEKLY;UNTIL=20270202T235959"),
        ("FREQ=DAILY;INTERVAL=2;COUNT=2;", "FREQ=DAILY;INTERVAL=2;UNTIL=20270121T235959"),
        ("FREQ=MONTHLY;BYDAY=+3TU", "FREQ=MONTHLY;BYDAY=+3TU"),
        ("FREQ=MONTHLY;UNTIL=20270601", "FREQ=MONTHLY;UNTIL=20270601T235959"),
    ],
)
def test_a_rule_is_kept_with_its_end_as_a_day(rule: str, kept: str) -> None:
    assert series.checked(rule, TUESDAY) == kept
    assert series.checked(kept, TUESDAY) == kept


@pytest.mark.parametrize(
    "rule",
    [
        *("", "WEEKLY", "FREQ=HOURLY", "FREQ=YEARLY", "FREQ=WEEKLY;FREQ=DAILY", "INTERVAL=2"),
        *("FREQ=WEEKLY;INTERVAL=0", "FREQ=WEEKLY;COUNT=401", "FREQ=WEEKLY;COUNT=0"),
        *("FREQ=WEEKLY;BYHOUR=3", "FREQ=WEEKLY\nRDATE:20270101", "FREQ=WEEKLY;UNTIL=tomorrow"),
        *(
            "FREQ=WEEKLY;COUNT=2;UNTIL=20270601",
            "FREQ=MONTHLY;BYDAY=+6TU",
            "FREQ=WEEKLY;UNTIL=20271399",
        ),
        *("FREQ=WEEKLY;BYDAY=" + "TU," * 80 + "TU", "freq=weekly", "FREQ=WEEKLY;;"),
    ],
)
def test_what_is_no_rule_for_gatherings_is_refused(rule: str) -> None:
    with pytest.raises(errors.UnreadableRule):
        series.checked(rule, TUESDAY)


@pytest.mark.parametrize(
    "rule",
    ["FREQ=WEEKLY;BYDAY=WE", "FREQ=MONTHLY;BYDAY=+1TU", "FREQ=WEEKLY;UNTIL=20270101"],
)
def test_the_event_itself_is_on_a_day_of_its_rule(rule: str) -> None:
    with pytest.raises(errors.RuleElsewhere):
        series.checked(rule, TUESDAY)


rules = st.builds(
    lambda freq, interval, days, count: ";".join(
        filter(
            None,
            [
                f"FREQ={freq}",
                f"INTERVAL={interval}",
                f"COUNT={count}" if count else "",
                "BYDAY=" + ",".join(["TU", *sorted(days)]) if freq == "WEEKLY" and days else "",
            ],
        )
    ),
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY"]),
    st.integers(1, 5),
    st.sets(st.sampled_from(["MO", "FR", "SU"]), max_size=2),
    st.integers(0, 30),
)


@given(rules, st.lists(st.integers(1, 200), max_size=6))
def test_however_it_is_made_ahead_nothing_is_made_twice_and_nothing_left_out(
    rule: str, steps: list[int]
) -> None:
    kept = series.checked(rule, TUESDAY)
    whole: list[datetime] = []
    after = TUESDAY - timedelta(seconds=1)
    while page := series.occurrences(kept, TUESDAY, after=after, until=FAR):
        whole += page
        after = page[-1]

    made, last, seen = [TUESDAY], TUESDAY, TUESDAY
    for days in steps:
        seen += timedelta(days=days)
        while page := series.occurrences(kept, TUESDAY, after=last, until=min(seen, FAR)):
            made += page
            last = page[-1]

    assert made == [when for when in whole if when <= max(min(seen, FAR), TUESDAY)]
    assert all(when.time() == time(18) for when in whole)
    assert len(set(whole)) == len(whole)


@given(rules, st.integers(-6, 6))
def test_a_series_on_other_days_has_as_many_events_or_is_refused(rule: str, days: int) -> None:
    kept = series.checked(rule, TUESDAY)
    later = TUESDAY + timedelta(days=days)
    before = TUESDAY - timedelta(days=30)
    if "FREQ=MONTHLY" in kept:
        return  # months are of different lengths
    try:
        moved = series.shifted(kept, days)
    except errors.SeriesDayFixed:
        assert "BYDAY" in kept
        return

    was = series.occurrences(kept, TUESDAY, after=before, until=FAR)
    now = series.occurrences(moved, later, after=before, until=FAR + timedelta(days=days))
    assert now == [when + timedelta(days=days) for when in was]


def test_a_series_that_was_ended_has_no_more() -> None:
    ended = series.ended_before("FREQ=WEEKLY", datetime(2027, 2, 2).date())

    assert series.has_more("FREQ=WEEKLY", TUESDAY, after=FAR)
    assert not series.has_more(ended, TUESDAY, after=datetime(2027, 1, 26, 18))
