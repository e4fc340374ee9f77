"""What the members of a body find on the page of their invitation: agenda and documents."""

from __future__ import annotations

from uuid import UUID

from werkzeug.wrappers import Response

from services.web import asking
from services.web.files import sent
from services.web.public import public
from shared.contracts.events import Card, OpenInvitation
from shared.contracts.events.convocations import Convocation
from shared.contracts.events.documents import DocumentContent, ReadInvitedDocument


def convocation_of(card: Card, code: str) -> Convocation | None:
    """Get what a body is convened with; nothing for other events, or while events is silent."""
    if card.assembly is None:
        return None
    asked = OpenInvitation(code=code, origin=asking.origin())
    return asking.part(lambda: asking.events().convocation(asked))


@public.get("/i/<code>/documents/<uuid:document_id>")
def invited_document(code: str, document_id: UUID) -> Response:
    def read(number: int) -> DocumentContent:
        wanted = ReadInvitedDocument(
            code=code, document_id=document_id, number=number, origin=origin
        )
        return asking.events().read_invited_document(wanted)

    origin = asking.origin()
    return sent(read)
