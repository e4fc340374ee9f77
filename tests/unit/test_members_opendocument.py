"""Sheets in .ods: as LibreOffice writes them, and as no program should."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.members.errors import (
    EmptySheet,
    NotASheet,
    ProtectedSheet,
    TooLarge,
    UnreadableSheet,
)
from services.members.sheets import opendocument
from tests.support.members import SheetPerson, people_in

WRITTEN = Path(__file__).parents[1] / "data" / "people.ods"
"""Saved by LibreOffice Calc 7.4."""

KIND = "application/vnd.oasis.opendocument.spreadsheet"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<office:body><office:spreadsheet><table:table>"
)
TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"
TITLES = "<table:table-row>{}</table:table-row>".format(
    "".join(
        f'<table:table-cell office:value-type="string"><text:p>{title}</text:p></table:table-cell>'
        for title in ("Prénom", "Téléphone")
    )
)


def an_ods(
    rows: str = "", *, titles: str = TITLES, kind: str = KIND, manifest: str = "<manifest/>"
) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", HEAD + titles + rows + TAIL)
    return packed.getvalue()


def a_row(first: str, phone: str, *, times: int = 1) -> str:
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        for cell in (first, phone)
    )
    return f'<table:table-row table:number-rows-repeated="{times}">{cells}</table:table-row>'


def read(content: bytes) -> list[SheetPerson]:
    return list(people_in(io.BytesIO(content)))


def test_what_libreoffice_saved_is_read() -> None:
    amina, mohamed, tilli, sara = read(WRITTEN.read_bytes())

    assert [row.row for row in (amina, mohamed, tilli, sara)] == [2, 4, 5, 6]
    assert amina.cells == {
        "first_name": "Amina",
        "last_name": "Alaoui",
        "phone": "0612345678",
        "email": "amina@example.org",
        "language": "ar",
        "birth": "2004-03-12",
        "sms_consent": "true",
    }
    assert (mohamed.cells["first_name"], mohamed.cells["phone"]) == ("محمد", 612345679)
    assert tilli.cells["phone"] == "=1+1"
    assert tilli.cells["email"] == "  x   y "
    assert sara.cells["phone"] == 212612345682


def test_rows_and_cells_that_are_written_once_for_many_are_many() -> None:
    gap = '<table:table-row table:number-rows-repeated="7"><table:table-cell/></table:table-row>'

    rows = read(an_ods(gap + a_row("Amina", "0612345678", times=3)))

    assert [row.row for row in rows] == [9, 10, 11]


def test_a_sheet_that_is_formatted_to_its_end_ends_with_its_people() -> None:
    rest = (
        '<table:table-row table:number-rows-repeated="1048570">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )

    assert len(read(an_ods(a_row("Amina", "0612345678") + rest))) == 1


def test_a_cell_may_have_lines_spaces_and_pieces() -> None:
    cell = "A<text:s text:c='2'/>b<text:tab/><text:span>c<text:line-break/>d</text:span>e"

    (row,) = read(an_ods(a_row(cell, "0612345678")))

    assert row.cells["first_name"] == "A  b\tc\nde"


def commented(content: str, comment: str) -> str:
    """Give what stands in a cell as LibreOffice saves it with a comment: before its text."""
    return (
        '<table:table-cell office:value-type="string"><office:annotation>'
        f"<dc:creator>S</dc:creator><text:p>{comment}</text:p></office:annotation>"
        f"<text:p>{content}</text:p></table:table-cell>"
    )


def test_a_comment_on_a_cell_is_no_part_of_it() -> None:
    head = commented("Prénom", "as they call themselves") + commented("Téléphone", "one only")
    cells = commented("Amina", "moved to Fès") + commented("0612345678", "before: 0698765432")

    (row,) = read(
        an_ods(
            f"<table:table-row>{cells}</table:table-row>",
            titles=f"<table:table-row>{head}</table:table-row>",
        )
    )

    assert row.cells == {"first_name": "Amina", "phone": "0612345678"}


def test_a_comment_inside_a_paragraph_and_a_drawing_over_a_cell_are_no_part_of_it() -> None:
    inside = "Am<office:annotation><text:p>who?</text:p></office:annotation>ina"
    over = (
        '<table:table-cell office:value-type="string"><text:p>0612345678</text:p>'
        "<draw:frame><draw:text-box><text:p>0698765432</text:p></draw:text-box></draw:frame>"
        "</table:table-cell>"
    )

    (row,) = read(
        an_ods(
            '<table:table-row><table:table-cell office:value-type="string">'
            f"<text:p>{inside}</text:p></table:table-cell>{over}</table:table-row>"
        )
    )

    assert row.cells == {"first_name": "Amina", "phone": "0612345678"}


def test_a_drawing_that_holds_a_table_leaves_the_sheet_around_it() -> None:
    chart = (
        "<table:table-row><table:table-cell><draw:object><table:table>"
        f"{a_row('Nobody', '0698765432')}</table:table></draw:object></table:table-cell>"
        "</table:table-row>"
    )

    (row,) = read(an_ods(chart + a_row("Amina", "0612345678")))

    assert (row.row, row.cells) == (3, {"first_name": "Amina", "phone": "0612345678"})


def test_only_the_first_table_is_read() -> None:
    second = f"</table:table><table:table>{a_row('Sara', '0612345679')}"

    assert len(read(an_ods(a_row("Amina", "0612345678") + second))) == 1


def test_memory_does_not_grow_with_the_sheet() -> None:
    def most(rows: int) -> int:
        sheet = io.BytesIO(an_ods(a_row("Amina", "0612345678") * rows))
        tracemalloc.start()
        assert sum(1 for _ in people_in(sheet)) == rows
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    assert most(20_000) < most(2_000) + 500_000


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (an_ods(), EmptySheet),
        (an_ods(kind="application/vnd.oasis.opendocument.text"), NotASheet),
        (an_ods(manifest="<manifest><encryption-data/></manifest>"), ProtectedSheet),
        (an_ods("<table:table-row><not closed"), NotASheet),
        (an_ods('<table:table-row table:number-rows-repeated="x"/>'), NotASheet),
        (an_ods(a_row("Amina", "0612345678", times=1_000_000)), TooLarge),
        (an_ods()[:300], NotASheet),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(
    content: bytes, refusal: type[UnreadableSheet]
) -> None:
    with pytest.raises(refusal):
        read(content)


def test_no_entity_is_made_larger() -> None:
    packed = io.BytesIO()
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", KIND)
        archive.writestr("META-INF/manifest.xml", "")
        text = HEAD.replace("<office:document", bomb + "<office:document", 1)
        archive.writestr("content.xml", text + TITLES + a_row("&b;", "0612345678") + TAIL)

    with pytest.raises(NotASheet):
        read(packed.getvalue())


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opendocument, "MAX_UNPACKED", 100)

    with pytest.raises(TooLarge):
        read(an_ods(a_row("Amina", "0612345678")))


@settings(deadline=None)
@given(st.text(max_size=200))
def test_no_content_breaks_the_reading(text: str) -> None:
    try:
        rows = read(an_ods(text.encode("utf-8", "replace").decode()))
    except UnreadableSheet:
        return
    assert all(row.row > 1 for row in rows)
