"""A file as rows whose cells are known by their role."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
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
from services.members.sheets import opendocument, text, workbook

MAX_BYTES = 20_000_000
MAX_ROWS = 200_000
LONGEST_GAP = 20_000
"""After so many rows with nothing in them there are no more: sheets are formatted to their end."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_NO_TEXT = (
    *(b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8"),
    *(b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rtf"),
)

Row = tuple[int, Sequence[object]]


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
    rows = _rows(file)
    header = next((cells for _, cells in rows if _holds_something(cells)), None)
    if header is None:
        raise EmptySheet
    known = columns.recognise(header)
    columns.require(known)
    count = last = 0
    for number, cells in rows:
        row = known.cells(cells[: known.width])
        if _holds_something(row.values()):
            count, last = count + 1, number
            yield SheetRow(row=number, cells={role: _plain(cell) for role, cell in row.items()})
        if count > MAX_ROWS:
            raise TooLarge(rows=MAX_ROWS)
        if number - last > LONGEST_GAP:
            break
    if not count:
        raise EmptySheet


def _holds_something(cells: Iterable[object]) -> bool:
    return any(cell is not None and (not isinstance(cell, str) or cell.strip()) for cell in cells)


def _rows(file: BinaryIO) -> Iterator[Row]:
    start = file.read(8)
    file.seek(0)
    if not start:
        raise EmptySheet
    if start.startswith(b"PK\x03\x04"):
        return _packed(file)
    if start.startswith(_OLE):
        raise ProtectedSheet if _ENCRYPTED in file.read() else TooOldFormat
    if start.startswith(_NO_TEXT):
        raise NotASheet
    return text.rows(file)


def _packed(file: BinaryIO) -> Iterator[Row]:
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError) as error:
        raise NotASheet from error
    file.seek(0)
    return opendocument.rows(file) if opendocument.is_one(parts) else workbook.rows(file)


def _plain(cell: object) -> object:
    """Make a cell something that JSON and PostgreSQL can hold: a text or a number."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, int | float):
        return cell
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, str | timedelta):
        # SUBSTITUTE stands for the NUL that no database holds; cleaning takes it away and says so.
        return str(cell).replace("\x00", "\x1a").encode("utf-8", "replace").decode()
    # A formula over several cells: what is written counts, never what it would give.
    return str(getattr(cell, "text", "") or "=")
