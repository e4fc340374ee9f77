"""
Sheets in .ods (OpenDocument 1.3, part 3, section 9): read as a stream, row by row.

Libraries for it hold the whole document as a tree; a sheet of 200,000 people would be a gigabyte.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from typing import BinaryIO
from xml.etree.ElementTree import Element

from services.members.errors import NotASheet, ProtectedSheet, TooLarge
from services.members.sheets.workbook import LAST_ROW, MAX_COLUMNS, MAX_PARTS, MAX_UNPACKED

KIND = b"application/vnd.oasis.opendocument.spreadsheet"
CONTENT = "content.xml"
LONGEST_TEXT = 10_000

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_SHEET, _ROW = f"{_TABLE}table", f"{_TABLE}table-row"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_TRUTHS = {"TRUE()": "true", "FALSE()": "false"}
"""How LibreOffice writes a plain yes or no."""

_NUMBERS = ("float", "percentage", "currency")

Row = tuple[int, Sequence[object]]


def is_one(parts: Sequence[str]) -> bool:
    """Tell by the names of a file's parts whether it may be an OpenDocument."""
    return CONTENT in parts and "META-INF/manifest.xml" in parts


def rows(file: BinaryIO) -> Iterator[Row]:
    """Give the first table's rows with their numbers; empty ones are passed over."""
    try:
        with zipfile.ZipFile(file) as archive:
            _refuse_what_is_none(archive)
            with archive.open(CONTENT) as content:
                yield from _rows(content)
    except (NotASheet, ProtectedSheet, TooLarge):
        raise
    except Exception as error:  # a damaged file fails in as many ways as it has parts
        raise NotASheet from error


def _refuse_what_is_none(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if sum(part.file_size for part in parts) > MAX_UNPACKED or len(parts) > MAX_PARTS:
        raise TooLarge(unpacked=MAX_UNPACKED)
    if "mimetype" not in archive.namelist() or not archive.read("mimetype").startswith(KIND):
        raise NotASheet
    if b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise ProtectedSheet


def _rows(content: object) -> Iterator[Row]:
    # Only the process that reads sheets has it, and it has no types.
    from defusedxml.ElementTree import iterparse  # type: ignore[import-untyped]  # noqa: PLC0415

    above: list[Element] = []
    number = tables = 0
    for moment, element in iterparse(content, events=("start", "end")):
        if moment == "start":
            above.append(element)
            tables += element.tag == _SHEET
            continue
        above.pop()
        tables -= element.tag == _SHEET
        if element.tag == _SHEET and not tables:
            return
        # A drawing on the sheet may hold a table of its own.
        if element.tag != _ROW or tables > 1:
            continue
        times = _times(element, "number-rows-repeated", LAST_ROW)
        if cells := _cells(element):
            yield from ((number + n, cells) for n in range(1, times + 1))
        number += times
        # What was read is let go of: memory does not grow with the sheet.
        above[-1].remove(element)


def _cells(row: Element) -> list[object]:
    found: list[object] = []
    for cell in row:
        if cell.tag in _CELLS:
            times = _times(cell, "number-columns-repeated", MAX_COLUMNS)
            found += [_value(cell)] * times
        if len(found) >= MAX_COLUMNS:
            break
    while found and found[-1] is None:
        found.pop()
    return found[:MAX_COLUMNS]


def _times(element: Element, name: str, most: int) -> int:
    return max(1, min(int(element.get(f"{_TABLE}{name}", "1")), most))


def _value(cell: Element) -> object:
    """Give what the cell holds; of a formula what is written, never what it gave."""
    formula = cell.get(f"{_TABLE}formula", "").partition("=")[2]
    if formula:
        return _TRUTHS.get(formula, f"={formula}")
    kind = cell.get(f"{_OFFICE}value-type")
    if kind in _NUMBERS:
        number = float(cell.get(f"{_OFFICE}value", "nan"))
        return int(number) if number.is_integer() else number
    if kind == "date":
        return cell.get(f"{_OFFICE}date-value")
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value")
    # Comments and drawings stand inside the cell, too, with paragraphs of their own.
    lines = [_said(paragraph) for paragraph in cell.findall(f"{_TEXT}p")]
    return "\n".join(lines)[:LONGEST_TEXT] or None


def _said(paragraph: Element) -> str:
    """Give the text of a paragraph; runs of spaces, tabs and breaks are elements (section 6.1)."""
    said = [paragraph.text or ""]
    for piece in paragraph:
        if piece.tag == f"{_TEXT}s":
            said.append(" " * min(int(piece.get(f"{_TEXT}c", "1")), LONGEST_TEXT))
        elif piece.tag == f"{_TEXT}tab":
            said.append("\t")
        elif piece.tag == f"{_TEXT}line-break":
            said.append("\n")
        elif piece.tag.startswith(_TEXT):
            said.append(_said(piece))
        said.append(piece.tail or "")
    return "".join(said)
