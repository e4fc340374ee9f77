"""Questions and sessions of an event, walked through: asked after a yes, read by the organisers."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.support.reader import Page, Reader
from tests.support.system import System
from tests.support.walking import LINK, choose_town, event_id, import_sheet, publish, write_event

pytestmark = pytest.mark.integration


def someone(organiser: Reader, folder: Path, phone: str, town: str) -> None:
    """Put one person of a town of their own on record."""
    sheet = folder / "une.csv"
    sheet.write_text(
        f"prénom,nom,téléphone,langue,ville,sms\nTudert,Questionnée,{phone},fr,{town},oui\n",
        encoding="utf-8",
    )
    import_sheet(organiser, sheet)


def said(name: str, value: str) -> dict[str, Any]:
    """Fill one field of a form, whose name is known only when the page is there."""
    return {name: value}


def link_of(system: System, published: Page, phone: str) -> str:
    system.finished(event_id(published), people=1)
    mine = [m for m in system.received("sms") if m["recipient"].endswith(phone[1:])]
    return next(str(each) for each in mine[-1]["links"] if LINK.search(each))


def test_whoever_says_yes_is_asked_and_the_organiser_reads_it(
    system: System, organiser: Reader, tmp_path: Path
) -> None:
    phone = "0661000311"
    someone(organiser, tmp_path, phone, "Repasville")
    draft = write_event(organiser)
    questions = f"{draft.url}/questions"
    typed: dict[str, Any] = {"label_fr": "Quel repas ?", "choices_fr": "Avec viande\nSans viande"}
    organiser.open(questions).submit("kind", kind="choice", required="yes", **typed)
    organiser.open(questions).submit("kind", kind="text", label_fr="Une idée ?", choices_fr="")
    published = publish(choose_town(organiser, draft, "Repasville"))
    link = link_of(system, published, phone)

    young = Reader(system.web)
    assert "Quel repas ?" not in young.open(link).text
    yes = young.open(link).submit("answer", answer="yes")
    assert "Votre place est gardée" in yes.text
    choice, words = sorted(
        {each.get("name") for each in yes.all('//*[starts-with(@name, "reply-")]')}
    )
    if yes.all(f'//textarea[@name="{choice}"]'):
        choice, words = words, choice
    refused = yes.submit(choice, **said(words, "Le transport"))
    assert refused.status == 422
    assert "Le transport" in refused.text
    kept = yes.submit(choice, **said(choice, "1"), **said(words, "Le transport"))
    assert "Nous avons vos réponses" in kept.text

    page = organiser.open(f"{questions}/answers")
    assert "Questionnée" in page.text
    assert "Le transport" in page.text
    assert "1 a répondu" in page.text
    people = organiser.open(f"{draft.url}/people.csv").content.decode("utf-8-sig")
    head, row = csv.reader(io.StringIO(people), delimiter=";")
    assert dict(zip(head, row, strict=True))["Quel repas ?"] == "Sans viande"
    assert not [
        process.name
        for process in system.world.processes.values()
        if "Le transport" in process.log_path.read_text(errors="replace")
    ]


def test_whoever_has_a_place_chooses_a_session_and_the_organiser_sees_how_full_it_is(
    system: System, organiser: Reader, tmp_path: Path
) -> None:
    phone = "0661000312"
    someone(organiser, tmp_path, phone, "Séanceville")
    draft = write_event(organiser)
    sessions = organiser.open(f"{draft.url}/sessions")
    begins = sessions.all('//input[@name="starts_at"]')[0].get("value")
    ends = begins.replace("T10:00", "T11:00")
    typed: dict[str, Any] = {"title_fr": "Atelier d’écriture", "capacity": "1"}
    sessions.submit("starts_at", starts_at=begins, ends_at=ends, **typed)
    published = publish(choose_town(organiser, draft, "Séanceville"))
    link = link_of(system, published, phone)
    young = Reader(system.web)

    yes = young.open(link).submit("answer", answer="yes")
    (box,) = yes.all('//input[@name="session"]')
    kept = yes.submit("session", session=box.get("value"))

    assert "Vous participez à cette séance" in kept.text
    assert "1 places prises sur 1" in organiser.open(draft.url).text
    people = organiser.open(f"{draft.url}/people.csv").content.decode("utf-8-sig")
    head, row = csv.reader(io.StringIO(people), delimiter=";")
    assert dict(zip(head, row, strict=True))["10:00 Atelier d’écriture"] == "Oui"
    left = kept.submit("answer", answer="no")
    assert "0 places prises sur 1" in organiser.open(draft.url).text
    assert not left.all('//input[@name="session"]')


def test_a_sensitive_answer_is_in_the_vault_and_nowhere_else(
    system: System, organiser: Reader, tmp_path: Path
) -> None:
    phone, secret = "0661000313", f"Zkandalergie{uuid4().hex[:6]}"
    someone(organiser, tmp_path, phone, "Coffreville")
    draft = write_event(organiser)
    questions = f"{draft.url}/questions"
    typed: dict[str, Any] = {"label_fr": "Une allergie ?", "choices_fr": ""}
    organiser.open(questions).submit("kind", kind="text", sensitive="yes", **typed)
    published = publish(choose_town(organiser, draft, "Coffreville"))
    young = Reader(system.web)
    yes = young.open(link_of(system, published, phone)).submit("answer", answer="yes")
    (name,) = {each.get("name") for each in yes.all('//*[starts-with(@name, "reply-")]')}
    refused = yes.submit(name, **said(name, secret))
    assert refused.status == 422
    assert secret in refused.text

    agreed = name.replace("reply-", "agree-")
    kept = yes.submit(name, **said(name, secret), **said(agreed, "yes"))

    assert "Votre réponse est gardée" in kept.text
    assert secret not in kept.text
    assert "Une allergie ?" in organiser.open(f"{questions}/answers").text
    assert secret not in organiser.open(f"{questions}/answers").text
    assert secret not in organiser.open(f"{draft.url}/people.csv").content.decode("utf-8-sig")
    kept_of = "select count(*) from vault.answers where event_id = %s"
    assert system.world.count("members", kept_of, event_id(published)) == 1
    assert where_it_is(system, secret) == []

    left = kept.submit("answer", answer="no")
    back = left.submit("take_back", take_back=name.removeprefix("reply-"))
    assert "Votre réponse est gardée" not in back.text
    assert system.world.count("members", kept_of, event_id(published)) == 0


def where_it_is(system: System, secret: str) -> list[str]:
    """Name the tables of all services and the logs that have a word in them."""
    found = []
    for service in system.world.databases:
        tables = system.world.rows(
            service,
            "select format('%I.%I', schemaname, tablename) as name from pg_tables"
            " where schemaname not in ('pg_catalog', 'information_schema')",
        )
        for table in (row["name"] for row in tables):
            asked = f"select count(*) from {table} t where position(%s in t::text) > 0"
            if system.world.count(service, asked, secret):
                found.append(f"{service} {table}")
    logs = {p.name: p.log_path for p in system.world.processes.values()}
    found += [name for name, log in logs.items() if secret in log.read_text(errors="replace")]
    return found
