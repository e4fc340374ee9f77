"""The attendance sheet and the answers: on paper, as a workbook, as a sheet."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from pypdf import PdfReader

from services.web import fonts
from services.web.papers.attendance import ROWS_A_PAGE, Sheet
from shared.contracts.events import Arrival, AttendancePage, AttendanceRow, CardText
from shared.contracts.members import Name, Names
from tests.support import examples
from tests.support.web_site import EVENT, Site

DIRECTION_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def site() -> Site:
    return Site().sign_in()


def named(site: Site, *names: tuple[str, str]) -> None:
    """Let exactly these people have a place."""
    ids = [examples.an_id(5000 + n) for n in range(len(names))]
    row = examples.some_attendance().rows[0]
    rows = [
        AttendanceRow(member_id=i, answer="yes", place="confirmed", answered_at=row.answered_at)
        for i in ids
    ]
    pages = [rows[begin : begin + 500] for begin in range(0, len(rows), 500)] or [[]]

    def attendance(request: Any) -> AttendancePage:
        place = 0 if request.after is None else ids.index(request.after) // 500 + 1
        last = place + 1 == len(pages)
        following = None if last else pages[place][-1].member_id
        return AttendancePage(card=examples.a_card(), rows=pages[place], next=following)

    by_id = dict(zip(ids, names, strict=True))
    site.services.answers["events.attendance"] = attendance
    site.services.answers["members.names"] = lambda request: Names(
        names=[a_name(i, by_id[i]) for i in request.member_ids]
    )


def a_name(member_id: UUID, name: tuple[str, str]) -> Name:
    return Name(member_id=member_id, first_name=name[0], last_name=name[1])


def words(site: Site) -> Iterator[str]:
    """Give what each page of the sheet says, as a program reads it."""
    answer = site.get(f"{EVENT}/attendance.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    for page in PdfReader(io.BytesIO(answer.data)).pages:
        yield DIRECTION_MARKS.sub("", page.extract_text())


def cells(data: bytes) -> str:
    """Give the sheet of a workbook as it is written."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return book.read("xl/worksheets/sheet1.xml").decode()


def test_the_sheet_has_25_lines_a_page_and_says_which_page_it_is(site: Site) -> None:
    named(site, *[(f"Prénom{n:03}", "Nom") for n in range(60)])

    pages = list(words(site))

    assert len(pages) == 3
    for number, page in enumerate(pages, 1):
        assert page.count("Prénom0") == (25, 25, 10)[number - 1]
        assert f"{number} / 3" in page
        assert "Feuille de présence" in page
        assert "Signature" in page
        assert examples.TEXTS["fr"].title in page
    assert "75" in pages[2]


def test_there_are_empty_lines_for_whoever_comes_without_a_place() -> None:
    for people, lines in ((0, 25), (1, 25), (20, 25), (21, 50), (25, 50), (50, 75)):
        sheet = Sheet(card=examples.a_card(), association="A", names=["x"] * people)
        assert len(sheet.lines) == lines
        assert lines % ROWS_A_PAGE == 0


def test_french_and_arabic_are_on_one_page_each_with_its_letters_joined(site: Site) -> None:
    named(site, ("أمينة", "العلوي"), ("Youssef", "Aït Benhaddou"), ("ⵜⵉⵍⵉⵍⴰ", "ⴰⵎⵖⴰⵔ"))

    answer = site.get(f"{EVENT}/attendance.pdf")

    reader = PdfReader(io.BytesIO(answer.data))
    used = {
        str(font.get_object()["/BaseFont"])
        for font in reader.pages[0]["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert {name.rpartition("+")[2].partition("-")[0] for name in used} >= {
        "NotoSans",
        "NotoSansArabic",
    }
    assert any("Tifinagh" in name for name in used)
    text = reader.pages[0].extract_text()
    assert "Youssef Aït Benhaddou" in text
    assert "ⵜⵉⵍⵉⵍⴰ ⴰⵎⵖⴰⵔ" in text


def test_names_are_in_their_order_whatever_accents_they_have(site: Site) -> None:
    named(site, ("Zoé", "Öztürk"), ("Ali", "Ouafi"), ("Éva", "Amrani"), ("Eva", "Zahi"))

    (page,) = words(site)

    found = re.findall("Éva Amrani|Ali Ouafi|Zoé Öztürk|Eva Zahi", page)
    assert found == ["Éva Amrani", "Ali Ouafi", "Zoé Öztürk", "Eva Zahi"]


def test_all_people_are_on_it_asked_for_500_at_a_time(site: Site) -> None:
    named(site, *[(f"P{n:04}", "") for n in range(1201)])

    text = cells(site.get(f"{EVENT}/attendance.xlsx").data)

    assert {f"P{n:04}" for n in range(1201)} <= set(re.findall(r"P\d{4}", text))
    asked = site.services.commands("events.attendance")
    assert [bool(wish.after) for wish in asked] == [False, True, True]
    assert {wish.taken_out for wish in asked} == {"attendance-sheet-taken-out"}
    assert max(len(wish.member_ids) for wish in site.services.commands("members.names")) == 500


def test_a_hall_too_large_for_paper_is_told_so(site: Site) -> None:
    named(site, *[("P", "") for _ in range(5001)])

    answer = site.get(f"{EVENT}/attendance.pdf")

    assert answer.status_code == 422


def test_nothing_in_the_workbook_calculates_or_leads_away(site: Site) -> None:
    named(site, ("=cmd|' /C calc'!A0", ""), ("+1", ""), ("https://evil.example", ""), ("007", ""))

    text = cells(site.get(f"{EVENT}/attendance.xlsx").data)

    assert "<f>" not in text
    assert "<hyperlink" not in text
    assert "=cmd|" in text
    assert text.count('t="inlineStr"') >= 4


def test_the_workbook_of_an_arabic_reader_begins_at_the_right(site: Site) -> None:
    site.sign_in(language="ar")

    assert 'rightToLeft="1"' in cells(site.get(f"{EVENT}/attendance.xlsx").data)


def test_an_event_without_arabic_says_its_title_once() -> None:
    card = examples.a_card(texts={"fr": CardText(title="Forum")}, languages=["fr"])
    sheet = Sheet(card=card, association="A", names=[])

    assert (sheet.title("fr"), sheet.title("ar")) == ("Forum", "")


def test_the_answers_are_taken_along_with_names(site: Site) -> None:
    answer = site.get(f"{EVENT}/people.csv")

    lines = answer.get_data(as_text=True).splitlines()
    assert lines[0].lstrip("\ufeff").split(";")[:3] == ["Prénom", "Nom de famille", "Réponse"]
    assert len(lines) == 9
    assert site.services.commands("events.attendance")[0].taken_out == "answers-taken-out"


def test_without_the_names_there_is_no_sheet_but_a_page_that_says_so(site: Site) -> None:
    site.services.down.add("members")

    assert site.get(f"{EVENT}/attendance.pdf").status_code == 503


def test_where_the_fonts_are_missing_there_is_the_workbook(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setattr(fonts, "FOLDER", tmp_path)

    assert site.get(f"{EVENT}/attendance.pdf").status_code == 404
    assert "attendance.pdf" not in site.get(f"{EVENT}/answers").text
    assert site.get(f"{EVENT}/attendance.xlsx").status_code == 200


@pytest.mark.parametrize("path", ["attendance.pdf", "attendance.xlsx", "people.csv"])
def test_whoever_reads_no_names_takes_none_along(path: str) -> None:
    site = Site().sign_in(scopes=["events:read", "people:count"])

    assert site.get(f"{EVENT}/{path}").status_code == 403


def test_whom_somebody_brings_has_a_line_to_write_a_name_on(site: Site) -> None:
    named(site, ("Aya", "Berrada"))
    asked = site.services.answers["events.attendance"]
    site.services.answers["events.attendance"] = lambda request: replace(
        asked(request), rows=[replace(row, guests=2) for row in asked(request).rows]
    )

    text = cells(site.get(f"{EVENT}/attendance.xlsx").data)

    assert re.findall(r"[^>]*Aya Berrada", text) == [
        *("Aya Berrada", "+1 · Aya Berrada", "+2 · Aya Berrada")
    ]


def test_whoever_came_without_an_answer_is_in_the_sheet_of_answers(site: Site) -> None:
    came = Arrival(member_id=examples.an_id(101), came_at=examples.START)
    site.services.answers["events.attendance"] = examples.some_attendance(
        rows=[], unannounced=[came]
    )

    lines = site.get(f"{EVENT}/people.csv").get_data(as_text=True).splitlines()

    assert len(lines) == 2
    assert lines[1].startswith("Youssef;Aït Benhaddou;;;0;;")
