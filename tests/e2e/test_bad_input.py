"""Bad input: a clear sentence in the reader's language, the right status, nothing half-done."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from shared.testing.waiting import eventually
from tests.e2e.test_journey import event_id, import_sheet, links, publish, write_event
from tests.support.installed import EMAIL, PASSWORD
from tests.support.reader import Page, Reader
from tests.support.system import System

LANGUAGES = ("fr", "ar")
SOON = datetime.now() + timedelta(days=9)  # noqa: DTZ005 - the form takes a wall clock


@pytest.fixture(params=LANGUAGES)
def reader(request: pytest.FixtureRequest, system: System) -> Reader:
    """An organiser who reads in that language."""
    reader = Reader(system.web, language=request.param)
    page = reader.open("/sign-in").submit("password", email=EMAIL, password=PASSWORD)
    page = reader.open("/events").submit("language", language=request.param)
    assert page.language == request.param
    return reader


def complaint(page: Page) -> str:
    """Give the sentence that says what is wrong."""
    said = page.all('//*[@id="problem"] | //*[contains(@class, "notice bad")]')
    return " ".join(said[0].text_content().split()) if said else ""


@pytest.mark.parametrize(
    "changes",
    [
        {"starts_at": "2020-01-01T10:00", "ends_at": "2020-01-01T12:00"},
        {"capacity": "0"},
        {"capacity": "-3"},
        {"capacity": "1000000000000"},
        {"capacity": "many"},
        {"ends_at": (SOON - timedelta(days=5)).strftime("%Y-%m-%dT10:00")},
        {"starts_at": "2027-02-30T10:00"},
        {"starts_at": "not a time"},
        {"zone": "Africa/Nowhere"},
        {"title_fr": "", "title_ar": ""},
    ],
    ids="-".join,
)
def test_an_event_that_cannot_be(system: System, reader: Reader, changes: dict[str, str]) -> None:
    before = system.world.count("events", "select count(*) from events")

    page = write_event(reader, **changes)

    assert page.status == 422
    assert complaint(page)
    assert page.language in LANGUAGES
    assert system.world.count("events", "select count(*) from events") == before
    if "title_fr" not in changes:
        assert page.all('//input[@name="title_fr"]')[0].get("value") == "Forum des jeunes"


def test_complaints_are_in_the_readers_language(system: System, reader: Reader) -> None:
    page = write_event(reader, capacity="0")

    sentence = complaint(page)
    arabic = any("\u0600" <= letter <= "\u06ff" for letter in sentence)
    assert arabic == (page.language == "ar")
    assert "capacity-too-small" not in sentence


SHEETS = {
    "not a sheet.xlsx": b"%PDF-1.7 this is no sheet at all",
    "empty.csv": b"",
    "only a header.csv": "prénom,nom,téléphone\n".encode(),
    "odd bytes.csv": b"pr\xe9nom,nom,t\xe9l\x81phone\n\x00\xff\xfe\x8d\x9d,\x81,\x8f\n" * 3,
    "no columns we know.csv": b"alpha,beta\n1,2\n",
}


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_that_is_not_one(system: System, reader: Reader, name: str) -> None:
    before = system.world.count("members", "select count(*) from people")

    page = reader.open("/imports").submit("consent_wording", files={"sheet": (name, SHEETS[name])})
    if "/imports/" in page.url:
        page = eventually(
            lambda: (now := reader.open(page.url)) and not now.all("//*[@data-live]") and now,
            within_s=30,
        )

    assert complaint(page)
    assert system.world.count("members", "select count(*) from people") == before


def test_a_sheet_over_the_limit(system: System, reader: Reader) -> None:
    page = reader.open("/imports").submit(
        "consent_wording", files={"sheet": ("large.csv", b"a,b\n" * 5_500_000)}
    )

    assert page.status == 413
    assert len(page.all("//main")[0].text_content().split()) > 5
    assert page.language in LANGUAGES


def test_odd_rows_are_kept_apart_and_good_ones_go_in(
    system: System, organiser: Reader, tmp_path: Path
) -> None:
    """A formula, two numbers in a cell, lost digits, a letter for a nought: a verdict for each."""
    sheet = tmp_path / "odd.csv"
    sheet.write_text(
        "prénom;nom;téléphone;langue;année de naissance;accord sms\n"
        "Bonne;Ligne;0661000301;fr;1921;oui\n"
        "Deux;Numéros;0661000302 / 0522000302;fr;1921;oui\n"
        "Chiffres;Perdus;2.12E+11;fr;1921;oui\n"
        "Lettre;Perdue;O661000303;fr;1921;oui\n"
        '=HYPERLINK("http://evil.example");Formule;=1+1;fr;1921;oui\n',
        encoding="utf-8",
    )

    page = import_sheet(organiser, sheet)

    rows = page.text
    assert "2.12E+11" not in rows or "Perdus" in rows
    people = system.world.rows(
        "members", "select last_name from people where last_name in ('Ligne', 'Numéros')"
    )
    assert len(people) == 2
    assert not system.world.rows("members", "select from people where last_name = 'Perdue'")


def test_an_expired_code_is_like_an_unknown_one(system: System, organiser: Reader) -> None:
    sheet = "prénom,nom,téléphone,langue,année de naissance,sms\nA,Expiré,0661000401,fr,1934,oui\n"
    folder = Path(system.world.folder)
    (folder / "expired.csv").write_text(sheet, encoding="utf-8")
    import_sheet(organiser, folder / "expired.csv")
    known = set(links(system))
    published = publish(organiser, write_event(organiser), age_from="92", age_to="92")
    system.finished(event_id(published), people=1)
    link = next(each for each in links(system) if each not in known)
    reader = Reader(system.web)
    assert reader.open(link).status == 200

    system.world.rows("events", "update codes set expires_at = now() - interval '1 day'")

    gone, never = reader.open(link), reader.open("/i/abcdefghi")
    assert gone.status == never.status == 404
    assert gone.text == never.text


def test_looking_at_a_link_changes_nothing(system: System, organiser: Reader) -> None:
    before = system.world.count("events", "select count(*) from rsvps")
    for link in links(system)[:3]:
        for method in ("GET", "HEAD", "OPTIONS"):
            Reader(system.web).http.request(method, link, timeout=10)

    assert system.world.count("events", "select count(*) from rsvps") == before
