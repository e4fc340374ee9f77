"""Of a gathering, walked through from outside: who was not meant, the public agenda, a reminder."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
import requests
import vobject  # type: ignore[import-untyped]  # has no types
from lxml import etree

from shared.testing.waiting import eventually
from tests.support.reader import Page, Reader
from tests.support.system import System
from tests.support.walking import (
    LINK,
    choose_town,
    event_id,
    import_sheet,
    publish,
    states,
    write_event,
)

pytestmark = pytest.mark.integration


def invited(
    system: System, organiser: Reader, folder: Path, *, town: str, to: str, **event: Any
) -> tuple[Page, str]:
    """Publish to one person of a town of their own, and give the draft's page and their link."""
    sheet = folder / "une.csv"
    channel = "e-mail" if "@" in to else "téléphone"
    agreed = "accord e-mail" if "@" in to else "accord sms"
    sheet.write_text(
        f"prénom,nom,{channel},langue,ville,{agreed}\nRkia,Rassemblée,{to},fr,{town},oui\n",
        encoding="utf-8",
    )
    import_sheet(organiser, sheet)
    draft = write_event(organiser, **event)
    published = publish(choose_town(organiser, draft, town))
    system.finished(event_id(published), people=1)
    return draft, links_to(system, to)[-1]


def received(system: System, to: str) -> list[dict[str, Any]]:
    """Give what came to an address, or to a number in whichever form it is written."""
    if "@" in to:
        return [m for m in system.received("email") if m["recipient"] == to]
    return [m for m in system.received("sms") if m["recipient"].endswith(to[-9:])]


def links_to(system: System, to: str) -> list[str]:
    """Give the paths of the invitations that came there, the newest last."""
    links = [link for m in received(system, to) for link in m["links"] if LINK.search(link)]
    return [urlsplit(link).path for link in links]


def code_for(system: System, number: str) -> str:
    """Give the code that came there, of whoever confirms their number."""

    def code() -> str | None:
        mine = received(system, number)
        found = re.search(r"\b\d{6}\b", mine[-1]["text"]) if mine else None
        return found[0] if found else None

    return str(eventually(code, within_s=30))


def invite_whoever_asked(organiser: Reader, answers: str, name: str) -> Page:
    """Find the request on the page of the answers, of nobody but them, and grant it."""
    eventually(lambda: organiser.open(answers).all('//*[@id="asked"]'))
    page = organiser.open(answers)
    (asked,) = page.all('//section[@aria-labelledby="asked"]//tbody/tr')
    assert name in " ".join(asked.text_content().split())
    (form,) = page.all('//form[contains(@action, "/places/")]')
    granted = organiser.post(form.get("action"), form.form_values())
    assert granted.status == 200, granted.text
    return granted


def test_whom_an_invitation_reached_by_mistake_asks_and_is_invited(
    system: System, organiser: Reader, tmp_path: Path
) -> None:
    draft, link = invited(system, organiser, tmp_path, town="Erreurville", to="0661000711")
    number = "+212661000712"
    reader = Reader(system.web)
    page = reader.open(link)
    (not_me,) = page.all('//a[contains(@href, "/not-me")]/@href')
    assert "Je ne suis pas Rkia" in reader.open(not_me).text

    form = reader.open(f"{link}/place")
    agree = [box.get("value") for box in form.all('//input[@name="agree"]')]
    asked = form.submit(
        "first_name", first_name="Dounia", last_name="Demande", phone=number, agree=agree
    )
    assert "/join/code/" in asked.url, asked.text

    assert asked.submit("code", code=code_for(system, number)).status == 200
    assert links_to(system, number) == []

    granted = invite_whoever_asked(organiser, f"{draft.url}/answers", "Dounia Demande")
    assert not granted.all('//*[@id="asked"]')

    (own,) = eventually(lambda: links_to(system, number), within_s=30)
    assert own != link
    theirs = Reader(system.web).open(own)
    assert "Dounia" in theirs.text
    assert states(theirs.submit("answer", answer="yes")) == ["confirmed"]
    assert "confirmed" not in states(Reader(system.web).open(link))


def test_what_is_published_is_in_every_feed_and_what_is_a_draft_in_none(
    system: System, organiser: Reader, tmp_path: Path
) -> None:
    title = f"Rencontre {uuid4().hex[:10]}"
    texts = {"title_fr": title, "title_ar": title, "listed": "yes"}
    hidden = f"Ailleurs {uuid4().hex[:10]}"
    write_event(organiser, title_fr=hidden, title_ar=hidden, listed="yes")
    draft, _ = invited(system, organiser, tmp_path, town="Agendaville", to="0661000721", **texts)
    own_id = str(event_id(draft))

    def feed(kind: str) -> bytes:
        answer = requests.get(f"{system.web}/agenda.{kind}?lang=fr", timeout=10)
        assert answer.status_code == 200
        assert hidden not in answer.text
        return answer.content

    calendar = vobject.readOne(feed("ics").decode())
    (event,) = [e for e in calendar.vevent_list if e.summary.value == title]
    assert event.uid.value == own_id
    rss, atom = (etree.fromstring(feed(kind)) for kind in ("rss", "atom"))
    assert title in [each.text for each in rss.findall("./channel/item/title")]
    assert title in [each.text for each in atom.findall("{*}entry/{*}title")]
    (item,) = [i for i in json.loads(feed("json"))["items"] if i["title"] == title]
    assert own_id in item["url"]
    assert title in Reader(system.web).open(urlsplit(item["url"]).path).text
    assert "Rassemblée" not in requests.get(item["url"], timeout=10).text


def test_a_reminder_arrives_and_leads_to_the_answer(
    system: System, organiser: Reader, tmp_path: Path
) -> None:
    """Only the hour is moved by the test: until the day before, there is a day to wait."""
    to = "rkia.reminded@members.example"
    start = datetime.now() + timedelta(days=2)  # noqa: DTZ005 - the form takes a wall clock
    hours = {
        "starts_at": start.strftime("%Y-%m-%dT10:00"),
        "ends_at": start.strftime("%Y-%m-%dT12:00"),
    }
    draft, link = invited(system, organiser, tmp_path, town="Rappelville", to=to, **hours)
    assert states(Reader(system.web).open(link).submit("answer", answer="yes")) == ["confirmed"]
    own_id = event_id(draft)
    waiting = "select count(*) from reminders where event_id = %s and state = 'waiting'"
    eventually(lambda: system.world.count("events", waiting, own_id) > 0)
    eventually(lambda: len(received(system, to)) == 2, within_s=20)  # invited and confirmed

    due = (
        "update reminders set due_at = now(), useful_until = now() + interval '1 day'"
        " where event_id = %s and what = 'day_before'"
    )
    system.world.rows("events", due, own_id)

    system.finished(own_id, people=1, kind="reminder_day_before")
    mails = eventually(lambda: len(found := received(system, to)) == 3 and found, within_s=20)
    assert mails
    assert LINK.search(mails[-1]["links"][0])
    assert states(Reader(system.web).open(link).submit("answer", answer="no")) == ["no"]
