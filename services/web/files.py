"""The way of a file from its owner to whoever asked for it: piece by piece, as it comes."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator

from flask import stream_with_context
from werkzeug.wrappers import Response

from services.web.sheets import download
from shared.contracts.events.documents import DocumentContent


def sent(read: Callable[[int], DocumentContent]) -> Response:
    """
    Send a file as it comes, piece by piece; what there is not is refused before it begins.

    It is always a file to keep: no browser shows it as a page of this site.
    """
    first = read(0)
    stem, _, ending = first.document.name.rpartition(".")
    response = download(stem, ending, b"", first.document.media_type)
    response.response = stream_with_context(_bytes(first, read))
    response.headers["Content-Length"] = str(first.document.size)
    return response


def _bytes(piece: DocumentContent, read: Callable[[int], DocumentContent]) -> Iterator[bytes]:
    number = 0
    yield base64.b64decode(piece.content)
    while not piece.last:
        number += 1
        piece = read(number)
        yield base64.b64decode(piece.content)
