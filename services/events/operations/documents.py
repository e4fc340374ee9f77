"""Files of an assembly: brought in pieces, and read by organisers and whoever holds a code."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime, timedelta
from uuid import UUID

from services.events import errors
from services.events.domain import documents
from services.events.errors import assemblies as refused
from services.events.operations.answering import behind
from services.events.operations.finding import Row, existing
from services.events.store import EventsStore
from shared.contracts.events.documents import (
    BeginDocument,
    Document,
    DocumentContent,
    DocumentPiece,
    DocumentRef,
    Documents,
    ReadDocument,
    ReadInvitedDocument,
)
from shared.db import audit, guesses
from shared.db.database import Database
from shared.errors import InvalidRequest
from shared.ids import new_id
from shared.messaging import commands

ABANDONED = timedelta(days=1)


def begin_document(db: Database, request: BeginDocument, *, by: UUID, now: datetime) -> Document:
    """Make room for a file; NotADocument, DocumentEmpty, DocumentTooLarge, TooManyDocuments."""
    name, media_type = documents.checked(request.name, request.size)
    with db.transaction() as tx:

        def act() -> Document:
            store = EventsStore(tx)
            event = _of_an_assembly(existing(store.lock_event(request.event_id)))
            store.forget_unfinished(now - ABANDONED)
            # Those that are still on their way, too: what is begun may be finished.
            if store.count_documents(event["id"]) >= documents.MOST_DOCUMENTS:
                raise refused.TooManyDocuments(most=documents.MOST_DOCUMENTS)
            document_id = new_id()
            store.add_document(
                document_id, request, name=name, media_type=media_type, by=by, now=now
            )
            return Document(
                document_id=document_id,
                kind=request.kind,
                name=name,
                media_type=media_type,
                size=request.size,
                added_at=now,
            )

        return commands.once(tx, request.command_id, Document, act)


def forget_abandoned(db: Database, *, now: datetime) -> bool:
    """Take away what was begun a day ago and never finished; True if there was something."""
    with db.transaction() as tx:
        return EventsStore(tx).forget_unfinished(now - ABANDONED) > 0


def add_piece(db: Database, piece: DocumentPiece) -> Document:
    """Take a piece of a file; one that is there already changes nothing."""
    content = _content(piece)
    with db.transaction() as tx:
        store = EventsStore(tx)
        existing(store.find_event(piece.event_id))
        row = _known(store.lock_document(piece.event_id, piece.document_id))
        if piece.number == 0:
            documents.check_beginning(content, row["media_type"])
        if not row.pop("complete"):
            store.add_document_piece(piece.document_id, piece.number, content)
            if store.pieces_there(piece.document_id)["bytes"] > row["size"]:
                raise InvalidRequest(fields="content")
        return Document(**row)


def finish_document(db: Database, request: DocumentRef, *, by: UUID) -> Documents:
    """Show a file from now on; DocumentIncomplete when not all of it has come."""
    with db.transaction() as tx:

        def act() -> Documents:
            store = EventsStore(tx)
            existing(store.find_event(request.event_id))
            row = _known(store.lock_document(request.event_id, request.document_id))
            there = store.pieces_there(request.document_id)
            if there["bytes"] != row["size"] or there["last"] != there["pieces"] - 1:
                raise refused.DocumentIncomplete
            store.complete_document(request.document_id)
            done = "event.add-minutes" if row["kind"] == "minutes" else "event.add-document"
            audit.record(tx, by, done, request.event_id)
            return Documents(documents=store.documents_of(request.event_id))

        return commands.once(tx, request.command_id, Documents, act)


def remove_document(db: Database, request: DocumentRef, *, by: UUID) -> Documents:
    """Take a file away; UnknownDocument."""
    with db.transaction() as tx:

        def act() -> Documents:
            store = EventsStore(tx)
            existing(store.find_event(request.event_id))
            row = _known(store.lock_document(request.event_id, request.document_id))
            store.remove_document(request.document_id)
            done = "event.remove-minutes" if row["kind"] == "minutes" else "event.remove-document"
            audit.record(tx, by, done, request.event_id)
            return Documents(documents=store.documents_of(request.event_id))

        return commands.once(tx, request.command_id, Documents, act)


def read_document(db: Database, request: ReadDocument) -> DocumentContent:
    """Give a piece of a file; UnknownDocument."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        event = existing(store.find_event(request.event_id))
        return _piece(store, event["id"], request.document_id, request.number)


def read_invited(
    db: Database, request: ReadInvitedDocument, *, key: bytes, now: datetime
) -> DocumentContent:
    """Give a piece of a file to whoever holds a code of its event; UnknownCode, UnknownDocument."""
    with guesses.watched(db, request.origin, wrong=errors.UnknownCode, now=now) as tx:
        store = EventsStore(tx)
        found = behind(store, request.code, key, now)
        return _piece(store, found["event_id"], request.document_id, request.number)


def _piece(store: EventsStore, event_id: UUID, document_id: UUID, number: int) -> DocumentContent:
    document = store.find_document(event_id, document_id)
    piece = store.document_piece(document_id, number) if document else None
    if document is None or piece is None:
        raise refused.UnknownDocument
    content = base64.b64encode(piece["content"]).decode()
    return DocumentContent(document=document, content=content, last=piece["last"])


def _content(piece: DocumentPiece) -> bytes:
    try:
        content = base64.b64decode(piece.content, validate=True)
    except binascii.Error as error:
        raise InvalidRequest(fields="content") from error
    if not 0 < len(content) <= documents.PIECE or not 0 <= piece.number < documents.MOST_PIECES:
        raise InvalidRequest(fields="content")
    return content


def _known(row: Row | None) -> Row:
    if row is None:
        raise refused.UnknownDocument
    return row


def _of_an_assembly(event: Row) -> Row:
    if event["assembly"] is None:
        raise refused.BodyMissing
    return event
