"""An assembly walked through from outside: convened by SMS, a proxy given, counted at the door."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.members.domain.rights import SCOPES
from shared.contracts.events import CheckedIn, CheckIn, EventRef, EventView, Scan
from shared.contracts.events.assemblies import (
    AssemblyView,
    Convene,
    PutAssembly,
    QuorumView,
    Standing,
)
from shared.contracts.events.documents import (
    BeginDocument,
    Document,
    DocumentPiece,
    DocumentRef,
    Documents,
)
from shared.contracts.members import (
    AddMandate,
    AddMember,
    AddThing,
    ConsentBasis,
    MemberRef,
    PersonForm,
    ThingsOfKind,
)
from shared.contracts.members.statutes import BodyRef, BodyStatutes
from shared.contracts.wire import Wire
from shared.ids import new_id
from shared.testing.waiting import eventually
from tests.support.reader import Reader
from tests.support.system import System, W, a_form

PEOPLE = [("Zohra", "Assemblée Un", "0698712001"), ("Zakaria", "Assemblée Deux", "0698712002")]
CONSENT = ConsentBasis(
    channels=["sms"], wording="Oui", source="Fiche", day=date(2026, 9, 1), collector="Bureau"
)


def ask(system: System, service: str, method: str, request: Wire, reply: type[W]) -> W:
    """Ask as an administrator, who stands at doors and keeps lists, too."""
    token = system.token([*SCOPES["admin"]])
    return system.upstream.call(service, method, request, reply, actor=token)


@pytest.fixture(scope="module")
def council(system: System) -> tuple[BodyStatutes, list[UUID]]:
    """A body of two members in mandate, whom an SMS reaches."""
    names = {"fr": "Conseil des assemblées", "ar": "مجلس الجموع"}
    added = AddThing(command_id=new_id(), kind="bodies", names=names)
    ask(system, "members", "add_thing", added, ThingsOfKind)
    body = "conseil-des-assemblees"
    members = []
    for first, last, mobile in PEOPLE:
        person = PersonForm(first_name=first, last_name=last, language="fr", mobile=mobile)
        adding = AddMember(command_id=new_id(), person=person, consent=CONSENT)
        member = ask(system, "members", "add_member", adding, MemberRef).member_id
        mandate = AddMandate(command_id=new_id(), member_id=member, body=body)
        ask(system, "members", "add_mandate", mandate, MemberRef)
        members.append(member)
    return ask(system, "members", "statutes", BodyRef(body=body), BodyStatutes), members


def test_a_body_is_convened_gives_proxies_and_is_counted(
    system: System, council: tuple[BodyStatutes, list[UUID]]
) -> None:
    body, (giver, holder) = council
    form = a_form(hours=24 * 30, type="assembly")
    event_id = ask(system, "events", "create_event", form, EventView).card.event_id
    agenda = {"fr": ["Rapport moral"], "ar": ["التقرير الأدبي"]}
    put = PutAssembly(command_id=new_id(), event_id=event_id, body=body, agenda=agenda)
    ask(system, "events", "put_assembly", put, AssemblyView)
    document = bring(system, event_id)

    convene = Convene(command_id=new_id(), event_id=event_id)
    ask(system, "events", "convene", convene, AssemblyView)

    eventually(lambda: standing(system, event_id), within_s=60)
    codes = eventually(lambda: codes_of(system, event_id), within_s=60)
    texts = eventually(lambda: convocations(system, codes[giver]), within_s=60)
    assert len(texts) == 1
    assert "convoque Zohra" in texts[0]

    page = Reader(system.web).open(f"/i/{codes[giver]}?lang=fr")
    assert "Rapport moral" in page.text
    got = page.reader.http.get(f"{system.web}/i/{codes[giver]}/documents/{document}", timeout=20)
    assert got.content == b"%PDF-1.7 rapport"
    wrong = page.submit("holder", holder="Personne Inconnue")
    assert "Aucun membre en mandat ne porte ce nom." in wrong.text
    given = wrong.submit("holder", holder="deux assemblee ZAKARIA")
    assert "Zakaria vote pour vous." in given.text

    begin(system, event_id)
    came = CheckIn(
        event_id=event_id,
        device=new_id(),
        clock=datetime.now(UTC),
        scans=[Scan(id=new_id(), kind="in", at=datetime.now(UTC), member_id=holder)],
    )
    ask(system, "events", "check_in", came, CheckedIn)

    assert standing(system, event_id) == Standing(members=2, present=1, by_proxy=1, needed=1)


def bring(system: System, event_id: UUID) -> UUID:
    content = b"%PDF-1.7 rapport"
    begin_it = BeginDocument(
        command_id=new_id(), event_id=event_id, name="Rapport.pdf", size=len(content)
    )
    document_id = ask(system, "events", "begin_document", begin_it, Document).document_id
    piece = DocumentPiece(
        event_id=event_id,
        document_id=document_id,
        number=0,
        content=base64.b64encode(content).decode(),
    )
    ask(system, "events", "add_document_piece", piece, Document)
    whole = DocumentRef(command_id=new_id(), event_id=event_id, document_id=document_id)
    ask(system, "events", "finish_document", whole, Documents)
    return document_id


def standing(system: System, event_id: UUID) -> Standing | None:
    return ask(system, "events", "quorum", EventRef(event_id=event_id), QuorumView).standing


def codes_of(system: System, event_id: UUID) -> dict[UUID, str] | None:
    codes = system.codes(event_id)
    return codes if len(codes) == len(PEOPLE) else None


def convocations(system: System, code: str) -> list[str]:
    return [m["text"] for m in system.received("sms") if any(code in link for link in m["links"])]


def begin(system: System, event_id: UUID) -> None:
    query = (
        "update events set starts_at = now() - interval '1 h', ends_at = now() + interval '2 h'"
        " where id = %s"
    )
    system.world.rows("events", query, event_id)
