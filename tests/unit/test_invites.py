"""What a mail brings to people's calendars, read by programs that are not ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import vobject  # type: ignore[import-untyped]  # has no types

from services.notifications.texts import EmailForm
from shared.contracts.events import Card
from shared.contracts.members import LANGUAGES
from tests.support import strict_calendar
from tests.unit.test_notifications_texts import (
    E24,
    HEADERS,
    SENDER,
    URL,
    a_card,
    a_letter,
    a_wording,
    parsed,
)


def mail(kind: str, *, card: Card, calendar: bool = True, **more: Any) -> EmailMessage:
    letter = {"address": more.pop("address", "amina@members.example")}
    wording = a_wording(kind, card=card, **more)
    form = EmailForm(wording, sender=SENDER, public_url=URL, calendar=calendar)
    return parsed(form.fill(a_letter(**letter)))


def calendars(message: EmailMessage) -> list[EmailMessage]:
    return [part for part in message.walk() if part.get_content_type() == "text/calendar"]


def taken(message: EmailMessage) -> tuple[strict_calendar.Part, Any]:
    """Read the calendar strictly, and as another library does."""
    body = calendars(message)[0].get_payload(decode=True)
    assert isinstance(body, bytes)
    return strict_calendar.read(body), vobject.readOne(body.decode())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "method", "status"),
    [
        ("confirmation", "REQUEST", "CONFIRMED"),
        ("change", "REQUEST", "CONFIRMED"),
        ("cancellation", "CANCEL", "CANCELLED"),
    ],
)
def test_who_has_a_place_has_the_event_in_the_calendar(
    kind: str, method: str, status: str, language: str
) -> None:
    card = replace(a_card(description="Deux lignes,\nà lire ; ⵉⴷⵔⵉⵙ " * 9), version=4)

    message = mail(kind, card=card, language=language)

    by_itself, attached = calendars(message)
    assert by_itself.get_param("method") == method
    assert attached.get_filename() == "event.ics"
    assert by_itself.get_payload(decode=True) == attached.get_payload(decode=True)
    ours, theirs = taken(message)
    assert ours.one("METHOD").value == method
    (event,) = ours.of("VEVENT")
    assert event.one("UID").value == str(card.event_id)
    assert event.one("SEQUENCE").value == "4"
    assert event.one("STATUS").value == status
    assert event.one("ATTENDEE").value == "mailto:amina@members.example"
    assert event.one("ATTENDEE").parameters["PARTSTAT"] == "ACCEPTED"
    assert event.one("ORGANIZER").value == "mailto:invitations@multaqa.example"
    assert theirs.vevent.dtstart.value.astimezone(UTC) == card.starts_at
    assert theirs.vevent.description.value == card.texts["fr"].description.strip("\n")


def test_a_change_comes_under_the_same_name_and_a_higher_number() -> None:
    card = a_card()
    moved = replace(card, version=2, starts_at=card.starts_at + timedelta(days=1))
    moved = replace(moved, ends_at=card.ends_at + timedelta(days=1))

    first, _ = taken(mail("confirmation", card=card))
    second, _ = taken(mail("change", card=moved))

    before, after = first.of("VEVENT")[0], second.of("VEVENT")[0]
    assert before.one("UID").value == after.one("UID").value
    assert int(before.one("SEQUENCE").value) < int(after.one("SEQUENCE").value)


@pytest.mark.parametrize("kind", ["change", "cancellation"])
def test_who_has_no_place_gets_nothing_in_the_calendar(kind: str) -> None:
    assert calendars(mail(kind, card=a_card(), calendar=False)) == []


@pytest.mark.parametrize("kind", ["invitation", "reminder_day_before", "place_offered", "chase"])
def test_what_gives_no_place_brings_no_event(kind: str) -> None:
    assert calendars(mail(kind, card=a_card())) == []


@pytest.mark.parametrize(
    ("local", "utc_hour"),
    [("2027-02-06 18:00", 17), ("2027-02-20 18:00", 18), ("2027-04-03 18:00", 17)],
)
def test_the_hour_is_right_through_ramadan(local: str, utc_hour: int) -> None:
    """Also for a program that knows of Morocco's clocks only what the mail says of them."""
    starts = datetime.strptime(local, "%Y-%m-%d %H:%M").replace(hour=utc_hour, tzinfo=UTC)
    card = replace(a_card(), starts_at=starts, ends_at=starts + timedelta(hours=2))

    ours, theirs = taken(mail("confirmation", card=card))

    start = ours.of("VEVENT")[0].one("DTSTART")
    assert start.value.endswith("T180000")
    assert strict_calendar.instant(ours, start) == starts
    assert theirs.vevent.dtstart.value.astimezone(UTC) == starts


def test_a_long_address_is_folded() -> None:
    address = "a" * 64 + "@" + ".".join(["b" * 40] * 4) + ".example"

    ours, _ = taken(mail("confirmation", card=a_card(), address=address))

    assert ours.of("VEVENT")[0].one("ATTENDEE").value == f"mailto:{address}"


@pytest.mark.parametrize(
    "sly", ["x\r\nATTENDEE:mailto:evil@x.test", "x\nEND:VEVENT\nBEGIN:VEVENT", E24, 'a";b=c:d,\\']
)
@pytest.mark.parametrize("place", ["title", "venue", "description", "association"])
def test_nothing_that_is_written_becomes_a_line_of_the_calendar(place: str, sly: str) -> None:
    said: dict[str, Any] = {"card": a_card(**({} if place == "association" else {place: sly}))}
    if place == "association":
        said["association"] = sly

    message = mail("confirmation", **said)

    ours, _ = taken(message)
    (event,) = ours.of("VEVENT")
    assert event.one("ATTENDEE").value == "mailto:amina@members.example"
    assert sorted(message.keys()) == HEADERS
