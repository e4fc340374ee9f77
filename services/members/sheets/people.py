"""A file as a header and rows."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from typing import BinaryIO

from services.members.domain import columns
from services.members.domain.emails import read_email
from services.members.domain.phones import read_phone
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
AS_FAR_AS_A_HEADER = 10
"""Among so many of the first rows the header is looked for: titles and dates may stand above it."""
DIGITS_OF_A_NUMBER = 9
"""So many stand in no title of a column: years and days have fewer."""
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
    first = list(islice((row for row in rows if _holds_something(row[1])), AS_FAR_AS_A_HEADER))
    if not first:
        raise EmptySheet
    place = _place_of_header([cells for _, cells in first])
    titles = _titles(first[place][1])
    known = columns.recognise(titles)
    above = (row for row in first[:place] if _is_reached(row[1], known))
    return Sheet(header=titles, rows=_people(chain(above, first[place + 1 :], rows), known))


def _titles(header: Sequence[object]) -> list[str]:
    titles = ["" if title is None else str(_plain(title)) for title in header[:MAX_COLUMNS]]
    while titles and not titles[-1].strip():
        titles.pop()
    return titles


def _place_of_header(rows: Sequence[Sequence[object]]) -> int:
    """
    Find the header below lines of title: the first row that names and reaches people.

    Without one, the row of which the most is known, if that is more than a word: one may be an
    answer. Without that, the first row that is more than a line of title.
    """
    found = [columns.recognise(_titles(cells)) for cells in rows]
    for place, known in enumerate(found):
        if not columns.missing(known):
            return place
    counts = [
        0 if any(map(_is_of_somebody, cells)) else sum(role is not None for role in known.roles)
        for cells, known in zip(rows, found, strict=True)
    ]
    if max(counts) > max(1, counts[0]):
        return counts.index(max(counts))
    likely = (
        place
        for place, cells in enumerate(rows)
        if counts[place] or sum(_holds_something([cell]) for cell in cells) > 1
    )
    return next(likely, 0)


def _is_of_somebody(cell: object) -> bool:
    said = str(cell)
    return "@" in said or sum(letter.isdigit() for letter in said) >= DIGITS_OF_A_NUMBER


def _is_reached(cells: Sequence[object], known: columns.Columns) -> bool:
    """Tell somebody who stands above the header from a title: where the number is, is a number."""
    there = known.cells([None if cell is None else _plain(cell) for cell in cells])
    phone = read_phone(there.get("phone"))  # type: ignore[arg-type]
    return bool(phone.mobile or phone.landline or read_email(there.get("email")).address)


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
