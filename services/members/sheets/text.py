"""
Sheets in text: .csv in whatever letters and with whatever separator it was saved.

UTF-8 and UTF-16 are told by their form. Of the old code pages, two are in use here: Windows-1256
for Arabic, which has most French letters too, and Windows-1252. They are told apart by what the
letters give: Arabic letters inside Latin words are French ones read wrongly.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import BinaryIO

from services.members.domain.columns import recognised
from services.members.errors import NotASheet, WrongEncoding

DELIMITERS = (",", ";", "\t", "|")
AS_FAR_AS_A_HEADER = 10
LONGEST_CELL = 10_000
_END = "\x1e"
_NO_LETTERS = bytes([*range(9), 11, 12, *range(14, 32), 127])
_MIXED_WORD = re.compile("[A-Za-z][\u0600-\u06ff]|[\u0600-\u06ff][A-Za-z]")
_ARABIC_WORD = re.compile("[\u0600-\u06ff]{3}")
_LETTERS_LOST = re.compile("[\u0080-\u009f]")
_LINE = re.compile(r"[^\s][^\r\n]*")
_SEPARATOR = re.compile(r'\s*"?sep=([,;\t|])"?[ \t]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
_MARKUP = re.compile(r"\s*<(?:!doctype|html|table|\?xml)", re.IGNORECASE)


def rows(file: BinaryIO) -> Iterator[tuple[int, Sequence[object]]]:
    """Give the records with their numbers, the first being 1."""
    content = decode(file.read())
    if _MARKUP.match(content):
        raise NotASheet
    told = _SEPARATOR.match(content)
    if told:
        # It says how the file is read, and spreadsheets do not show it.
        content = content[told.end() :]
    first = [line[0] for line in islice(_LINE.finditer(content), AS_FAR_AS_A_HEADER)]
    if not first:
        return
    delimiter = told[1] if told else _delimiter(first)
    csv.field_size_limit(LONGEST_CELL)
    width = len(max((_split(line, delimiter) for line in first), key=recognised))
    yield from enumerate(_records(io.StringIO(content, newline=""), delimiter, width), start=1)


def _records(lines: Iterator[str], delimiter: str, width: int) -> Iterator[list[str]]:
    """Read record by record; NotASheet with its number where a quotation mark may join two."""
    begun: list[str] = []
    waiting: deque[str] = deque()

    def told() -> Iterator[str]:
        while (line := waiting.popleft() if waiting else next(lines, None)) is not None:
            begun.append(line)
            yield line

    reader = csv.reader(told(), delimiter=delimiter, strict=True)
    number = 0
    while True:
        begun.clear()
        number += 1
        try:
            record = next(reader, None)
        except csv.Error as error:
            record = _as_it_stands(begun[0], delimiter, width)
            if record is None:
                raise NotASheet(row=number) from error
            waiting.extendleft(reversed(begun[1:]))
            reader = csv.reader(told(), delimiter=delimiter, strict=True)
        if record is None:
            return
        yield record


def _as_it_stands(line: str, delimiter: str, width: int) -> list[str] | None:
    """
    Read a line with a quotation mark where none may be; None unless it is whole by itself.

    One that is never closed would swallow the rows below, and cells that are too few or too many
    would be read under the wrong titles.
    """
    cells = _split(line.rstrip("\r\n") + delimiter + _END, delimiter)
    return cells[:-1] if cells[-1:] == [_END] and len(cells) == width + 1 else None


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def decode(content: bytes) -> str:
    """Read the letters of a file; WrongEncoding when they cannot be told, NotASheet for no text."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return _strictly(content, encoding)
    if wide := _utf_16_without_mark(content[:4096]):
        return _strictly(content, wide)
    if len(content.translate(None, _NO_LETTERS)) < len(content) * 0.98:
        raise NotASheet
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _old_code_page(content)


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise WrongEncoding from error


def _utf_16_without_mark(start: bytes) -> str | None:
    """Tell UTF-16 by its NULs: in Latin letters they stand in every other place."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    pairs = max(1, len(start) // 2)
    if max(even, odd) < pairs * 0.2 or min(even, odd) > pairs * 0.1:
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _old_code_page(content: bytes) -> str:
    broken = content.decode("utf-8", errors="replace")
    if len(re.findall("[\u0080-\uffef]", broken)) > broken.count("�"):
        # Mostly UTF-8, but cut or mixed with something else: which letters are wrong is unknown.
        raise WrongEncoding
    arabic = content.decode("cp1256")
    if _ARABIC_WORD.search(arabic) and not _MIXED_WORD.search(arabic):
        return arabic
    latin = content.decode("cp1252", errors="replace")
    if "�" in latin or _LETTERS_LOST.search(latin) or _ARABIC_WORD.search(arabic):
        raise WrongEncoding
    return latin


def _delimiter(lines: Sequence[str]) -> str:
    """Choose what splits the header, which may stand below a title, into the most known columns."""

    def fitness(delimiter: str) -> tuple[int, int, int]:
        rows = [_split(line, delimiter) for line in lines]
        return max(map(recognised, rows)), sum(len(row) > 1 for row in rows), len(rows[0])

    best = max(DELIMITERS, key=fitness)
    known, parted, width = fitness(best)
    if not known and width < 2 and parted < min(2, len(lines)):
        raise NotASheet
    return best
