"""What `web` asks events about assemblies."""

from __future__ import annotations

from services.web.upstream.asked import Service
from shared.contracts.events import EventRef, OpenInvitation
from shared.contracts.events.assemblies import (
    AssemblyView,
    Convene,
    ConveneAgain,
    ConveneLater,
    PutAssembly,
    QuorumView,
    TakeRoll,
    TellMinutes,
)
from shared.contracts.events.convocations import Convocation
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
from shared.contracts.events.proxies import (
    FindProxies,
    FindRoll,
    GiveOwnProxy,
    NoteProxy,
    ProxyPage,
    RollPage,
)


class Assemblies(Service):
    """Convening a body, and its quorum."""

    def assembly(self, request: EventRef) -> AssemblyView:
        return self._ask("assembly", request, AssemblyView)

    def put_assembly(self, request: PutAssembly) -> AssemblyView:
        return self._ask("put_assembly", request, AssemblyView)

    def convene(self, request: Convene) -> AssemblyView:
        return self._ask("convene", request, AssemblyView)

    def convene_later(self, request: ConveneLater) -> AssemblyView:
        return self._ask("convene_later", request, AssemblyView)

    def convene_again(self, request: ConveneAgain) -> AssemblyView:
        return self._ask("convene_again", request, AssemblyView)

    def tell_minutes(self, request: TellMinutes) -> AssemblyView:
        return self._ask("tell_minutes", request, AssemblyView)

    def take_roll(self, request: TakeRoll) -> AssemblyView:
        return self._ask("take_roll", request, AssemblyView)

    def quorum(self, request: EventRef) -> QuorumView:
        return self._ask("quorum", request, QuorumView)

    def begin_document(self, request: BeginDocument) -> Document:
        return self._ask("begin_document", request, Document)

    def add_document_piece(self, request: DocumentPiece) -> Document:
        return self._ask("add_document_piece", request, Document)

    def finish_document(self, request: DocumentRef) -> Documents:
        return self._ask("finish_document", request, Documents)

    def remove_document(self, request: DocumentRef) -> Documents:
        return self._ask("remove_document", request, Documents)

    def read_document(self, request: ReadDocument) -> DocumentContent:
        return self._ask("read_document", request, DocumentContent)

    def read_invited_document(self, request: ReadInvitedDocument) -> DocumentContent:
        return self._ask("read_invited_document", request, DocumentContent)

    def convocation(self, request: OpenInvitation) -> Convocation:
        return self._ask("convocation", request, Convocation)

    def give_own_proxy(self, request: GiveOwnProxy) -> Convocation:
        return self._ask("give_own_proxy", request, Convocation)

    def note_proxy(self, request: NoteProxy) -> AssemblyView:
        return self._ask("note_proxy", request, AssemblyView)

    def proxies(self, request: FindProxies) -> ProxyPage:
        return self._ask("proxies", request, ProxyPage)

    def roll(self, request: FindRoll) -> RollPage:
        return self._ask("roll", request, RollPage)
