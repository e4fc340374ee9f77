"""A file as rows whose cells are known by their role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import BinaryIO

from services.members.domain import columns
from services.members.errors import (
    EmptySheet,
    NotASheet,
    ProtectedSheet,
    TooLarge,
    TooOldFormat,
)
from services.members.sheets import text, workbook

MAX_BYTES = 20_000_000
MAX_ROWS = 200_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_NO_TEXT = (
    *(b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8"),
    *(b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rtf"),
)

Row = tuple[int, list[object]]


@dataclass(frozen=True, kw_only=True)
class SheetRow:
    """One row below the header; `row` is the sheet's own number, `cells` are keyed by role."""

    row: int
    cells: dict[str, object]


def people_in(file: BinaryIO) -> Iterator[SheetRow]:
    """
    Read the people of a sheet, row by row, in bounded memory.

    Raises an UnreadableSheet of the kind that says what to do about it.
    """
    rows = (row for row in _rows(file) if any(cell not in (None, "") for cell in row[1]))
    header = next(rows, None)
    if header is None:
        raise EmptySheet
    known = columns.recognise(header[1])
    columns.require(known)
    count = 0
    for number, cells in rows:
        count += 1
        if count > MAX_ROWS:
            raise TooLarge(rows=MAX_ROWS)
        yield SheetRow(row=number, cells=known.cells([_plain(cell) for cell in cells]))
    if not count:
        raise EmptySheet


def _rows(file: BinaryIO) -> Iterator[Row]:
    start = file.read(8)
    file.seek(0)
    if not start:
        raise EmptySheet
    if start.startswith(b"PK\x03\x04"):
        return workbook.rows(file)
    if start.startswith(_OLE):
        raise ProtectedSheet if _ENCRYPTED in file.read() else TooOldFormat
    if start.startswith(_NO_TEXT):
        raise NotASheet
    return text.rows(file)


def _plain(cell: object) -> object:
    """Make a cell something that JSON and PostgreSQL can hold: a text or a number."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    if isinstance(cell, str):
        # SUBSTITUTE stands for the NUL that no database holds; cleaning takes it away and says so.
        return cell.replace("\x00", "\x1a").encode("utf-8", "replace").decode()
    return cell
