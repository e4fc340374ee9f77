"""The main way, through real pages, a real broker, real mail and a real gateway."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.ids import new_id
from shared.testing.waiting import eventually
from tests.support.reader import Reader
from tests.support.system import System
from tests.support.walking import (
    LINK,
    PLACES,
    choose_town,
    choose_young,
    event_id,
    import_sheet,
    links,
    publish,
    states,
    write_event,
)


@pytest.mark.integration
def test_from_a_sheet_of_members_to_a_place_that_changed_hands(
    system: System, organiser: Reader, sheet: Path
) -> None:
    """An organiser imports, publishes; young people answer until the hall is full, and beyond."""
    imported = import_sheet(organiser, sheet)
    assert imported.all('//*[contains(@class, "v-new")]')
    before = set(links(system))
    draft = write_event(organiser)
    published = publish(choose_young(organiser, draft))
    invitation = eventually(
        lambda: (s := system.send_of(event_id(published))) and s.finished and s.people > 60 and s,
        within_s=60,
        every_s=0.3,
    )
    assert sum(sum(states.values()) for states in invitation.totals.values()) >= invitation.people
    money = organiser.open(f"/events/{event_id(published)}/money").text
    expected = system.world.rows(
        "notifications", "select parts from quotes where event_id = %s", event_id(published)
    )
    assert "Prévu, et réel" in money
    assert expected[0]["parts"] >= invitation.parts > 0

    young = Reader(system.web, language="ar")
    asking = [link for link in links(system) if link not in before][: PLACES + 3]
    pages = [young.open(link).submit("answer", answer="yes") for link in asking]

    assert [states(page)[0] for page in pages] == ["confirmed"] * PLACES + ["waiting"] * 3
    assert states(young.open(asking[0]).submit("answer", answer="no"))[0] == "no"
    next_one = asking[PLACES]
    eventually(lambda: "offered" in states(young.open(next_one)))
    assert system.finished(event_id(published), people=1, kind="place_offered")
    assert states(young.open(next_one).submit("answer", answer="yes"))[0] == "confirmed"
    answers = organiser.open(f"{draft.url}/answers")
    assert answers.status == 200


def test_no_personal_data_is_in_any_log(system: System, organiser: Reader, tmp_path: Path) -> None:
    """A canary is imported, invited, answers and opts out; no process ever writes a word of it."""
    canary = tmp_path / "canary.csv"
    canary.write_text(
        "prénom,nom,téléphone,e-mail,langue,année de naissance,ville,accord sms,accord e-mail\n"
        "Zkanari,Kanariya,0661987654,zkanari@canary-members.com,fr,1930,Serinville,oui,oui\n"
        "Zkanari,Kanariya,2.12E+11,not an address zkanari,fr,3050,Serinville,oui,oui\n",
        encoding="utf-8",
    )
    import_sheet(organiser, canary)
    published = publish(choose_town(organiser, write_event(organiser), "Serinville"))
    system.finished(event_id(published), people=1)
    message = next(m for m in system.received("email") if "zkanari" in m["recipient"])
    link = next(each for each in message["links"] if LINK.search(each))
    reader = Reader(system.web)
    reader.open(link).submit("answer", answer="yes")
    reader.open(link).submit("what", what="all")

    code = link.rsplit("/", 1)[1]
    words = ("zkanari", "kanariya", "661987654", "canary-members", code)
    for process in system.world.processes.values():
        log = process.log_path.read_text(errors="replace").casefold()
        found = [word for word in words if word.casefold() in log]
        assert not found, f"{process.name} wrote {found} into its log"


def test_stop_holds_at_the_next_claim(system: System, organiser: Reader, tmp_path: Path) -> None:
    """Whoever stops messages gets no invitation to the next event."""
    sheet = tmp_path / "two.csv"
    sheet.write_text(
        "prénom,nom,téléphone,langue,ville,sms\n"
        "Hind,Reste,0661000101,fr,Arrêtville,oui\nIdir,Part,0661000102,fr,Arrêtville,oui\n",
        encoding="utf-8",
    )
    import_sheet(organiser, sheet)
    first = publish(choose_town(organiser, write_event(organiser), "Arrêtville"))
    system.finished(event_id(first), people=2)
    mine = [m for m in system.received("sms") if m["recipient"].endswith("661000102")]
    link = next(each for each in mine[0]["links"] if LINK.search(each))

    page = Reader(system.web).open(link).submit("what", what="all")
    assert page.status == 200
    second = publish(choose_town(organiser, write_event(organiser), "Arrêtville"))
    send = system.finished(event_id(second), people=2)

    assert send.totals.get("sms", {}).get("sent") == 1
    assert not [
        m
        for m in system.received("sms")
        if m["recipient"].endswith("661000102") and m["id"] > mine[-1]["id"]
    ]


def test_unknown_codes_and_pages_say_so_in_the_readers_language(system: System) -> None:
    for language in ("fr", "ar"):
        reader = Reader(system.web, language=language)
        for code in ("abcdefghi", "short", "0OIl0OIl0", "abcdefghi.", str(new_id())):
            page = reader.open(f"/i/{code}")

            assert page.status == 404
            assert page.language == language
