"""A file as a header and rows."""

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
MAX_COLUMNS = 100
LONGEST_CELL = 2_000
"""Of a longer cell only its beginning is kept: a person's data are never so long."""
GUARDED = ("'=", "'+", "'-", "'@")
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
    """One row below the header; `row` is the sheet's own number, `cells` are in its order."""

    row: int
    cells: list[object]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A sheet that was opened: the titles of its columns, and its rows while they are read."""

    header: list[str]
    rows: Iterator[SheetRow]


def open_sheet(file: BinaryIO) -> Sheet:
    """
    Read a sheet's header, and its rows one by one, in bounded memory.

    Raises an UnreadableSheet of the kind that says what to do about it; so do its rows.
    """
    rows = _rows(file)
    header = next((cells for _, cells in rows if _holds_something(cells)), None)
    if header is None:
        raise EmptySheet
    titles = ["" if title is None else str(_plain(title)) for title in header[:MAX_COLUMNS]]
    while titles and not titles[-1].strip():
        titles.pop()
    return Sheet(header=titles, rows=_people(rows, columns.recognise(titles)))


def _people(rows: Iterator[Row], known: columns.Columns) -> Iterator[SheetRow]:
    count = last = 0
    for number, every in rows:
        cells = every[: len(known.roles)]
        if _says_something(cells, known):
            count, last = count + 1, number
            yield SheetRow(row=number, cells=_kept(cells))
        if count > MAX_ROWS:
            raise TooLarge(rows=MAX_ROWS)
        if number - last > LONGEST_GAP:
            break
    if not count:
        raise EmptySheet


def _says_something(cells: Sequence[object], known: columns.Columns) -> bool:
    """Pass over rows that are empty, or hold no more than a number that was dragged down."""
    if _holds_something(known.cells(cells).values()):
        return True
    return sum(_holds_something([cell]) for cell in cells) > 1


def _kept(cells: Sequence[object]) -> list[object]:
    kept = [None if cell is None else _plain(cell) for cell in cells]
    while kept and kept[-1] in (None, ""):
        kept.pop()
    return kept


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
        # The apostrophe that keeps a cell from being calculated, in our own sheets too, is no part.
        text = str(cell)[:LONGEST_CELL]
        if text.startswith(GUARDED):
            text = text[1:]
        # SUBSTITUTE stands for the NUL that no database holds; cleaning takes it away and says so.
        return text.replace("\x00", "\x1a").encode("utf-8", "replace").decode()
    # A formula over several cells: what is written counts, never what it would give.
    return str(getattr(cell, "text", "") or "=")
