"""What is decided about events: form, clocks, seats, codes, what an invitation says first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.events import errors
from services.events.domain import codes, plans, seats
from services.events.domain.seats import Timing
from shared.contracts.events import CardText, EventForm
from shared.errors import Refusal

NOW = datetime(2027, 1, 10, 12, tzinfo=UTC)
KEY = bytes(32)


def a_form(**changes: Any) -> EventForm:
    fields: dict[str, Any] = {
        "command_id": uuid4(),
        "type": "forum",
        "starts_at": "2027-05-01T18:00",
        "ends_at": "2027-05-01T21:00",
        "zone": "Africa/Casablanca",
        "capacity": 100,
        "languages": ["fr"],
        "texts": {"fr": CardText(title="Forum des jeunes")},
    }
    return EventForm(**(fields | changes))


# --- What an organiser writes ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"starts_at": "2027-01-10T12:59"}, errors.EventInThePast),
        ({"ends_at": "2027-05-01T18:00"}, errors.EndsBeforeStart),
        ({"ends_at": "2027-05-01T17:00"}, errors.EndsBeforeStart),
        ({"capacity": 0}, errors.CapacityTooSmall),
        ({"capacity": -5}, errors.CapacityTooSmall),
        ({"capacity": 10**12}, errors.CapacityTooLarge),
        ({"zone": "Mars/Olympus"}, errors.UnknownZone),
        ({"zone": "../../etc/passwd"}, errors.UnknownZone),
        ({"zone": ""}, errors.UnknownZone),
        ({"starts_at": "tomorrow"}, errors.UnreadableTime),
        ({"starts_at": "2027-05-01T18:00+01:00"}, errors.UnreadableTime),
        ({"starts_at": "0001-01-01T00:00"}, Refusal),
        ({"texts": {}}, errors.TitleMissing),
        ({"texts": {"fr": CardText(title=" \u200f\n")}}, errors.TitleMissing),
        ({"texts": {"fr": CardText(title="x" * 201)}}, errors.TextTooLong),
        ({"texts": {"fr": CardText(title="x", venue="x" * 501)}}, errors.TextTooLong),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, Any], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        plans.plan(a_form(**changes), NOW)


def test_texts_are_what_can_be_shown_and_titles_are_one_line() -> None:
    title = " Forum\r\nBcc: v@w.test\0 \u202eédition \u2028"

    text = plans.clean(CardText(title=title, description="un\ndeux\x07"), "fr")

    assert text.title == "Forum Bcc: v@w.test édition"
    assert text.description == "un\ndeux"


def test_joiners_that_arabic_needs_stay() -> None:
    assert plans.clean(CardText(title="می\u200cخواهم"), "ar").title == "می\u200cخواهم"


def test_languages_without_a_text_are_no_fall_back() -> None:
    texts = {"ar": CardText(title="منتدى"), "en": CardText(title="Forum")}

    assert plans.fallback_order(["fr", "en", "en"], texts) == ["en", "ar"]


# --- Wall clocks -----------------------------------------------------------------------------


def test_an_hour_that_morocco_skips_after_ramadan_does_not_exist() -> None:
    """On 14 March 2027 the clocks go from 02:00 to 03:00."""
    with pytest.raises(errors.NoSuchLocalTime):
        plans.instant("2027-03-14T02:30", "Africa/Casablanca")


def test_of_an_hour_that_comes_twice_the_first_is_meant() -> None:
    """On 7 February 2027, before Ramadan, the clocks go from 03:00 back to 02:00."""
    moment = plans.instant("2027-02-07T02:30", "Africa/Casablanca")

    assert moment == datetime(2027, 2, 7, 1, 30, tzinfo=UTC)


def test_an_hour_in_ramadan_is_that_of_greenwich() -> None:
    assert plans.instant("2027-02-20T18:00", "Africa/Casablanca").hour == 18
    assert plans.instant("2027-05-20T18:00", "Africa/Casablanca").hour == 17


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),  # noqa: DTZ001 - wall clocks
    st.sampled_from(["Africa/Casablanca", "Europe/Paris", "America/Toronto", "UTC"]),
)
def test_a_wall_clock_time_comes_back_or_is_refused(local: datetime, zone: str) -> None:
    from zoneinfo import ZoneInfo

    try:
        moment = plans.instant(local.isoformat(), zone)
    except errors.NoSuchLocalTime:
        return

    assert moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local


# --- What is said first ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "open"),
        ({"full": True}, "full"),
        ({"full": True, "changed": True}, "changed"),
        ({"changed": True, "starts_at": NOW}, "past"),
        ({"state": "cancelled", "starts_at": NOW, "changed": True}, "cancelled"),
    ],
)
def test_an_invitation_says_first_what_matters_most(facts: dict[str, Any], said: str) -> None:
    known: dict[str, Any] = {
        "state": "published",
        "starts_at": NOW + timedelta(days=1),
        "changed": False,
        "full": False,
        "now": NOW,
    }

    facts = known | facts
    event = Timing(state=facts.pop("state"), starts_at=facts.pop("starts_at"))
    assert seats.situation(event, **facts) == said


# --- Codes -----------------------------------------------------------------------------------


@given(st.uuids(), st.uuids(), st.integers(0, 5))
def test_a_code_is_nine_letters_that_can_be_read_aloud(event: UUID, holder: UUID, n: int) -> None:
    code = codes.make_code(KEY, event, holder, n)

    assert len(code) == 9
    assert not set(code) & set("0OIl")
    assert codes.looks_like_code(code)


def test_each_of_key_event_holder_and_number_makes_another_code() -> None:
    event, holder = uuid4(), uuid4()

    made = {
        codes.make_code(KEY, event, holder, 0),
        codes.make_code(b"x" * 32, event, holder, 0),
        codes.make_code(KEY, holder, event, 0),
        codes.make_code(KEY, event, uuid4(), 0),
        codes.make_code(KEY, event, holder, 1),
    }

    assert len(made) == 5
    assert codes.make_code(KEY, event, holder, 0) in made


def test_codes_use_all_letters_evenly() -> None:
    event = uuid4()
    letters = "".join(codes.make_code(KEY, event, uuid4(), 0) for _ in range(3000))

    counts = [letters.count(letter) for letter in codes.BASE58]

    assert min(counts) > 0.7 * len(letters) / 58
    assert max(counts) < 1.3 * len(letters) / 58


@pytest.mark.parametrize(
    "text", ["", "12345678", "1234567890", "12345678O", "12345678é", "' or 1=1"]
)
def test_what_is_no_code_is_not_looked_up(text: str) -> None:
    assert not codes.looks_like_code(text)
