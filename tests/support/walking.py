"""What a walk from outside does again and again: bring people in, write an event, publish it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from shared.testing.waiting import eventually
from tests.support.reader import Page, Reader
from tests.support.system import System

PLACES = 12
LINK = re.compile(r"/i/[1-9A-HJ-NP-Za-km-z]{9}$")


def import_sheet(organiser: Reader, path: Path) -> Page:
    page = organiser.open("/imports").submit(
        "consent_wording",
        files={"sheet": (path.name, path.read_bytes())},
        consent_wording="J’accepte de recevoir les invitations.",
        consent_source="Fiches signées",
        consent_date="2026-09-01",
        consent_collector="Secrétariat",
    )
    assert "/imports/" in page.url, page.text

    def done() -> Page | None:
        now = organiser.open(page.url)
        return None if now.all("//*[@data-live]") else now

    checked = eventually(done, within_s=60, every_s=0.5)
    assert checked is not None
    if not checked.all('//button[@name="apply"]'):
        return checked
    checked.submit("apply")
    found = eventually(done, within_s=60, every_s=0.5)
    assert found is not None
    return found


def write_event(organiser: Reader, **changes: Any) -> Page:
    start = datetime.now() + timedelta(days=20)  # noqa: DTZ005 - the form takes a wall clock
    fields: dict[str, Any] = {
        "type": "forum",
        "starts_at": start.strftime("%Y-%m-%dT10:00"),
        "ends_at": start.strftime("%Y-%m-%dT17:00"),
        "capacity": str(PLACES),
        "title_fr": "Forum des jeunes",
        "venue_fr": "Rabat",
        "title_ar": "منتدى الشباب",
        "venue_ar": "الرباط",
    }
    return organiser.open("/events/new").submit("capacity", **(fields | changes))


def choose_town(organiser: Reader, event: Page, town: str) -> Page:
    """
    Choose the people of a town, which no other test has people in; gives the page to check.

    Everybody whom other tests brought in is there too: an age or a language is never one's own.
    """
    who = organiser.open(f"{event.url.rstrip('/')}/who").submit("new_0", new_0="town", step="add_0")
    return who.submit("values_0_5", values_0_5=town)


def choose_young(organiser: Reader, event: Page) -> Page:
    """Choose everybody young, whoever brought them in; gives the page to check."""
    who = organiser.open(f"{event.url.rstrip('/')}/who")
    return who.submit("age_from_0_4", age_from_0_4="16", age_to_0_4="35")


def publish(check: Page) -> Page:
    assert "/check" in check.url, check.text
    published = check.submit("command_id")
    assert published.status == 200, published.text
    return published


def event_id(page: Page) -> UUID:
    found = re.search(r"/events/([0-9a-f-]{36})", page.url)
    assert found, page.url
    return UUID(found.group(1))


def links(system: System) -> list[str]:
    """Give the personal links from the messages that were delivered, each once."""
    found: dict[str, None] = {}
    for message in system.received("sms") + system.received("email"):
        for link in message["links"]:
            if LINK.search(link):
                found[link] = None
    return list(found)


def states(page: Page) -> list[str]:
    return [each.get("class").split()[-1] for each in page.all('//p[contains(@class, "state ")]')]
