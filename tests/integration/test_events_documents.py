"""Files of an assembly on a real database: brought in pieces, read back as they were."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from services.events import errors
from services.events.domain.documents import MOST_DOCUMENTS
from services.events.errors import assemblies as refused
from services.events.operations import documents, proxies
from shared.contracts.events import OpenInvitation
from shared.contracts.events.documents import (
    BeginDocument,
    Document,
    DocumentKind,
    DocumentPiece,
    DocumentRef,
    ReadDocument,
    ReadInvitedDocument,
)
from shared.errors import InvalidRequest
from shared.ids import new_id
from tests.support.convened import Assembly, convened
from tests.support.hall import KEY, STAFF

__all__ = ["convened"]

Make = Callable[..., Assembly]
PIECE = 192 * 1024
PDF = b"%PDF-1.7 " + bytes(range(256)) * 1_600
"""More than two pieces."""


def begin(
    here: Assembly, name: str = "Rapport.pdf", size: int = len(PDF), kind: DocumentKind = "document"
) -> Document:
    request = BeginDocument(
        command_id=new_id(), event_id=here.event_id, name=name, size=size, kind=kind
    )
    return documents.begin_document(here.db, request, by=STAFF, now=here.now())


def add(here: Assembly, document_id: UUID, number: int, content: bytes) -> None:
    piece = DocumentPiece(
        event_id=here.event_id,
        document_id=document_id,
        number=number,
        content=base64.b64encode(content).decode(),
    )
    documents.add_piece(here.db, piece)


def finish(here: Assembly, document_id: UUID) -> list[Document]:
    wish = DocumentRef(command_id=new_id(), event_id=here.event_id, document_id=document_id)
    return documents.finish_document(here.db, wish, by=STAFF).documents


def bring(here: Assembly, content: bytes = PDF, **changes: str) -> Document:
    document = begin(here, size=len(content), **changes)  # type: ignore[arg-type]
    for number, start in enumerate(range(0, len(content), PIECE)):
        for _ in range(2):  # an answer was lost, and the piece is sent again
            add(here, document.document_id, number, content[start : start + PIECE])
    finish(here, document.document_id)
    return document


def test_a_file_is_read_as_it_was_brought_by_organisers_and_by_whoever_holds_a_code(
    convened: Make,
) -> None:
    here = convened()
    members = here.convened(2)
    brought = bring(here)
    code = here.code(members[0])

    read, invited = b"", b""
    number, last = 0, False
    while not last:
        wanted = ReadDocument(
            event_id=here.event_id, document_id=brought.document_id, number=number
        )
        piece = documents.read_document(here.db, wanted)
        own = ReadInvitedDocument(code=code, document_id=brought.document_id, number=number)
        same = documents.read_invited(here.db, own, key=KEY, now=here.now())
        read += base64.b64decode(piece.content)
        invited += base64.b64decode(same.content)
        number, last = number + 1, piece.last

    assert read == invited == PDF
    assert number == 3
    shown = proxies.convocation(here.db, OpenInvitation(code=code), key=KEY, now=here.now())
    assert [one.name for one in shown.documents] == ["Rapport.pdf"]
    assert [one.name for one in here.view().documents] == ["Rapport.pdf"]


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("virus.exe", refused.NotADocument),
        ("page.html", refused.NotADocument),
        ("picture.svg", refused.NotADocument),
        ("macro.docm", refused.NotADocument),
        ("pdf", refused.NotADocument),
        (".pdf", refused.NotADocument),
        ("", refused.NotADocument),
    ],
)
def test_what_is_no_document_is_refused_by_its_name(
    convened: Make, name: str, refusal: type[Exception]
) -> None:
    here = convened()
    here.put()

    with pytest.raises(refusal):
        begin(here, name)


def test_what_is_another_thing_than_its_name_says_is_refused(convened: Make) -> None:
    here = convened()
    here.put()

    for name in ("a.pdf", "a.docx", "a.jpg", "a.png"):
        document = begin(here, name, size=20)
        with pytest.raises(refused.NotADocument):
            add(here, document.document_id, 0, b"<html><script>")


def test_a_name_brings_no_path_and_no_line(convened: Make) -> None:
    here = convened()
    here.put()

    assert begin(here, "../../etc/pass\r\nwd.PDF").name == ".. .. etc pass wd.pdf"
    assert begin(here, "محضر.pdf").name == "محضر.pdf"
    assert len(begin(here, f"{'x' * 500}.pdf").name) == 124


def test_a_file_has_as_many_bytes_as_were_announced(convened: Make) -> None:
    here = convened()
    here.put()
    for size, refusal in ((0, refused.DocumentEmpty), (10**7 * 2, refused.DocumentTooLarge)):
        with pytest.raises(refusal):
            begin(here, size=size)
    document = begin(here, size=10)
    with pytest.raises(InvalidRequest):
        add(here, document.document_id, 0, b"%PDF- and much more")
    add(here, document.document_id, 0, b"%PDF-")

    with pytest.raises(refused.DocumentIncomplete):
        finish(here, document.document_id)

    assert here.view().documents == []
    with pytest.raises(refused.UnknownDocument):
        documents.read_document(
            here.db, ReadDocument(event_id=here.event_id, document_id=document.document_id)
        )


def test_a_file_with_a_gap_is_not_whole(convened: Make) -> None:
    here = convened()
    here.put()
    document = begin(here, size=10)
    add(here, document.document_id, 0, b"%PDF-")
    add(here, document.document_id, 2, b"12345")

    with pytest.raises(refused.DocumentIncomplete):
        finish(here, document.document_id)


def test_a_file_of_another_event_is_not_found_and_neither_is_a_wrong_code(convened: Make) -> None:
    here, other = convened(), convened()
    [member] = here.convened(1)
    other.put()
    brought = bring(other)

    with pytest.raises(refused.UnknownDocument):
        documents.read_document(
            here.db, ReadDocument(event_id=here.event_id, document_id=brought.document_id)
        )
    own = ReadInvitedDocument(code=here.code(member), document_id=brought.document_id)
    with pytest.raises(refused.UnknownDocument):
        documents.read_invited(here.db, own, key=KEY, now=here.now())
    wrong = ReadInvitedDocument(code="7KQ2P9xwB", document_id=brought.document_id)
    with pytest.raises(errors.UnknownCode):
        documents.read_invited(here.db, wrong, key=KEY, now=here.now())


def test_a_file_is_taken_away_and_what_was_never_finished_goes_by_itself(convened: Make) -> None:
    here = convened()
    here.put()
    brought = bring(here)
    begun = begin(here)
    wish = DocumentRef(command_id=new_id(), event_id=here.event_id, document_id=brought.document_id)

    assert documents.remove_document(here.db, wish, by=STAFF).documents == []

    here.rows("update documents set added_at = now() - %s", timedelta(days=2))
    begin(here)
    left = here.rows("select id from documents where event_id = %s", here.event_id)
    assert begun.document_id not in {row["id"] for row in left}
    assert len(left) == 1
    done = here.rows(
        "select action from audit where subject_id = %s and action like %s order by id",
        *(here.event_id, "%document"),
    )
    assert [row["action"] for row in done] == ["event.add-document", "event.remove-document"]


def test_an_event_that_convenes_nobody_has_no_documents(convened: Make) -> None:
    with pytest.raises(refused.BodyMissing):
        begin(convened())


def test_more_than_anybody_reads_is_refused(convened: Make) -> None:
    here = convened()
    here.put()
    for number in range(20):
        bring(here, b"%PDF-", name=f"{number}.pdf")

    with pytest.raises(refused.TooManyDocuments):
        begin(here)


def test_what_is_begun_counts_until_it_is_abandoned_and_then_goes(convened: Make) -> None:
    here = convened()
    here.put()

    def begin() -> None:
        wish = BeginDocument(
            command_id=new_id(), event_id=here.event_id, name="x.pdf", size=8, kind="document"
        )
        documents.begin_document(here.db, wish, by=STAFF, now=here.now())

    for _ in range(MOST_DOCUMENTS):
        begin()
    with pytest.raises(refused.TooManyDocuments):
        begin()

    assert not documents.forget_abandoned(here.db, now=here.now())
    assert documents.forget_abandoned(here.db, now=here.now() + timedelta(days=2))
    assert here.rows("select from documents where event_id = %s", here.event_id) == []
