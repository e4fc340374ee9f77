"""Files of an assembly."""

from __future__ import annotations

from services.events.operations import documents
from services.events.settings import Settings
from shared import clock
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
from shared.edge.service import ActorToken, DatabaseProvider, SettingsProvider, every, rpc


class DocumentsOfAssemblies:
    """Files of an assembly."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(BeginDocument, scope="events:write")
    def begin_document(self, request: BeginDocument, actor: ActorToken) -> Document:
        return documents.begin_document(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(DocumentPiece, scope="events:write")
    def add_document_piece(self, request: DocumentPiece, _: ActorToken) -> Document:
        return documents.add_piece(self.db, request)

    @rpc(DocumentRef, scope="events:write")
    def finish_document(self, request: DocumentRef, actor: ActorToken) -> Documents:
        return documents.finish_document(self.db, request, by=actor.staff_id)

    @rpc(DocumentRef, scope="events:write")
    def remove_document(self, request: DocumentRef, actor: ActorToken) -> Documents:
        return documents.remove_document(self.db, request, by=actor.staff_id)

    @rpc(ReadDocument, scope="names:read")
    def read_document(self, request: ReadDocument, _: ActorToken) -> DocumentContent:
        return documents.read_document(self.db, request)

    @rpc(ReadInvitedDocument)
    def read_invited_document(self, request: ReadInvitedDocument) -> DocumentContent:
        key = self.settings.codes_key.key()
        return documents.read_invited(self.db, request, key=key, now=clock.now())

    @every(seconds=600)
    def forget_abandoned_documents(self) -> bool:
        return documents.forget_abandoned(self.db, now=clock.now())
