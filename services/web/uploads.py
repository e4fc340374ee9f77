"""The way of a file to its owner: in pieces, each of which can be sent again."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterator
from typing import IO

from services.web.upstream import Members
from shared.contracts.members import BeginImport, ImportPiece, ImportProgress, ImportRef

MOST_SHEET_BYTES = 20 * 1024 * 1024
PIECE_BYTES = 192 * 1024
"""In base64 this is 256 kB, the most that one request may carry of a file."""


def hand_over(
    members: Callable[[], Members],
    wish: BeginImport,
    sheet: IO[bytes],
    *,
    sent: Callable[[int], None] = lambda _: None,
) -> ImportProgress:
    """
    Bring a sheet to `members` and have it read; an import that was handed over before is left.

    `members` is asked for with each piece: who acts is known for a minute at a time. `sent` hears
    of the bytes of each piece that arrived.
    """
    begun = members().begin_import(wish)
    if begun.state != "uploading":
        return begun
    for number, piece in enumerate(in_pieces(sheet)):
        content = base64.b64encode(piece).decode()
        members().add_piece(ImportPiece(import_id=begun.import_id, number=number, content=content))
        sent(len(piece))
    return members().start_import(ImportRef(import_id=begun.import_id))


def size_of(sheet: IO[bytes]) -> int:
    """Give the bytes of a file, and go back to its beginning."""
    size = sheet.seek(0, os.SEEK_END)
    sheet.seek(0)
    return size


def in_pieces(sheet: IO[bytes]) -> Iterator[bytes]:
    """Give a file in pieces that one request each may carry."""
    while piece := sheet.read(PIECE_BYTES):
        yield piece
