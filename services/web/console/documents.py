"""Files of an assembly: brought by organisers, read by them."""

from __future__ import annotations

import base64
from time import monotonic
from uuid import UUID

from flask import redirect, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from services.web import asking, errors
from services.web.console import console
from services.web.console.again import command_id
from services.web.console.imports import RECOGNISE_AGAIN_S
from services.web.files import sent
from services.web.uploads import in_pieces, size_of
from shared.contracts.events.documents import (
    MOST_DOCUMENT_BYTES,
    BeginDocument,
    DocumentContent,
    DocumentKind,
    DocumentPiece,
    DocumentRef,
    ReadDocument,
)
from shared.ids import new_id

LONGEST_NAME = 200


def take_document(event_id: UUID, file: FileStorage | None, kind: DocumentKind) -> None:
    """Bring a file to its event, piece by piece; Refused when it is none that can be shown."""
    if file is None or not file.filename:
        raise errors.DocumentMissing
    size = size_of(file.stream)
    if size > MOST_DOCUMENT_BYTES:
        raise errors.DocumentTooLarge
    begun = asking.events().begin_document(
        BeginDocument(
            command_id=command_id(),
            event_id=event_id,
            name=file.filename[-LONGEST_NAME:],
            size=size,
            kind=kind,
        )
    )
    for number, piece in enumerate(in_pieces(file.stream)):
        content = base64.b64encode(piece).decode()
        asking.events().add_document_piece(
            DocumentPiece(
                event_id=event_id, document_id=begun.document_id, number=number, content=content
            )
        )
    asking.events().finish_document(
        DocumentRef(command_id=new_id(), event_id=event_id, document_id=begun.document_id)
    )


@console.get("/events/<uuid:event_id>/documents/<uuid:document_id>")
@asking.needs("names:read")
def document(event_id: UUID, document_id: UUID) -> Response:
    known_at = [monotonic()]

    def read(number: int) -> DocumentContent:
        # Who acts is known for a minute at a time.
        if monotonic() - known_at[0] > RECOGNISE_AGAIN_S:
            asking.recognise()
            known_at[0] = monotonic()
        wanted = ReadDocument(event_id=event_id, document_id=document_id, number=number)
        return asking.events().read_document(wanted)

    return sent(read)


@console.post("/events/<uuid:event_id>/documents/<uuid:document_id>/remove")
@asking.needs("events:write")
def remove_document(event_id: UUID, document_id: UUID) -> Response:
    wish = DocumentRef(command_id=command_id(), event_id=event_id, document_id=document_id)
    asking.events().remove_document(wish)
    return redirect(url_for("console.assembly_page", event_id=event_id, _anchor="documents"), 303)
