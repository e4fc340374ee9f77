"""A person's own calendar: on their page, and read by two programs that are not ours."""

from __future__ import annotations

from typing import Any

import pytest
import vobject  # type: ignore[import-untyped]  # has no types
from lxml import html

from shared.contracts.events import OwnCalendar
from shared.edge.upstream import Unavailable
from tests.support import examples, strict_calendar
from tests.support.fake_services import CALENDAR, OWN_LINK
from tests.support.web_site import Site

OWN_PAGE = f"/p/{OWN_LINK}"
ADDRESS = f"/calendar/{CALENDAR}.ics"


@pytest.fixture
def site() -> Site:
    return Site(public_url="https://multaqa.example")


def press(site: Site, what: str) -> Any:
    form = {"member_id": str(examples.an_id(100)), "what": what, "lang": "fr"}
    return site.browser.post(f"{OWN_PAGE}/calendar", data=form)


def test_a_person_opens_their_calendar_on_their_own_page(site: Site) -> None:
    before: Any = html.fromstring(site.get(f"{OWN_PAGE}?lang=fr").text)
    assert before.xpath("//section[@aria-labelledby='calendar']//button/@value") == ["open"]

    answer = press(site, "open")

    assert answer.status_code == 303
    assert "done=opened" in answer.headers["Location"]
    site.services.answers["events.own_calendar"] = OwnCalendar(secret=CALENDAR)
    page: Any = html.fromstring(site.get(f"{OWN_PAGE}?lang=ar").text)
    assert page.xpath("//code/text()") == [f"https://multaqa.example{ADDRESS}?lang=ar"]
    assert page.xpath("//section[@aria-labelledby='calendar']//a/@href") == [
        f"webcal://multaqa.example{ADDRESS}?lang=ar"
    ]
    assert page.xpath("//section[@aria-labelledby='calendar']//button/@value") == ["close"]


def test_a_person_closes_their_calendar(site: Site) -> None:
    assert "done=closed" in press(site, "close").headers["Location"]
    assert press(site, "something").status_code == 400
    assert [name for name, _ in site.services.asked if "_calendar" in name] == [
        "events.close_calendar"
    ]


def test_without_the_events_the_rest_of_the_page_is_there(site: Site) -> None:
    site.services.answers["events.own_calendar"] = Unavailable("events")

    answer = site.get(OWN_PAGE)

    assert answer.status_code == 200
    assert 'aria-labelledby="calendar"' not in answer.text


def test_two_readers_take_a_persons_calendar_and_nobody_between_keeps_it(site: Site) -> None:
    answer = site.get(f"{ADDRESS}?lang=fr")

    ours, theirs = strict_calendar.read(answer.data), vobject.readOne(answer.text)

    states = [event.one("STATUS").value for event in ours.of("VEVENT")]
    assert states == ["CONFIRMED", "CANCELLED", "TENTATIVE"]
    assert [event.status.value for event in theirs.vevent_list] == states
    assert ours.one("X-WR-CALNAME").text == "Mes invitations"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    again = site.get(f"{ADDRESS}?lang=fr", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_an_address_that_opens_nothing_is_not_found_and_that_is_not_kept(site: Site) -> None:
    answer = site.get("/calendar/xxxxxxxxxxxxxxxxxxxxxx.ics?lang=fr")

    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"
