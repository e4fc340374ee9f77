"""Files of an assembly, in pieces."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.events.store.base import Row, Store, one
from shared.contracts.events.documents import BeginDocument, Document
from shared.db.queries import load_queries

queries = load_queries(__file__, "documents.sql")


class DocumentStore(Store):
    """Files of an assembly, in pieces."""

    def add_document(
        self,
        document_id: UUID,
        begun: BeginDocument,
        *,
        name: str,
        media_type: str,
        by: UUID,
        now: datetime,
    ) -> None:
        queries.add_document(
            self._tx,
            id=document_id,
            event_id=begun.event_id,
            kind=begun.kind,
            name=name,
            media_type=media_type,
            size=begun.size,
            by=by,
            now=now,
        )

    def documents_of(self, event_id: UUID) -> list[Document]:
        return [Document(**row) for row in queries.documents_of(self._tx, event_id=event_id)]

    def lock_document(self, event_id: UUID, document_id: UUID) -> Row | None:
        found: Row | None = queries.lock_document(self._tx, id=document_id, event_id=event_id)
        return found

    def find_document(self, event_id: UUID, document_id: UUID) -> Document | None:
        row = queries.find_document(self._tx, id=document_id, event_id=event_id)
        return Document(**row) if row else None

    def add_document_piece(self, document_id: UUID, number: int, content: bytes) -> None:
        queries.add_document_piece(self._tx, id=document_id, number=number, content=content)

    def pieces_there(self, document_id: UUID) -> Row:
        """Give how many bytes and pieces there are, and the number of the last."""
        return one(queries.pieces_there(self._tx, id=document_id))

    def document_piece(self, document_id: UUID, number: int) -> Row | None:
        found: Row | None = queries.document_piece(self._tx, id=document_id, number=number)
        return found

    def complete_document(self, document_id: UUID) -> None:
        queries.complete_document(self._tx, id=document_id)

    def remove_document(self, document_id: UUID) -> None:
        queries.remove_document(self._tx, id=document_id)

    def copy_documents(self, event_id: UUID, copy_id: UUID) -> None:
        queries.copy_documents(self._tx, event_id=event_id, copy_id=copy_id)

    def count_documents(self, event_id: UUID) -> int:
        """Count all of an event, also those that are not there whole."""
        return int(queries.count_documents(self._tx, event_id=event_id))

    def forget_unfinished(self, before: datetime) -> int:
        """Take away what was begun before a moment and never finished; gives how many."""
        return int(queries.forget_unfinished(self._tx, before=before))
