"""Sheets in .xlsx: read as a stream, with its size known before anything is unpacked."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import BinaryIO

from services.members.errors import NotASheet, TooLarge

MAX_UNPACKED = 300_000_000
MAX_SHARED_TEXTS = 60_000_000
"""Bytes: texts that cells share are the one part of a workbook that is held in memory."""
MAX_PARTS = 5_000
MAX_COLUMNS = 100
LAST_ROW = 1_048_576
"""The last row that Excel has; a file may claim any."""


def rows(file: BinaryIO) -> Iterator[tuple[int, Sequence[object]]]:
    """Give the first worksheet's rows with their numbers; empty ones among them."""
    # It takes 13 MB: only the process that reads workbooks has it, once there is one to read.
    from openpyxl import load_workbook  # noqa: PLC0415

    _refuse_bombs(file)
    try:
        with closing(load_workbook(file, read_only=True, keep_links=False)) as book:
            sheet = book.worksheets[0]
            # What the file says of its own size is often wrong and cuts rows off.
            sheet.reset_dimensions()
            every = sheet.iter_rows(max_col=MAX_COLUMNS, max_row=LAST_ROW, values_only=True)
            yield from enumerate(every, start=1)
    except Exception as error:  # a damaged file fails in as many ways as it has parts
        raise NotASheet from error


def _refuse_bombs(file: BinaryIO) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError) as error:
        raise NotASheet from error
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise NotASheet
    shared = sum(part.file_size for part in parts if "sharedStrings" in part.filename)
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED or shared > MAX_SHARED_TEXTS or len(parts) > MAX_PARTS:
        raise TooLarge(unpacked=MAX_UNPACKED)
    file.seek(0)
