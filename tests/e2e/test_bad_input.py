"""Bad input: a clear sentence in the reader's language, the right status, nothing half-done."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from shared.ids import new_id
from shared.testing.waiting import eventually
from tests.support.installed import EMAIL, PASSWORD
from tests.support.reader import Page, Reader
from tests.support.system import System
from tests.support.walking import choose_town, event_id, import_sheet, links, publish, write_event

LANGUAGES = ("fr", "ar")
TOWN = "Essaiville"
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
        {"ends_at": SOON.strftime("%Y-%m-%dT10:00"), "starts_at": SOON.strftime("%Y-%m-%dT10:00")},
        {"starts_at": "2027-02-30T10:00"},
        # After Ramadan the clocks go from 02:00 to 03:00.
        {"starts_at": "2027-03-14T02:30", "ends_at": "2027-03-14T05:00"},
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


def test_of_an_hour_that_comes_twice_the_first_is_kept(system: System, organiser: Reader) -> None:
    """Before Ramadan, on 7 February 2027, the clocks go from 03:00 back to 02:00."""
    page = write_event(organiser, starts_at="2027-02-07T02:30", ends_at="2027-02-07T06:00")

    assert page.status == 200
    (row,) = system.world.rows(
        "events", "select starts_at from events where id = %s", event_id(page)
    )
    assert row["starts_at"] == datetime(2027, 2, 7, 1, 30, tzinfo=UTC)


def test_an_event_is_published_once_however_often_it_is_sent(
    system: System, organiser: Reader, invitation: str
) -> None:
    assert invitation  # of the person who is chosen here
    draft = write_event(organiser)
    check = choose_town(organiser, draft, TOWN)
    twice = [check.submit("command_id"), check.submit("command_id")]
    another_window = check.submit("command_id", command_id=str(new_id()))

    assert [page.status for page in twice] == [200, 200]
    assert another_window.status == 422
    assert complaint(another_window)
    waves = "select count(*) from waves where event_id = %s"
    assert system.world.count("events", waves, event_id(draft)) == 1


def test_who_publishes_to_nobody_is_told_so_before(system: System, reader: Reader) -> None:
    draft = write_event(reader)
    check = choose_town(reader, draft, "Personneville")

    sent = check.submit("command_id")
    said = complaint(check)
    assert said == complaint(sent)
    assert sent.status == 422
    state = "select state from events where id = %s"
    assert system.world.rows("events", state, event_id(draft)) == [{"state": "draft"}]
    assert any("\u0600" <= letter <= "\u06ff" for letter in said) == (check.language == "ar")


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
    sheet = "prénom,nom,téléphone,langue,ville,sms\nA,Expiré,0661000401,fr,Expiréville,oui\n"
    folder = Path(system.world.folder)
    (folder / "expired.csv").write_text(sheet, encoding="utf-8")
    import_sheet(organiser, folder / "expired.csv")
    known = set(links(system))
    published = publish(choose_town(organiser, write_event(organiser), "Expiréville"))
    system.finished(event_id(published), people=1)
    link = next(each for each in links(system) if each not in known)
    reader = Reader(system.web)
    assert reader.open(link).status == 200

    expire = "update codes set expires_at = now() - interval '1 day' where event_id = %s"
    system.world.rows("events", expire, event_id(published))

    gone, never = reader.open(link), reader.open("/i/abcdefghi")
    assert gone.status == never.status == 404
    assert gone.text == never.text


def test_looking_at_a_link_changes_nothing(system: System, organiser: Reader) -> None:
    before = system.world.count("events", "select count(*) from rsvps")
    for link in links(system)[:3]:
        for method in ("GET", "HEAD", "OPTIONS"):
            Reader(system.web).http.request(method, link, timeout=10)

    assert system.world.count("events", "select count(*) from rsvps") == before


# --- Links, forms and what machines send -----------------------------------------------------


@pytest.fixture(scope="module")
def invitation(system: System, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the path of one person's invitation that is good."""
    organiser = Reader(system.web)
    organiser.open("/sign-in").submit("password", email=EMAIL, password=PASSWORD)
    sheet = tmp_path_factory.mktemp("bad input") / "one.csv"
    sheet.write_text(
        f"prénom,nom,téléphone,langue,ville,sms\nNour,Essai,0661000451,fr,{TOWN},oui\n",
        encoding="utf-8",
    )
    import_sheet(organiser, sheet)
    known = set(links(system))
    draft = write_event(organiser, guests_most="3")
    published = publish(choose_town(organiser, draft, TOWN))
    system.finished(event_id(published), people=1)
    return urlsplit(next(link for link in links(system) if link not in known)).path


def test_every_code_that_is_not_quite_one_gets_the_same_page(
    system: System, invitation: str
) -> None:
    code = invitation.removeprefix("/i/")
    letter = "b" if code[0] != "b" else "c"
    wrong = [letter + code[1:], code[:-1], code.swapcase(), code + ".", code + "/", code + "1"]
    others = [code[::-1], "0OIl0OIl0", "%00", "a" * 3_000, "نورنورنور", str(new_id())]
    reader = Reader(system.web)
    never = reader.open("/i/abcdefghi")

    for tried in (*wrong, *others):
        page = reader.open(f"/i/{tried}")
        assert (page.status, page.text) == (404, never.text), tried
    assert Reader(system.web).open(invitation).status == 200


def test_a_code_opens_nothing_that_it_is_not_for(system: System, invitation: str) -> None:
    code = invitation.removeprefix("/i/")
    reader = Reader(system.web)

    for door in ("/p", "/propose", "/password"):
        assert reader.open(f"{door}/{code}").status in (404, 422), door
    assert reader.post(f"/join/link/{code}", {}).status in (404, 422)
    assert reader.open(f"/calendar/{code}.ics").status == 404


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"answer": "perhaps"}, 400),
        ({"answer": ""}, 400),
        ({"answer": ["yes", "no"], "member_id": "me"}, 400),
        ({"answer": "yes", "member_id": "01900000-0000-7000-8000-00000000dead"}, 404),
        ({"answer": "yes", "guests": "-1"}, 422),
        ({"answer": "yes", "guests": "4"}, 422),
        ({"answer": "yes", "guests": "999"}, 422),
        ({"answer": "yes", "guests": "1e3"}, 400),
        ({"answer": "yes", "guests": "٣"}, 400),
        ({"answer": "yes", "guests": "9" * 40}, 400),
    ],
    ids=str,
)
def test_an_answer_that_cannot_be(
    system: System, invitation: str, changes: dict[str, Any], status: int
) -> None:
    before = system.world.count("events", "select count(*) from rsvps")

    for language in LANGUAGES:
        reader = Reader(system.web, language=language)
        page = reader.open(f"{invitation}?lang={language}").submit("answer", **changes)

        assert page.status == status
        assert page.language == language
        assert len(page.all("//main")[0].text_content().split()) > 5
    assert system.world.count("events", "select count(*) from rsvps") == before


BODIES = {
    "nothing": "",
    "half": '{"scans": [',
    "no object": "[1, 2, 3]",
    "no list": '{"scans": 5}',
    "no scan": '{"scans": ["here"]}',
    "not a number": '{"scans": [], "clock": NaN}',
    "twice the same key": '{"clock": "x", "clock": [], "scans": []}',
    "a hundred thousand deep": "[" * 100_000,
    "half a letter": '{"scans": [], "clock": "\\ud800"}',
    "a letter that no text holds": '{"scans": [], "clock": "\\u0000", "phone": "\\u0000"}',
    "larger than any phone tells": "x" * 10_000_000,
}


KINDS = ("application/json", "text/plain", "application/xml")


def test_what_no_phone_says(system: System, organiser: Reader) -> None:
    """Whatever comes to the door's addresses is refused, and they go on answering."""
    door = f"{system.web}/door/{event_id(write_event(organiser))}"
    token = organiser.open("/account").all("//input[@name='csrf_token']")[0].get("value")

    wrong = {}
    for name, kind in product(BODIES, KINDS):
        for path in ("scans", "desk.json", "desk/answer.json"):
            answer = organiser.http.post(
                f"{door}/{path}",
                data=BODIES[name],
                headers={"Content-Type": kind, "X-CSRFToken": token, "Connection": "close"},
                timeout=20,
            )
            refused = answer.status_code == 200 and answer.json().get("refused")
            if not refused and answer.status_code not in (400, 413, 422):
                wrong[name, kind, path] = answer.status_code
    assert wrong == {}


CURSORS = ("-1", "0", "9" * 40, "many", "~", "2027-01-01~x", "\0", "a" * 900, "\u0661")


def test_a_page_that_there_is_not(system: System, organiser: Reader) -> None:
    """Lists and feeds that are read page by page; an address can be typed by anybody."""
    draft = event_id(write_event(organiser))
    inside = [
        *("/events", "/members", "/members/doubles", "/proposals", "/written", "/door"),
        *(f"/events/{draft}/{name}" for name in ("answers", "report", "questions/answers")),
        *(f"/door/{draft}/{name}" for name in ("came", "list")),
    ]
    outside = ["/agenda", "/agenda.ics", "/agenda.rss", "/agenda.atom", "/agenda.json"]

    wrong = {}
    for path, typed in product(inside + outside, CURSORS):
        names = dict.fromkeys(("after", "page", "limit", "axis"), typed)
        answer = organiser.http.get(f"{system.web}{path}", params=names, timeout=20)
        if answer.status_code not in (200, 400, 404, 422):
            wrong[path, typed] = answer.status_code
    assert wrong == {}


def test_a_letter_that_no_text_holds(system: System, invitation: str) -> None:
    reader = Reader(system.web)

    for path, name in (("/join", "first_name"), ("/propose", "idea"), ("/my-page", "address")):
        assert reader.post(path, {name: "a\0b"}).status == 400, path
    assert reader.post(f"{invitation}/questions", {"0": "\0"}).status == 400
    assert reader.open("/propose?lang=fr%00").status == 400


@pytest.mark.parametrize("length", ["-1", "many", "99999999999999999999", "1e3", "0x10", ""])
def test_a_length_that_is_none(system: System, length: str) -> None:
    place = urlsplit(system.web)
    assert place.hostname
    assert place.port
    with socket.create_connection((place.hostname, place.port), timeout=10) as line:
        head = f"POST /join HTTP/1.1\r\nHost: {place.netloc}\r\nConnection: close\r\n"
        form = "Content-Type: application/x-www-form-urlencoded\r\n"
        line.sendall(f"{head}{form}Content-Length: {length}\r\n\r\na=b".encode())
        line.shutdown(socket.SHUT_WR)
        status = line.recv(64).split(b" ")[1:2]

    assert status in ([b"400"], [b"413"], [b"422"])
    assert Reader(system.web).open("/join").status == 200


def test_signing_in_leads_nowhere_else(system: System) -> None:
    for target in ("//evil.example", "https://evil.example/", "/\\evil.example", "/events\r\nX: y"):
        reader = Reader(system.web)
        page = reader.open("/sign-in").submit(
            "password", email=EMAIL, password=PASSWORD, next=target
        )

        assert page.status == 200
        assert urlsplit(page.url).netloc == urlsplit(system.web).netloc
