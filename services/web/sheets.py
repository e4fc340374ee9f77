"""
Sheets to take along, as CSV (RFC 4180): written row by row while they are read page by page, so
that neither side holds a whole one.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from flask import stream_with_context
from werkzeug.utils import secure_filename
from werkzeug.wrappers import Response

BOM = "\ufeff"
"""Without it spreadsheet programs take UTF-8 for something else."""

_CALCULATES = re.compile(r"^[\s\0]*[=+\-@]|^[\t\r\n\0]")
_CALCULATES_ELSEWHERE = re.compile(r'(?<=[,\t\r\n])(?=[\s\0"]*[=+\-@])')
"""Programs set to English part at commas, too, and take our quotation marks for text."""

Row = Sequence[object]


def sheet(name: str, rows: Iterable[Row]) -> Response:
    """
    Send rows as a file, as they come.

    A service that falls silent in the middle breaks the connection off: what arrived is seen by
    the browser to be a part, and is not taken for the whole.
    """
    # The context stays open: rows are asked for while they are sent.
    lines = stream_with_context(_lines(rows))
    return download(name, "csv", lines, "text/csv; charset=utf-8")


def download(name: str, ending: str, body: bytes | Iterator[str], kind: str) -> Response:
    """Send something as a file to keep, under a name."""
    response = Response(body, content_type=kind)
    # The second form is for names in other letters than Latin ones (RFC 8187).
    plain = secure_filename(name) or "multaqa"
    coded = quote(name, safe="")
    names = {"filename": f"{plain}.{ending}", "filename*": f"UTF-8''{coded}.{ending}"}
    response.headers.set("Content-Disposition", "attachment", **names)
    return response


def _lines(rows: Iterable[Row]) -> Iterator[str]:
    line = io.StringIO()
    # Programs set to French or Arabic part cells at semicolons; our own import knows both.
    writer = csv.writer(line, delimiter=";")
    line.write(BOM)
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def harmless(cell: object) -> str:
    """
    Give a cell that no spreadsheet program runs: what would calculate begins with an apostrophe.

    OWASP, CSV injection; a telephone number stays text by the same mark.
    """
    text = "" if cell is None else str(cell)
    text = f"'{text}" if _CALCULATES.match(text) else text
    return _CALCULATES_ELSEWHERE.sub("'", text)
