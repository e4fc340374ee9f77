"""Assemblies as fakes show them."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import timedelta
from typing import Any

from shared import clock
from shared.contracts.events import Card, CardText
from shared.contracts.events.assemblies import AssemblyView, QuorumView, Roll, Standing
from shared.contracts.events.convened import Convened
from shared.contracts.events.convocations import Convocation, InMandate
from shared.contracts.events.documents import ENDINGS, Document, DocumentContent, Documents
from shared.contracts.events.proxies import ProxyPage, ProxyRow, RollPage, RollRow
from shared.contracts.members.statutes import (
    BodyStatutes,
    Mandated,
    MandatedFound,
    Namesakes,
    Statutes,
)
from tests.support import examples

COUNCIL = {"fr": "Conseil d’orientation", "ar": "مجلس التوجيه"}

AGENDA = {
    "fr": ["Rapport moral et financier", "Budget 2028", "Élection du bureau exécutif"],
    "ar": ["التقريران الأدبي والمالي", "ميزانية 2028", "انتخاب المكتب التنفيذي"],
}


def some_statutes(**changes: Any) -> BodyStatutes:
    known = BodyStatutes(body="council", names=COUNCIL, statutes=Statutes())
    return replace(known, **changes)


def a_card(*, convocation: int = 1, **changes: Any) -> Card:
    """Give the card of an ordinary general assembly."""
    texts = {
        "fr": CardText(title="Assemblée du conseil d’orientation", venue="Salle Ibn Rochd, Rabat"),
        "ar": CardText(title="جمع مجلس التوجيه", venue="قاعة ابن رشد، الرباط"),
    }
    of_body = Convened(body="council", names=COUNCIL, agenda=AGENDA, convocation=convocation)
    known = {"type": "assembly", "texts": texts, "languages": ["fr", "ar"], "assembly": of_body}
    return examples.a_card(**known | changes)


def a_standing(**changes: Any) -> Standing:
    return replace(Standing(members=87, present=31, by_proxy=8, needed=44), **changes)


def an_assembly(**changes: Any) -> AssemblyView:
    """Give a draft that convenes the council in time."""
    view = AssemblyView(
        card=a_card(),
        event_state="draft",
        capacity=120,
        body="council",
        statutes=Statutes(),
        notice_days=15,
        quorum=Statutes().quorum,
        documents=some_documents(),
        convene_until=(examples.START - timedelta(days=16)).date(),
    )
    return replace(view, **changes)


def a_convened_one(**changes: Any) -> AssemblyView:
    day = examples.START.date()
    roll = Roll(on=day, members=87, taken_at=examples.START - timedelta(hours=3))
    known = {"event_state": "published", "roll": roll, "standing": a_standing()}
    return an_assembly(**known | changes)


def an_over_one(**changes: Any) -> AssemblyView:
    """Give an assembly to which too few came, with its minutes."""
    start = clock.now() - timedelta(days=1)
    card = a_card(starts_at=start, ends_at=start + timedelta(hours=4))
    minutes = a_document(3, kind="minutes", name="Procès-verbal.pdf", size=91_300)
    known = {"card": card, "documents": [*some_documents(), minutes], "minutes_told_at": start}
    return a_convened_one(**known | changes)


def a_document(number: int = 1, **changes: Any) -> Document:
    known = Document(
        document_id=examples.an_id(80 + number),
        kind="document",
        name="Rapport moral et financier.pdf",
        media_type="application/pdf",
        size=482_311,
        added_at=examples.SOON,
    )
    return replace(known, **changes)


def some_documents() -> list[Document]:
    budget = a_document(2, name="ميزانية 2028.xlsx", media_type=ENDINGS["xlsx"], size=38_400)
    return [a_document(), budget]


def a_piece(request: Any) -> DocumentContent:
    """Give a file in two pieces."""
    content = base64.b64encode(b"%PDF-" if request.number == 0 else b"the rest").decode()
    document = a_document(name="Rapport moral – 2027.pdf", size=13)
    return DocumentContent(document=document, content=content, last=request.number == 1)


def a_convocation(*members: InMandate, **changes: Any) -> Convocation:
    known = Convocation(
        documents=some_documents(),
        members=[*members] or [InMandate(member_id=examples.an_id(100))],
        mandated=Mandated(body="council", on=examples.START.date()),
        most_proxies=1,
        proxies_open=True,
    )
    return replace(known, **changes)


def some_proxies(**changes: Any) -> ProxyPage:
    def row(number: int, **how: bool) -> ProxyRow:
        giver, holder = examples.an_id(100 + number), examples.an_id(103 + number)
        return ProxyRow(member_id=giver, holder_id=holder, given_at=examples.SOON, **how)

    rows = [row(0), row(1, noted=True, holder_came=True), row(2, came=True)]
    return replace(ProxyPage(card=a_card(), rows=rows, most=1, open=True), **changes)


def a_quorum(**changes: Any) -> QuorumView:
    view = QuorumView(card=a_card(), quorum=Statutes().quorum, standing=a_standing())
    return replace(view, **changes)


def a_roll() -> RollPage:
    """Give five members in mandate, the second of whom has the proxy of the first."""
    ids = [examples.an_id(100 + number) for number in range(5)]
    rows = [RollRow(member_id=one, holder_id=ids[1] if one == ids[0] else None) for one in ids]
    return RollPage(card=a_card(), rows=rows)


def answers() -> dict[str, Any]:
    """Give what the fakes answer about assemblies."""
    return {
        **dict.fromkeys(("events.assembly", "events.put_assembly"), an_assembly()),
        **dict.fromkeys(
            ("events.convene", "events.convene_later", "events.take_roll"), a_convened_one()
        ),
        "events.quorum": a_quorum(),
        "events.begin_document": a_document(),
        "events.add_document_piece": a_document(),
        **dict.fromkeys(
            ("events.finish_document", "events.remove_document"),
            Documents(documents=some_documents()),
        ),
        **dict.fromkeys(("events.read_document", "events.read_invited_document"), a_piece),
        **dict.fromkeys(("events.convocation", "events.give_own_proxy"), a_convocation()),
        **dict.fromkeys(
            ("events.note_proxy", "events.tell_minutes", "events.convene_again"), a_convened_one()
        ),
        "events.proxies": some_proxies(),
        "events.roll": a_roll(),
        "members.statutes": some_statutes(),
        "members.write_statutes": lambda r: some_statutes(statutes=r.statutes, written=True),
        "members.namesakes": Namesakes(people=[]),
        "members.find_mandated": MandatedFound(found="one", member_id=examples.an_id(101)),
    }
