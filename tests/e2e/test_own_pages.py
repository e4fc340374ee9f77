"""A person's own page, walked through from outside: link by SMS and mail, stop, and yes again."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

import pytest

from shared.testing.waiting import eventually
from tests.support.installed import EMAIL, PASSWORD
from tests.support.members import a_person, a_sheet
from tests.support.reader import Page, Reader
from tests.support.system import System
from tests.support.world import SERVICES

LINK = re.compile(r"/p/([\w-]{22})$")
NAME, PHONE, ADDRESS = "Tiziri", "+212698700001", "tiziri@courriel.example"


@pytest.fixture(scope="module")
def known(system: System) -> str:
    """Somebody who was imported, with consents for SMS and e-mail."""
    organiser = Reader(system.web)
    organiser.open("/sign-in").submit("password", email=EMAIL, password=PASSWORD)
    person = a_person(NAME, phone="0698700001", email=ADDRESS, by_email="oui", language="français")
    page = organiser.open("/imports").submit(
        "consent_wording",
        files={"sheet": ("un.csv", a_sheet(person))},
        consent_wording="J’accepte de recevoir les invitations.",
        consent_source="Fiches signées",
        consent_date="2026-09-01",
        consent_collector="Secrétariat",
    )

    def checked() -> Page | None:
        now = organiser.open(page.url)
        return now if now.all('//button[@name="apply"]') else None

    eventually(checked, within_s=60).submit("apply")
    # By the number: others who walk through the same system know people of the same name.
    query = "select count(*) from contacts where phone = %s"
    eventually(lambda: system.world.count("notifications", query, PHONE) == 1, within_s=60)
    return NAME


def asked(system: System, address: str) -> Page:
    return Reader(system.web).open("/my-page").submit("address", address=address)


def newest_link(system: System, channel: str, recipient: str) -> str | None:
    own = recipient if "@" in recipient else recipient[-9:]
    messages = [m for m in system.received(channel) if m["recipient"].endswith(own)]
    links = [link for m in messages for link in m["links"] if LINK.search(link)]
    return urlsplit(links[-1]).path if links else None


def state(page: Page) -> dict[str, bool]:
    """Say for each channel whether the page says that messages come."""
    found: dict[str, bool] = {}
    for line in page.all('//p[contains(@class, "state")]'):
        channel = "email" if "@" in line.text_content() else "sms"
        found[channel] = "confirmed" in line.get("class")
    return found


def contact(system: System) -> dict[str, Any]:
    [row] = system.world.rows("notifications", "select * from contacts where phone = %s", PHONE)
    return row


def test_a_person_stops_changes_and_agrees_again_by_a_link_of_their_own(
    system: System, known: str
) -> None:
    told, stranger = asked(system, PHONE), asked(system, "+212698709999")
    assert (told.status, told.url, told.text) == (stranger.status, stranger.url, stranger.text)
    path = eventually(lambda: newest_link(system, "sms", PHONE), within_s=30)
    assert path
    reader = Reader(system.web)
    page = reader.open(path)
    assert known in page.text
    assert state(page) == {"sms": True, "email": True}

    chosen = page.submit(
        "quiet_from", language="ar", wish="sms", quiet_from="22:00", quiet_until="08:00"
    )
    assert chosen.language == "ar"
    eventually(lambda: contact(system)["language"] == "ar", within_s=30)
    assert str(contact(system)["quiet_from"]) == "22:00:00"

    silent = "select count(*) from suppressions where channel = 'sms'"
    others = system.world.count("notifications", silent)
    stopped = chosen.submit("what", what="all")
    assert state(stopped) == {"sms": False, "email": False}
    own_no = """
      select count(*) from consents c join people p on p.id = c.person_id
       where p.mobile = %s and c.own and not c.given and c.source = 'own opt-out'
    """
    eventually(lambda: system.world.count("members", own_no, PHONE) == 2, within_s=30)
    again = reader.open(path)
    assert state(again) == {"sms": False, "email": False}

    agreed = again.submit("version", number=0)
    assert state(agreed)["sms"]
    eventually(lambda: contact(system)["sms_consent"], within_s=30)
    eventually(lambda: system.world.count("notifications", silent) == others, within_s=30)
    assert state(reader.open(path)) == {"sms": True, "email": False}


def test_a_calendar_of_ones_own_is_opened_read_by_its_address_and_closed(
    system: System, known: str
) -> None:
    path = newest_link(system, "sms", PHONE) or newest_link(system, "email", ADDRESS)
    if path is None:
        asked(system, PHONE)
        path = eventually(lambda: newest_link(system, "sms", PHONE), within_s=30)
    assert path
    mine = Reader(system.web).open(path)

    opened = mine.submit("what", number=-1, what="open")
    (address,) = opened.all('//section[@aria-labelledby="calendar"]//code')
    feed = urlsplit(address.text_content())
    anybody = Reader(system.web)
    read = anybody.open(f"{feed.path}?{feed.query}")

    assert read.status == 200
    assert read.headers["Content-Type"].startswith("text/calendar")
    assert read.content.startswith(b"BEGIN:VCALENDAR")
    assert known.encode() not in read.content
    closed = opened.submit("what", number=-1, what="close")
    assert closed.status == 200
    assert anybody.open(feed.path).status == 404


def test_no_log_holds_a_link_or_an_address(system: System, known: str) -> None:
    del known
    asked(system, ADDRESS)
    path = eventually(lambda: newest_link(system, "email", ADDRESS), within_s=30)
    assert path
    Reader(system.web).open(path)

    words = (path.rpartition("/")[2], ADDRESS, PHONE[-9:])
    for process in system.world.processes.values():
        log = process.log_path.read_text(errors="replace")
        assert [word for word in words if word in log] == [], process.name


def test_somebody_joins_by_a_code_and_is_on_their_own_page(system: System, known: str) -> None:
    del known
    number, name = "+212698700077", "Nouhaila"
    reader = Reader(system.web, "ar")
    form = reader.open("/join")
    words = [box.get("value") for box in form.all('//input[@name="agree"]')]
    asked = form.submit(
        "first_name", first_name=name, last_name="Bennani", phone=number, agree=words
    )
    assert "/join/code/" in asked.url
    people = "select count(*) from people where mobile = %s"

    def code() -> str | None:
        mine = [m for m in system.received("sms") if m["recipient"].endswith(number[-9:])]
        found = re.search(r"\b\d{6}\b", mine[-1]["text"]) if mine else None
        return found[0] if found else None

    typed = eventually(code, within_s=30)
    wrong = asked.submit("code", code="000000" if typed != "000000" else "000001")
    assert wrong.status == 422
    assert system.world.count("members", people, number) == 0

    joined = wrong.submit("code", code=typed)
    assert LINK.search(urlsplit(joined.url).path)
    assert (joined.language, name in joined.text) == ("ar", True)
    assert state(joined) == {"sms": True}
    there = "select count(*) from contacts where phone = %s and sms_consent"
    eventually(lambda: system.world.count("notifications", there, number) == 1, within_s=30)


LEFT = {
    "members": "select count(*) from people where id = %s",
    "events": "select count(*) from erased where person_id = %s",
    "notifications": "select count(*) from contacts where member_id = %s",
}


def test_a_person_takes_all_their_data_along_and_is_erased_everywhere(
    system: System, known: str
) -> None:
    del known
    organiser = Reader(system.web)
    organiser.open("/sign-in").submit("password", email=EMAIL, password=PASSWORD)
    asked(system, PHONE)
    path = eventually(lambda: newest_link(system, "sms", PHONE), within_s=30)
    assert path
    reader = Reader(system.web)
    (person,) = system.world.rows("members", "select id from people where mobile = %s", PHONE)

    shown = reader.open(f"{path}/data?lang=fr")
    held = reader.http.get(f"{system.web}{path}/data.json", timeout=20)

    for part in (NAME, PHONE, ADDRESS, "un.csv", "Fiches signées"):
        assert part in shown.text, part
    said = json.loads(held.text)
    assert set(said) == {"member_id", *SERVICES}
    assert said["members"]["person"][0]["mobile"] == PHONE
    assert said["notifications"]["address_book"][0]["email"] == ADDRESS
    assert said["members"]["consents"][0]["wording"] == "J’accepte de recevoir les invitations."

    silent = "select count(*) from suppressions"
    before = system.world.count("notifications", silent)
    sure = reader.open(f"{path}/erase?lang=fr").submit("member_id")
    assert system.world.count("members", LEFT["members"], person["id"]) == 1
    done = sure.submit("sure", sure="yes")

    assert done.url.endswith("/erased?lang=fr")
    eventually(
        lambda: [system.world.count(s, LEFT[s], person["id"]) for s in SERVICES] == [0, 1, 0],
        within_s=60,
    )
    assert reader.open(path).status == 404
    assert system.world.count("notifications", silent) > before
