"""A second convocation, and telling members of the minutes, on a real database."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.events import errors
from services.events.domain import codes
from services.events.errors import assemblies as refused
from services.events.operations import (
    answering,
    assemblies,
    convening_again,
    documents,
    inviting,
    organising,
)
from services.events.store.retention import queries as retention
from shared.contracts.events import CancelEvent, OpenInvitation, Said
from shared.contracts.events.assemblies import (
    AssemblyView,
    Convene,
    ConveneAgain,
    PutAssembly,
    TellMinutes,
)
from shared.contracts.events.documents import (
    BeginDocument,
    DocumentKind,
    DocumentPiece,
    DocumentRef,
    ReadDocument,
)
from shared.contracts.members import Addressee, AudienceResolved
from shared.contracts.members.statutes import BodyStatutes
from shared.db.limits import Limits, within
from shared.ids import new_id
from tests.support.convened import AGENDA, COUNCIL, Assembly, convened
from tests.support.hall import KEY, STAFF

__all__ = ["convened"]

ZONE = ZoneInfo("Africa/Casablanca")
Make = Callable[..., Assembly]
SAID = {"fr": Said(title="Procès-verbal", text="Il est là."), "en": Said(title="x", text="y")}


def again(here: Assembly, *, days: int = 45, **request: object) -> AssemblyView:
    start = datetime.now(ZONE).replace(tzinfo=None, microsecond=0) + timedelta(days=days)
    known = {"command_id": new_id(), "event_id": here.event_id, "starts_at": start.isoformat()}
    wish = ConveneAgain(**known | request)  # type: ignore[arg-type]
    return convening_again.convene_again(here.db, wish, by=STAFF, now=here.now())


def bring(here: Assembly, name: str, kind: DocumentKind = "document") -> None:
    begun = documents.begin_document(
        here.db,
        BeginDocument(command_id=new_id(), event_id=here.event_id, name=name, size=8, kind=kind),
        by=STAFF,
        now=here.now(),
    )
    known = {"event_id": here.event_id, "document_id": begun.document_id}
    content = base64.b64encode(b"%PDF-1.7").decode()
    documents.add_piece(here.db, DocumentPiece(number=0, content=content, **known))
    documents.finish_document(here.db, DocumentRef(command_id=new_id(), **known), by=STAFF)


def tell(here: Assembly, **command: object) -> AssemblyView:
    known = {"command_id": new_id(), "event_id": here.event_id, "said": SAID}
    wish = TellMinutes(**known | command)  # type: ignore[arg-type]
    return convening_again.tell_minutes(here.db, wish, by=STAFF, now=here.now())


def test_the_second_convocation_has_the_agenda_the_documents_and_a_lower_quorum(
    convened: Make,
) -> None:
    here = convened()
    here.convened(8)
    bring(here, "Rapport.pdf")
    bring(here, "PV.pdf", "minutes")

    second = again(here)

    assert (second.event_state, second.first_id) == ("draft", here.event_id)
    assert here.view().again_id == second.card.event_id
    assert second.card.assembly
    assert (second.card.assembly.convocation, second.card.assembly.agenda) == (2, AGENDA)
    assert second.notice_days == 8
    assert second.quorum
    assert (second.quorum.part, second.quorum.of) == (1, 4)
    assert second.standing is None
    [copied] = second.documents
    assert copied.name == "Rapport.pdf"
    wanted = ReadDocument(event_id=second.card.event_id, document_id=copied.document_id)
    piece = documents.read_document(here.db, wanted)
    assert base64.b64decode(piece.content) == b"%PDF-1.7"
    assert {one.name for one in here.view().documents} == {"Rapport.pdf", "PV.pdf"}


def test_the_second_convocation_stays_that_of_the_body_and_of_the_statutes_of_then(
    convened: Make,
) -> None:
    here = convened()
    here.convened(8)
    second = again(here)

    def put(body: BodyStatutes) -> AssemblyView:
        agenda = {"fr": ["Budget"], "ar": ["الميزانية"]}
        known = {"command_id": new_id(), "event_id": second.card.event_id, "agenda": agenda}
        wish = PutAssembly(body=body, **known)  # type: ignore[arg-type]
        return assemblies.put_assembly(here.db, wish, by=STAFF, now=here.now())

    with pytest.raises(refused.StaysOfItsBody):
        put(replace(COUNCIL, body="bureau"))
    shown = put(replace(COUNCIL, statutes=replace(COUNCIL.statutes, again_notice_days=1)))

    assert (shown.body, shown.notice_days) == ("council", 8)
    assert shown.card.assembly
    assert shown.card.assembly.agenda["fr"] == ["Budget"]


def test_a_second_convocation_is_prepared_before_the_first_takes_place_and_convened_after(
    convened: Make,
) -> None:
    here = convened()
    here.convened(4)
    second = again(here)
    command = Convene(command_id=new_id(), event_id=second.card.event_id)

    with pytest.raises(refused.FirstToCome):
        assemblies.convene(here.db, command, by=STAFF, now=here.now())
    here.begin()
    shown = assemblies.convene(here.db, command, by=STAFF, now=here.now())

    assert shown.event_state == "published"


def test_it_is_convened_by_its_own_notice(convened: Make) -> None:
    here = convened()
    here.convened(8)
    start = datetime.fromisoformat(here.form.starts_at)
    # As if the first had just been over.
    here.rows(
        "update events set starts_at = now() - interval '5 h', ends_at = now() - interval '1 h'"
        " where id = %s",
        here.event_id,
    )
    second = again(here, days=10).card.event_id

    command = Convene(command_id=new_id(), event_id=second)
    shown = assemblies.convene(here.db, command, by=STAFF, now=here.now())

    assert shown.event_state == "published"
    assert not shown.late_reason
    assert start


def test_what_has_no_second_convocation_is_said(convened: Make) -> None:
    here = convened()
    here.put()
    with pytest.raises(refused.NotConvened):
        again(here)
    members = here_convened(here)
    with pytest.raises(refused.SecondBeforeFirst):
        again(here, days=5)
    second = again(here)
    with pytest.raises(refused.ConvenedAgain):
        again(here)
    here.begin()
    assemblies.convene(
        here.db,
        Convene(command_id=new_id(), event_id=second.card.event_id),
        by=STAFF,
        now=here.now(),
    )
    with pytest.raises(refused.AlreadySecond):
        again(here, event_id=second.card.event_id, days=90)
    organising.cancel_event(
        here.db,
        CancelEvent(command_id=new_id(), event_id=second.card.event_id),
        by=STAFF,
        now=here.now(),
    )
    assert again(here, days=60).first_id == here.event_id, "in place of what was cancelled"
    assert members


def here_convened(here: Assembly) -> list[object]:
    here.convene()
    people = [new_id() for _ in range(4)]
    here.hear_wave(people)
    here.hear_roll(people)
    return [*people]


def test_whoever_was_enough_is_not_convened_again(convened: Make) -> None:
    here = convened()
    members = here.convened(4)
    here.begin()
    here.scan(*members[:2])

    with pytest.raises(refused.QuorumWasReached):
        again(here)


def test_a_second_convocation_that_was_ready_does_not_go_out_once_the_first_reached_its_quorum(
    convened: Make,
) -> None:
    here = convened()
    members = here.convened(4)
    ready = Convene(command_id=new_id(), event_id=again(here).card.event_id)
    here.begin()
    here.scan(*members)

    with pytest.raises(refused.QuorumWasReached):
        assemblies.convene(here.db, ready, by=STAFF, now=here.now())


def test_cancelling_the_first_opens_no_lower_quorum(convened: Make) -> None:
    here, other = convened(), convened()
    for each in (here, other):
        each.convened(4)
    ready = Convene(command_id=new_id(), event_id=again(here).card.event_id)
    for each in (here, other):
        cancel(each)

    with pytest.raises(refused.FirstWasCancelled):
        assemblies.convene(here.db, ready, by=STAFF, now=here.now())
    with pytest.raises(refused.FirstWasCancelled):
        again(other)


def cancel(here: Assembly) -> None:
    command = CancelEvent(command_id=new_id(), event_id=here.event_id)
    organising.cancel_event(here.db, command, by=STAFF, now=here.now())


def test_the_same_command_again_keeps_one_draft(convened: Make) -> None:
    here = convened()
    here.convened(4)
    command = new_id()

    first, same = again(here, command_id=command), again(here, command_id=command)

    assert first.card.event_id == same.card.event_id


# --- Minutes ---------------------------------------------------------------------------------


def test_the_members_of_the_body_are_told_of_the_minutes(convened: Make) -> None:
    here = convened()
    [member] = here.convened(1)
    here.begin()
    bring(here, "PV.pdf", "minutes")

    told = tell(here)

    assert told.minutes_told_at is not None
    asked = here.announced("audience.requested.v1")[-1]
    assert asked["mandated"]["body"] == "council"
    assert asked["asked_by"] == str(STAFF), "whoever tells them does not release it"
    with here.db.transaction() as tx:
        message = AudienceResolved(
            wave_id=asked["wave_id"],
            event_id=here.event_id,
            page=1,
            addressees=[Addressee(member_id=member)],
            total=1,
        )
        inviting.invite(tx, message, key=KEY, now=here.now())
    [announced] = here.announced("announcement.issued.v1")
    assert announced["said"] == {"fr": {"title": "Procès-verbal", "text": "Il est là."}}
    assert [one["member_id"] for one in announced["invitees"]] == [str(member)]


def test_minutes_that_come_late_open_by_the_link_that_tells_of_them(convened: Make) -> None:
    """Ninety days after: seen failing, whoever was told then was led to a page that was over."""
    here = convened()
    [member] = here.convened(1)
    code = codes.make_code(KEY, here.event_id, member, 0)
    here.begin()
    bring(here, "PV.pdf", "minutes")
    late = here.now() + timedelta(days=90)
    asked = OpenInvitation(code=code)
    with pytest.raises(errors.UnknownCode):
        answering.open_invitation(here.db, asked, key=KEY, now=late)

    command = TellMinutes(command_id=new_id(), event_id=here.event_id, said=SAID)
    convening_again.tell_minutes(here.db, command, by=STAFF, now=late)

    assert answering.open_invitation(here.db, asked, key=KEY, now=late + timedelta(days=59))
    with here.db.transaction() as tx:
        retention.codes(tx, before=late - timedelta(days=1), limit=1_000)
    assert answering.open_invitation(here.db, asked, key=KEY, now=late)
    with pytest.raises(errors.UnknownCode):
        answering.open_invitation(here.db, asked, key=KEY, now=late + timedelta(days=61))


def test_nobody_is_told_of_minutes_that_are_not_there_or_before_it_began(convened: Make) -> None:
    here = convened()
    here.convened(2)
    with pytest.raises(errors.NothingToSayYet):
        tell(here)
    here.begin()
    with pytest.raises(refused.MinutesMissing):
        tell(here)
    bring(here, "PV.pdf", "minutes")
    with within(Limits(regions=["MA-01"])), pytest.raises(refused.BodyBeyondRights):
        tell(here)

    assert here.view().minutes_told_at is None
