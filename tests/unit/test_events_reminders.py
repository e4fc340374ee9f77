"""When reminders are due: on the wall clocks of the event's zone, and never too late."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.events import errors
from services.events.domain import pages, reminders
from services.events.domain.reminders import USUAL, Due, Place, Times, When, arranged, due
from shared.contracts.events import ReminderWish

ZONE = "Africa/Casablanca"
NOW = datetime(2027, 2, 1, tzinfo=UTC)


def times(starts_at: str, *, hours: float = 3, online: bool = False) -> Times:
    start = datetime.fromisoformat(starts_at).astimezone(UTC)
    return Times(starts_at=start, ends_at=start + timedelta(hours=hours), zone=ZONE, online=online)


def test_the_day_before_is_at_eleven_also_when_the_clocks_change_that_night() -> None:
    """In Ramadan Morocco is an hour behind itself: it began in the night to 7 February 2027."""
    winter = due("day_before", USUAL["day_before"], times("2027-02-06T18:00:00+01:00"))
    ramadan = due("day_before", USUAL["day_before"], times("2027-02-07T18:00:00+00:00"))
    within = due("day_before", USUAL["day_before"], times("2027-02-08T18:00:00+00:00"))

    assert winter is not None
    assert winter.at == datetime(2027, 2, 5, 10, tzinfo=UTC)
    assert ramadan is not None
    assert ramadan.at == datetime(2027, 2, 6, 10, tzinfo=UTC)
    assert within is not None
    assert within.at == datetime(2027, 2, 7, 11, tzinfo=UTC)


def test_the_morning_is_the_morning_of_the_day_on_the_wall() -> None:
    """The event begins at 00:30 on the 3rd, which is still the 2nd in UTC."""
    found = due("morning_of", When(at=time(0, 10)), times("2027-02-03T00:30:00+01:00"))

    assert found is not None
    assert found.at == datetime(2027, 2, 2, 23, 10, tzinfo=UTC)


def test_tomorrow_is_not_said_on_the_day_itself() -> None:
    found = due("day_before", USUAL["day_before"], times("2027-02-03T18:00:00+01:00"))

    assert found is not None
    assert found.useful_until == datetime(2027, 2, 2, 23, tzinfo=UTC)


def test_whoever_begins_at_seven_is_not_reminded_at_eight() -> None:
    assert due("morning_of", USUAL["morning_of"], times("2027-02-03T07:00:00+01:00")) is None


def test_only_what_can_be_joined_from_afar_has_a_reminder_just_before() -> None:
    start = "2027-02-03T18:00:00+01:00"

    assert due("soon", USUAL["soon"], times(start)) is None
    found = due("soon", USUAL["soon"], times(start, online=True))
    assert found is not None
    assert found.at == datetime(2027, 2, 3, 16, 30, tzinfo=UTC)


def test_thanks_come_an_hour_after_the_end() -> None:
    found = due("afterwards", USUAL["afterwards"], times("2027-02-03T18:00:00+01:00"))

    assert found is not None
    assert found.at == datetime(2027, 2, 3, 21, tzinfo=UTC)


@pytest.mark.parametrize("at", ["", "25:00", "11", "eleven", "11:00+01:00"])
def test_a_time_that_no_clock_shows_is_refused(at: str) -> None:
    if at == "11":  # Python reads it as 11:00, and so does everybody
        return
    with pytest.raises(errors.BadReminderTime):
        reminders.wishes([ReminderWish(what="day_before", on=True, at=at)])


@pytest.mark.parametrize("minutes", [None, 0, -5, 1441])
def test_minutes_are_within_a_day(minutes: int | None) -> None:
    with pytest.raises(errors.BadReminderTime):
        reminders.wishes([ReminderWish(what="soon", on=True, minutes=minutes)])


# --- Moving ----------------------------------------------------------------------------------


def a_due(hours: float, *, about: int = 24) -> Due:
    return Due(
        at=NOW + timedelta(hours=hours),
        useful_until=NOW + timedelta(hours=about),
        about=NOW + timedelta(hours=about),
    )


def test_what_is_over_when_the_event_is_published_stays_unsaid() -> None:
    assert arranged(Place(), a_due(-1), NOW).state == "passed"


def test_a_moved_event_moves_its_reminder() -> None:
    first = arranged(Place(), a_due(1), NOW)

    moved = arranged(first, a_due(5, about=30), NOW)

    assert (moved.state, moved.round, moved.due_at) == ("waiting", 1, NOW + timedelta(hours=5))


def test_one_that_was_said_is_said_again_when_the_event_has_moved_on() -> None:
    said = Place(state="done", due_at=NOW, about=a_due(0).about)

    again = arranged(said, a_due(5, about=30), NOW)

    assert (again.state, again.round) == ("waiting", 2)


def test_one_that_was_said_is_not_said_again_because_its_hour_was_changed() -> None:
    said = Place(state="done", due_at=NOW, about=a_due(0).about)

    assert arranged(said, a_due(5), NOW) == said


def test_one_that_waits_for_the_timer_is_not_lost_by_a_change_of_the_title() -> None:
    waiting = Place(state="waiting", due_at=NOW - timedelta(seconds=1), about=a_due(0).about)

    assert arranged(waiting, a_due(-1 / 3600), NOW) == waiting


def test_one_that_is_switched_off_half_way_stops_there_and_does_not_begin_again() -> None:
    going = Place(state="going", due_at=NOW, about=a_due(0).about)

    off = arranged(going, None, NOW)

    assert off.state == "done"
    assert arranged(off, a_due(5), NOW) == off


# --- Pages -----------------------------------------------------------------------------------


@given(st.lists(st.integers(1, 4), max_size=12), st.integers(1, 5))
def test_pages_leave_nobody_out_and_split_no_household_that_fits(
    households: list[int], most: int
) -> None:
    people = [
        {"holder_id": h, "member_id": n} for h, size in enumerate(households) for n in range(size)
    ]
    shown, at = [], 0
    while at < len(people):
        page = pages.whole_households(people[at : at + most + 1], most)
        assert 0 < len(page) <= most
        shown.append(page)
        at += len(page)

    assert [p for page in shown for p in page] == people
    for h, size in enumerate(households):
        if size <= most:
            assert sum(any(p["holder_id"] == h for p in page) for page in shown) == 1
