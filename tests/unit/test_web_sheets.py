"""Sheets that are taken along: whole or broken off, harmless, and readable everywhere."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from services.web.sheets import harmless
from shared.contracts.members import ImportRow, ImportRows
from shared.edge.upstream import Unavailable
from tests.support import examples
from tests.support.web_site import Site

ROWS = f"/imports/{examples.an_id(700)}/rows.csv"


def a_row(number: int, name: str = "Amina", phone: str | None = "+212600000012") -> ImportRow:
    return ImportRow(row=number, verdict="new", name=name, phone=phone)


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


def a_site(*pages: ImportRows) -> Site:
    site = Site().sign_in()
    known = {0: pages[0]} | {p.next or 0: later for p, later in pairwise(pages)}
    site.services.answers["members.import_rows"] = lambda request: known[request.after_row]
    return site


def test_a_sheet_is_put_together_from_pages_of_500() -> None:
    first = ImportRows(rows=[a_row(n) for n in range(2, 502)], next=501)
    site = a_site(first, ImportRows(rows=[a_row(n) for n in range(502, 512)]))

    answer = site.get(ROWS)

    header, *lines = read(answer.text)
    assert header == ["Ligne", "Verdict", "Raison", "Nom", "Téléphone", "E-mail"]
    assert [int(line[0]) for line in lines] == list(range(2, 512))
    assert {r.limit for r in site.services.commands("members.import_rows")} == {500}
    assert len(site.services.commands("members.take_out_import")) == 1


def test_verdicts_and_reasons_are_in_the_reader_s_language() -> None:
    row = replace(a_row(4), verdict="quarantined", reasons=["digits-lost", "email-invalid"])

    (_, line) = read(a_site(ImportRows(rows=[row])).get(ROWS).text)

    assert line[1] == "Mis de côté"
    assert "perdu des chiffres" in line[2]
    assert " · " in line[2]


def test_programs_see_that_it_is_utf_8_and_keep_the_name_of_the_file() -> None:
    site = a_site(ImportRows(rows=[a_row(2, "أمينة")]))
    site.services.answers["members.take_out_import"] = examples.an_import(filename="أعضاء.xlsx")

    answer = site.get(ROWS)

    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "filename*=UTF-8''%D8%A3" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("cell", ["=1+1", "+212612345678", "-1", "@SUM(A1)", "  =1", "\t1", "\r1"])
def test_what_would_be_calculated_is_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize(
    "name",
    [
        *("Amina,=1+1,", "Amina, =1+1", 'Amina,"=1+1,"', "Amina,\t+1", "Amina,-1,@SUM(A1)"),
        *("Amina\n=1+1", 'Amina,""=1+1,', "Amina\t=1+1", "\t=1+1", 'Amina,"";=1+1'),
    ],
)
@pytest.mark.parametrize("parting", [";", ",", "\t"])
def test_nothing_is_calculated_however_a_program_parts_cells(name: str, parting: str) -> None:
    text = a_site(ImportRows(rows=[a_row(2, name)])).get(ROWS).text.removeprefix("\ufeff")

    cells = [cell for line in csv.reader(io.StringIO(text), delimiter=parting) for cell in line]

    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize(
    "cell", ["Amina", "El-Alaoui, Amina", "0612345678", "a@b.example", "", "ⴰⵎⵉⵏⴰ", "1-2"]
)
def test_what_is_harmless_stays_as_it_is(cell: str) -> None:
    assert harmless(cell) == cell


def test_a_sheet_whose_service_falls_silent_is_broken_off_not_ended() -> None:
    site = a_site(ImportRows(rows=[a_row(2)], next=2))

    def once(request: Any) -> Any:
        first = ImportRows(rows=[a_row(2)], next=2)
        return first if request.after_row == 0 else Unavailable("members")

    site.services.answers["members.import_rows"] = once
    site.app.config["PROPAGATE_EXCEPTIONS"] = True

    with pytest.raises(Unavailable):
        site.get(ROWS, buffered=True)


def test_a_verdict_can_be_taken_along_alone() -> None:
    site = a_site(ImportRows(rows=[a_row(2)]))

    read(site.get(f"{ROWS}?verdict=quarantined").text)

    assert site.services.commands("members.import_rows")[0].verdict == "quarantined"


def test_rows_to_be_mended_have_every_column_and_two_of_ours() -> None:
    site = Site().sign_in()

    answer = site.get(f"/imports/{examples.an_id(700)}/set-aside.csv")

    header, line = read(answer.text)
    titles = ["الاسم الكامل", "GSM perso", "Courriel", "Remarques"]
    assert header == [*titles, "Multaqa : Raison", "Multaqa"]
    assert line[:4] == ["أمينة العلوي", "2.12E+11", "", "'=1+1"]
    assert "perdu des chiffres" in line[4]
    assert line[5] == f"4/{examples.an_id(700)}"
    assert len(site.services.commands("members.take_out_import")) == 1
