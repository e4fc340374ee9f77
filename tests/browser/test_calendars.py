"""Our calendars, read by a program from outside that many calendars are built on: ical.js."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from services.events.domain import series
from services.notifications.texts import EmailForm
from shared.contracts.events import AgendaPage
from shared.contracts.members import LANGUAGES
from tests.browser.looks import HERE, NODE
from tests.support import examples
from tests.support.fake_services import CALENDAR
from tests.support.web_site import Site
from tests.unit.test_notifications_texts import (
    SENDER,
    URL,
    a_card,
    a_letter,
    a_wording,
    parsed,
)

pytestmark = pytest.mark.browser

RABAT = ZoneInfo("Africa/Casablanca")
WEEKLY = "FREQ=WEEKLY;BYDAY=FR"
FIRST = datetime(2027, 1, 22, 18)  # noqa: DTZ001 - a wall clock
WEEKS = 10
"""Friday evenings from before Ramadan, through 7 February and 14 March 2027, to after it."""


class Program:
    """ical.js, kept running: starting it takes longer than reading a calendar."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def read(self, text: str, **more: Any) -> dict[str, Any]:
        """Give what it understands of a calendar."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"text": text, **more}) + "\n")
        self._process.stdin.flush()
        found: dict[str, Any] = json.loads(self._process.stdout.readline())
        return found


@pytest.fixture(scope="module")
def program() -> Iterator[Program]:
    command = [str(NODE), str(HERE / "calendar.mjs")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Program(process)


def same(said: str, moment: datetime) -> bool:
    return datetime.fromisoformat(said) == moment


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_agenda_is_read_as_it_is_meant(program: Program, language: str) -> None:
    site = Site(public_url="https://multaqa.example")

    found = program.read(site.get(f"/agenda.ics?lang={language}").text)

    assert found["name"]
    assert {event["status"] for event in found["events"]} == {"CONFIRMED", "CANCELLED"}
    for event in found["events"]:
        assert event["zone"] == "Africa/Casablanca"
        assert event["summary"]
        assert event["end"] > event["start"]


def test_a_persons_own_calendar_is_read_as_it_is_meant(program: Program) -> None:
    found = program.read(Site().get(f"/calendar/{CALENDAR}.ics?lang=ar").text)

    assert [event["status"] for event in found["events"]] == [
        *("CONFIRMED", "CANCELLED", "TENTATIVE")
    ]


def test_a_weekly_meeting_stays_at_six_through_ramadan(program: Program) -> None:
    """The feed's events, and the same rule as ical.js itself reckons it with the feed's zone."""
    site = Site(public_url="https://multaqa.example")
    end = FIRST + timedelta(weeks=WEEKS)
    days = [FIRST, *series.occurrences(WEEKLY, FIRST, after=FIRST, until=end)][:WEEKS]
    starts = [day.replace(tzinfo=RABAT).astimezone(UTC) for day in days]
    site.services.answers["events.agenda"] = AgendaPage(
        events=[
            examples.an_agenda_event(
                event_id=examples.an_id(n), starts_at=start, ends_at=start + timedelta(hours=2)
            )
            for n, start in enumerate(starts)
        ],
        next=None,
        axes=[],
    )

    text = site.get("/agenda.ics?lang=fr").text
    found = program.read(text, rule=WEEKLY, start=FIRST.isoformat(), times=WEEKS)

    assert text.count("T180000") >= WEEKS
    assert [start.hour for start in starts] == [*(17,) * 3, *(18,) * 5, *(17,) * 2]
    assert [datetime.fromisoformat(each) for each in found["again"]] == starts
    assert sorted(datetime.fromisoformat(event["start"]) for event in found["events"]) == starts


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "method", "status"),
    [
        ("confirmation", "REQUEST", "CONFIRMED"),
        ("change", "REQUEST", "CONFIRMED"),
        ("cancellation", "CANCEL", "CANCELLED"),
    ],
)
@pytest.mark.parametrize("day", ["2027-02-06", "2027-02-07", "2027-03-13", "2027-03-14"])
def test_the_invitation_in_a_mail_is_read_as_it_is_meant(
    program: Program, kind: str, method: str, status: str, language: str, day: str
) -> None:
    start = datetime.fromisoformat(f"{day}T18:00").replace(tzinfo=RABAT).astimezone(UTC)
    card = a_card(description="Deux lignes,\nà lire ; ⵉⴷⵔⵉⵙ \\ « منتدى » " * 9)
    card = replace(card, starts_at=start, ends_at=start + timedelta(hours=3), version=4)
    form = EmailForm(
        a_wording(kind, card=card, language=language), sender=SENDER, public_url=URL, calendar=True
    )
    message = parsed(form.fill(a_letter(address="amina@members.example")))
    part = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    body = part.get_payload(decode=True)
    assert isinstance(body, bytes)

    found = program.read(body.decode())

    (event,) = found["events"]
    assert found["method"] == method
    assert (event["uid"], event["sequence"]) == (str(card.event_id), 4)
    assert event["status"] == status
    assert event["zone"] == "Africa/Casablanca"
    assert same(event["start"], start)
    assert same(event["end"], card.ends_at)
    assert event["attendees"] == [["mailto:amina@members.example", "ACCEPTED"]]
    assert event["description"] == card.texts["fr"].description.strip("\n")
