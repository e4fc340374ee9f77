"""Files of an assembly: they move in pieces, to the service and back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.contracts.wire import Wire

DocumentKind = Literal["document", "minutes"]
"""What is decided about, and what was decided."""

ENDINGS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
}
"""What a document can be, by the ending of its name; nothing of it runs in a browser."""

MOST_DOCUMENT_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Document(Wire):
    """One file that is there whole: its name with the ending, and its size in bytes."""

    document_id: UUID
    kind: DocumentKind
    name: str
    media_type: str
    size: int
    added_at: datetime


@dataclass(frozen=True, kw_only=True)
class BeginDocument(Wire):
    """
    Announce a file of `size` bytes that follows in pieces of at most 256 kB.

    The same `command_id` again gives the same document.
    """

    command_id: UUID
    event_id: UUID
    name: str
    size: int
    kind: DocumentKind = "document"


@dataclass(frozen=True, kw_only=True)
class DocumentPiece(Wire):
    """Piece `number`, from 0, of a file; `content` is base64. Sent again, it changes nothing."""

    event_id: UUID
    document_id: UUID
    number: int
    content: str


@dataclass(frozen=True, kw_only=True)
class DocumentRef(Wire):
    """A file of an event: that all of it has come, or that it is taken away."""

    command_id: UUID
    event_id: UUID
    document_id: UUID


@dataclass(frozen=True, kw_only=True)
class Documents(Wire):
    """The files of an event that are there whole, in the order in which they were added."""

    documents: list[Document] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class ReadDocument(Wire):
    """Ask for piece `number`, from 0, of a file; the last one is the one that says so."""

    event_id: UUID
    document_id: UUID
    number: int = 0


@dataclass(frozen=True, kw_only=True)
class ReadInvitedDocument(Wire):
    """The same for whoever holds the code of an invitation."""

    code: str
    document_id: UUID
    number: int = 0
    origin: str = ""


@dataclass(frozen=True, kw_only=True)
class DocumentContent(Wire):
    """One piece of a file; `content` is base64."""

    document: Document
    content: str
    last: bool
