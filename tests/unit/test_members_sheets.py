"""Sheets as files: read by their content, whatever they are called, or refused with a reason."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Sequence
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from services.members.errors import (
    EmptySheet,
    MissingColumns,
    NotASheet,
    ProtectedSheet,
    TooLarge,
    TooOldFormat,
    UnreadableSheet,
    WrongEncoding,
)
from services.members.sheets import people, workbook
from tests.support.members import SheetPerson, people_in

HEADER = "Prénom,Nom,Téléphone,E-mail\n"
TWO = HEADER + "Amélie,Alaoui,0612345678,a@b.example\nÉlodie,Béniçà,0612345679,\n"
ARABIC = "الاسم الشخصي;الاسم العائلي;رقم الهاتف\nمحمد;العلوي;0612345678\n"


def read(content: bytes) -> list[SheetPerson]:
    return list(people_in(io.BytesIO(content)))


def an_xlsx(*rows: Sequence[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr, arg-type]
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def repacked(xlsx: bytes, name: str, content: bytes) -> bytes:
    """Give the workbook with one part replaced or added."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for part in source.namelist():
            if part != name:
                archive.writestr(part, source.read(part))
        archive.writestr(name, content)
    return target.getvalue()


A_BOOK = an_xlsx(["Prénom", "Téléphone"], ["Amina", "0612345678"])

# --- Text ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_french_is_read_in_whatever_it_was_saved(encoding: str) -> None:
    rows = read(TWO.encode(encoding))

    assert [row.cells["first_name"] for row in rows] == ["Amélie", "Élodie"]
    assert [row.row for row in rows] == [2, 3]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "cp1256"])
def test_arabic_is_read_in_whatever_it_was_saved(encoding: str) -> None:
    assert read(ARABIC.encode(encoding))[0].cells["first_name"] == "محمد"


def test_tifinagh_is_read() -> None:
    assert read("Prénom,Mobile\nⵉⴷⵉⵔ,0612345678\n".encode())[0].cells["first_name"] == "ⵉⴷⵉⵔ"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_separator_is_found(delimiter: str) -> None:
    row = read(TWO.replace(",", delimiter).encode())[0]

    assert row.cells["phone"] == "0612345678"


def test_quoted_cells_may_hold_lines_and_separators() -> None:
    content = 'Prénom;Téléphone\n"Amina; la grande";"0612345678\n0698765432"\n'

    assert read(content.encode())[0].cells == {
        "first_name": "Amina; la grande",
        "phone": "0612345678\n0698765432",
    }


def test_rows_with_nothing_in_them_are_passed_over_and_numbers_stay() -> None:
    rows = read((HEADER + ",,,\nAmina,,0612345678,\n\n ,,,\nYoussef,,0612345679,\n").encode())

    assert [(row.row, row.cells["first_name"]) for row in rows] == [(3, "Amina"), (6, "Youssef")]


def test_a_row_with_too_many_or_too_few_cells_is_read_as_far_as_it_goes() -> None:
    rows = read((HEADER + "Amina,A,0612345678,,x,y,z\nYoussef\n").encode())

    assert rows[0].cells["phone"] == "0612345678"
    assert rows[1].cells == {"first_name": "Youssef"}


@pytest.mark.parametrize(
    ("written", "first_name"),
    [
        ('"Amina" ,Alaoui,0612345670,', "Amina "),
        ('"Amina "la grande"",Alaoui,0612345670,', 'Amina la grande""'),
        ('Amina "la grande",Alaoui,0612345670,', 'Amina "la grande"'),
    ],
)
def test_a_stray_quotation_mark_does_not_keep_the_others_out(written: str, first_name: str) -> None:
    content = f'{HEADER}Driss,B,"0612345671",\n{written}\n"Tilli","x\ny",0612345672,\n'

    rows = read(content.encode())

    assert [(row.row, row.cells["phone"]) for row in rows] == [
        (2, "0612345671"),
        (3, "0612345670"),
        (4, "0612345672"),
    ]
    assert rows[1].cells["first_name"] == first_name
    assert rows[2].cells["last_name"] == "x\ny"


@pytest.mark.parametrize(
    "written",
    [
        '"Amina,Alaoui,0612345670,\n"Brahim",B,0612345671,\n',
        'Driss,B,0612345671,\nAmina,Alaoui,0612345670,"\n',
        '"Amina "a, b"",0612345670,,\n',
    ],
)
def test_where_a_quotation_mark_may_have_joined_two_the_row_is_said(written: str) -> None:
    with pytest.raises(NotASheet) as refusal:
        read((HEADER + written).encode())

    assert refusal.value.detail["row"] in (2, 3)


def test_many_stray_quotation_marks_are_read_in_a_moment() -> None:
    begun = time.monotonic()

    rows = read((HEADER + '"Amina" ,Alaoui,0612345670,\n' * 20_000).encode())

    assert len(rows) == 20_000
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_what_excel_writes_and_hides_in_front_of_a_sheet_is_no_row(delimiter: str) -> None:
    content = f"sep={delimiter}\r\n" + TWO.replace(",", delimiter)

    assert [row.row for row in read(content.encode())] == [2, 3]


ALONE = "Liste des adhérents 2026\n"
SPREAD = "Liste des adhérents,Rabat,2026\n"


@pytest.mark.parametrize("title", [ALONE, ALONE + "\n,,\n", SPREAD, ALONE + SPREAD])
def test_lines_of_title_above_the_header_are_no_rows(title: str) -> None:
    rows = read((title + TWO).encode())

    first = title.count("\n") + 2
    assert [(row.row, row.cells["first_name"]) for row in rows] == [
        (first, "Amélie"),
        (first + 1, "Élodie"),
    ]


def test_a_title_does_not_choose_the_separator() -> None:
    rows = read(("Membres, Rabat, Salé, Témara, Kénitra\n" + TWO.replace(",", ";")).encode())

    assert rows[0].cells["phone"] == "0612345678"


def test_below_a_title_a_header_that_nobody_knows_is_still_the_header() -> None:
    titles = people.open_sheet(io.BytesIO(b"Our people\nWho,Reached at\nAmina,0612345678\n"))

    assert titles.header == ["Who", "Reached at"]


def test_a_header_of_one_column_is_no_title() -> None:
    titles = people.open_sheet(io.BytesIO("Téléphone\n0612345678\n0612345679,Mobile\n".encode()))

    assert titles.header == ["Téléphone"]


def test_what_somebody_answered_is_no_header() -> None:
    content = "Who,Reached at,How,By\nAmina,0612345678,SMS,Mobile\nBrahim,0612345679,,Mobile\n"

    titles = people.open_sheet(io.BytesIO(content.encode()))

    assert titles.header == ["Who", "Reached at", "How", "By"]


def test_people_above_the_header_are_not_lost() -> None:
    rows = read(("Amina,Alaoui,0612345670,\n" + TWO).encode())

    assert [row.cells["phone"] for row in rows] == ["0612345670", "0612345678", "0612345679"]
    assert [row.row for row in rows] == [1, 3, 4]


def test_a_nul_does_not_reach_the_database() -> None:
    row = read((HEADER + "Ami\x00na,El Alaoui El Idrissi,0612345678,a@b.example\n").encode())[0]

    assert row.cells["first_name"] == "Ami\x1ana"


# --- Workbooks -------------------------------------------------------------------------------


def test_a_workbook_may_have_a_title_above_its_header() -> None:
    title: list[list[object]] = [["Liste des adhérents 2026"], [], ["le", 12, "novembre"], []]

    (row,) = read(an_xlsx(*title, ["Prénom", "Nom", "GSM"], ["Amina", "Alaoui", 612345678]))

    assert row.row == 6
    assert row.cells == {"first_name": "Amina", "last_name": "Alaoui", "phone": 612345678}


def test_a_workbook_is_read_with_its_own_row_numbers() -> None:
    rows = read(an_xlsx(["Prénom", "Taille", "Téléphone"], [], ["Amina", "XL", 612345678]))

    assert rows == [SheetPerson(row=3, cells={"first_name": "Amina", "phone": 612345678})]


def test_cells_become_texts_and_numbers() -> None:
    header = ["Prénom", "Téléphone", "Date de naissance", "Autorisation parentale", "SMS"]
    row = ["Amina", 2.12612345678e11, datetime(2004, 3, 12), date(2026, 3, 1), True]  # noqa: DTZ001

    cells = read(an_xlsx(header, row))[0].cells

    assert cells["phone"] == 212612345678
    assert cells["birth"] == "2004-03-12T00:00:00"
    assert str(cells["guardian_consent"]).startswith("2026-03-01")
    assert cells["sms_consent"] == "true"


def test_a_formula_is_what_is_written_and_is_not_run() -> None:
    rows = read(an_xlsx(["Prénom", "Téléphone"], ["=1+1", "=B9"]))

    assert rows[0].cells == {"first_name": "=1+1", "phone": "=B9"}


def test_a_formula_over_several_cells_is_what_is_written_too() -> None:
    rows = read(an_xlsx(["Prénom", "Téléphone"], ["Amina", ArrayFormula("B2:B3", "=B9:B10")]))

    assert rows[0].cells["phone"] == "=B9:B10"


def test_what_a_file_says_of_its_size_is_not_believed() -> None:
    source = an_xlsx(["Prénom", "Téléphone"], *[["Amina", "0612345678"]] * 5)
    with zipfile.ZipFile(io.BytesIO(source)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").replace(b"A1:B6", b"A1:A1")

    assert len(read(repacked(source, "xl/worksheets/sheet1.xml", sheet))) == 5


# --- Refusals --------------------------------------------------------------------------------

BOMB = repacked(A_BOOK, "xl/media/big.xml", b"0" * 1000)
ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", EmptySheet),
        (b"\n\n  \n", EmptySheet),
        (HEADER.encode(), EmptySheet),
        ((HEADER + ",,,\n").encode(), EmptySheet),
        (an_xlsx(["Prénom", "Téléphone"]), EmptySheet),
        (an_xlsx(), EmptySheet),
        (b"%PDF-1.7 ...", NotASheet),
        (b"\x89PNG\r\n\x1a\n\x00\x00", NotASheet),
        (b"PK\x03\x04 not really", NotASheet),
        (repacked(b"PK\x05\x06" + b"\x00" * 18, "mimetype", b"text"), NotASheet),
        (A_BOOK[:2000], NotASheet),
        (repacked(A_BOOK, "xl/worksheets/sheet1.xml", b"<not xml"), NotASheet),
        (repacked(A_BOOK, "xl/worksheets/sheet1.xml", ENTITIES), NotASheet),
        (b"<html><table><tr><td>Nom</td></tr></table></html>", NotASheet),
        (b"hello, this is a letter", MissingColumns),
        (b"Dear all\nthis is a letter\n", NotASheet),
        (bytes(range(256)) * 20, NotASheet),
        ((HEADER + '"Amina,,0612345678\n' * 3).encode(), NotASheet),
        (OLE + b"\x00" * 500, TooOldFormat),
        (OLE + b"\x00" * 500 + "EncryptedPackage".encode("utf-16-le"), ProtectedSheet),
        (b"a,b\n1,2\n", MissingColumns),
        ("Prénom,Ville\nAmina,Fès\n".encode(), MissingColumns),
        (an_xlsx(["Nom", "Ville"], ["Amina", "Fès"]), MissingColumns),
        (TWO.encode("utf-8") * 2 + b"\xff\xfe\xe9", WrongEncoding),
        (TWO.encode("utf-16")[:-1], WrongEncoding),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(
    content: bytes, refusal: type[UnreadableSheet]
) -> None:
    with pytest.raises(refusal):
        read(content)


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_UNPACKED", 5000)

    with pytest.raises(TooLarge):
        read(BOMB)


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "MAX_ROWS", 1)

    with pytest.raises(TooLarge) as refusal:
        read(TWO.encode())

    assert refusal.value.detail == {"rows": 1}


def test_a_row_number_beyond_the_last_does_not_hang() -> None:
    with zipfile.ZipFile(io.BytesIO(A_BOOK)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    far = sheet.replace(b'r="2"', b'r="99999999"').replace(b'r="A2"', b'r="A99999999"')
    far = far.replace(b'r="B2"', b'r="B99999999"')

    with pytest.raises(EmptySheet):
        read(repacked(A_BOOK, "xl/worksheets/sheet1.xml", far))


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_file_breaks_the_reading(content: bytes) -> None:
    try:
        rows = read(content)
    except UnreadableSheet:
        return
    assert rows
