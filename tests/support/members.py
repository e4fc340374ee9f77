"""Sheets and imports for tests of members, through its own operations."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO
from uuid import UUID

from services.members.domain import columns
from services.members.operations import import_work, imports
from services.members.operations.reading import ReadAhead
from services.members.sheets import open_sheet
from shared import clock
from shared.contracts.members import (
    BeginImport,
    FindImportRows,
    ImportPiece,
    ImportProgress,
    ImportRef,
    ImportRow,
)
from shared.db.database import Database
from shared.ids import new_id


@dataclass(frozen=True, kw_only=True)
class SheetPerson:
    """A row of a sheet, its cells by what their columns were recognised as."""

    row: int
    cells: dict[str, object]


def people_in(file: BinaryIO) -> Iterator[SheetPerson]:
    """Read a sheet as an import does that nobody helps with its columns."""
    sheet = open_sheet(file)
    found = columns.recognise(sheet.header)
    columns.require(found)
    return (SheetPerson(row=row.row, cells=found.cells(row.cells)) for row in sheet.rows)


STAFF = UUID("01900000-0000-7000-8000-000000000001")
BASIS: dict[str, object] = {
    "consent_wording": "J'accepte de recevoir des SMS et des e-mails de l'association.",
    "consent_source": "feuille signée",
    "consent_date": date(2026, 10, 1),
    "consent_collector": "Sara",
}
HEADER = (
    *("Prénom", "Nom", "Téléphone", "E-mail", "Langue", "Région", "Instance", "Axes"),
    *("Naissance", "Autorisation parentale", "Canal", "SMS consent", "Email consent"),
    *("Fonction dans l'instance", "Début du mandat", "Fin du mandat"),
)
KEYS = (
    *("first", "last", "phone", "email", "language", "region", "bodies", "axes"),
    *("birth", "guardian", "wish", "sms", "by_email"),
    *("office", "begins", "ends"),
)


def a_person(first: str = "Amina", last: str = "Alaoui", **cells: object) -> dict[str, object]:
    """Make a row of a sheet; by default of somebody with a consent for SMS."""
    return {"first": first, "last": last, "phone": "0612345678", "sms": "oui"} | cells


def a_sheet(*people: dict[str, object]) -> bytes:
    """Write a .csv of people made by `a_person`."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    writer.writerows([person.get(key, "") for key in KEYS] for person in people)
    return text.getvalue().encode()


def numbered(count: int, *, start: int = 0, **cells: object) -> list[dict[str, object]]:
    """Make people who differ in name and number."""
    return [
        a_person(f"Amina{n}x") | {"phone": f"06{n:08d}"} | cells
        for n in range(start, start + count)
    ]


def hand_over(
    db: Database,
    content: bytes,
    *,
    basis: dict[str, object] = BASIS,
    now: datetime | None = None,
    check_first: bool = False,
) -> UUID:
    """Upload a sheet and start its import; gives the import's id."""
    begin = BeginImport(
        command_id=new_id(),
        filename="membres.csv",
        size=len(content),
        language="fr",
        check_first=check_first,
        **basis,  # type: ignore[arg-type]
    )
    began = imports.begin_import(db, begin, by=STAFF, now=now or clock.now())
    for number, start in enumerate(range(0, len(content), imports.PIECE)):
        piece = base64.b64encode(content[start : start + imports.PIECE]).decode()
        imports.add_piece(db, ImportPiece(import_id=began.import_id, number=number, content=piece))
    imports.start_import(db, ImportRef(import_id=began.import_id), by=STAFF)
    return began.import_id


def work_off(db: Database, import_id: UUID) -> ImportProgress:
    """Do all that is to be done, and give where the import stands."""
    ahead = ReadAhead()
    while import_work.import_next(db, ahead, now=clock.now()):
        pass
    return imports.import_progress(db, ImportRef(import_id=import_id))


def import_sheet(
    db: Database, *people: dict[str, object], basis: dict[str, object] = BASIS
) -> ImportProgress:
    """Import a sheet of people to its end."""
    return work_off(db, hand_over(db, a_sheet(*people), basis=basis))


def rows_of(db: Database, import_id: UUID) -> list[ImportRow]:
    """Give every row of an import with its verdict."""
    rows: list[ImportRow] = []
    after: int | None = 0
    while after is not None:
        page = imports.import_rows(db, FindImportRows(import_id=import_id, after_row=after))
        rows += page.rows
        after = page.next
    return rows


def verdicts(rows: Sequence[ImportRow]) -> list[str]:
    return [row.verdict for row in rows]
