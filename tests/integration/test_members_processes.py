"""The running processes: killed in the middle of an import and of a wave, asked over the broker."""

from __future__ import annotations

import base64
import json
import signal
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from services.members.operations import audiences, clinic, imports, staff
from shared import clock
from shared.contracts.events import AudienceRequested
from shared.contracts.members import (
    Actor,
    AudienceFilter,
    AudienceResolved,
    BeginImport,
    FindMembers,
    ImportPiece,
    ImportProgress,
    ImportRef,
    MemberContactChanged,
    MemberIds,
    MemberPage,
    Names,
    Reference,
    SaveAudience,
    Session,
    SessionRef,
    SignIn,
)
from shared.contracts.notifications import ContactOptedOut
from shared.contracts.wire import Message, Wire, exchange
from shared.db.database import Database
from shared.edge.upstream import Upstream
from shared.errors import Refused
from shared.ids import new_id
from shared.messaging import outbox
from shared.messaging.publisher import Parcel, Publisher
from shared.testing.waiting import eventually
from tests.support.members import BASIS, STAFF, a_sheet, hand_over, import_sheet, numbered
from tests.support.world import World

pytestmark = pytest.mark.integration

PASSWORD = "une phrase assez longue"
PEOPLE = 1700


@pytest.fixture
def db(members: World) -> Iterator[Database]:
    with members.emptied(
        "members", "people, households, imports, outbox, inbox, audiences, resolvings, staff"
    ) as database:
        yield database
    for process in members.processes.values():
        process.kill()


def announced(members: World) -> list[MemberContactChanged]:
    rows = members.rows(
        "members", "select body from outbox where type = 'member.contact_changed.v1'"
    )
    return [MemberContactChanged.parse(row["body"]) for row in rows]


def where_it_stands(members: World) -> dict[str, object]:
    (row,) = members.rows("members", "select state, done, rows, verdicts from imports")
    return row


def assert_imported_once(members: World, people: int) -> None:
    row = where_it_stands(members)
    assert (row["done"], row["rows"], row["verdicts"]) == (people, people, {"new": people})
    assert members.count("members", "select count(*) from people") == people
    assert members.count("members", "select count(*) from import_rows where verdict is null") == 0
    told = Counter(c.member_id for message in announced(members) for c in message.contacts)
    assert len(told) == people
    assert set(told.values()) == {1}


def test_an_import_killed_between_two_chunks_goes_on_where_it_was(
    db: Database, members: World
) -> None:
    hand_over(db, a_sheet(*numbered(PEOPLE)))
    jobs = members.run("members-jobs", CRASH_AT="members.import_chunk:2")

    assert jobs.wait() == -signal.SIGKILL
    assert where_it_stands(members)["done"] == 1000

    jobs.start(ready="service_started", CRASH_AT="")
    eventually(lambda: where_it_stands(members)["state"] == "done")
    assert_imported_once(members, PEOPLE)


def test_a_check_and_an_undoing_killed_between_two_parts_go_on_where_they_were(
    db: Database, members: World
) -> None:
    # The last two rows are doubles of what stood in a part before.
    sheet = a_sheet(*numbered(PEOPLE), *numbered(2))
    import_id = hand_over(db, sheet, check_first=True)
    jobs = members.run("members-jobs", CRASH_AT="members.check_chunk:2")
    ref = ImportRef(import_id=import_id)

    assert jobs.wait() == -signal.SIGKILL
    stopped = where_it_stands(members)
    assert (stopped["state"], stopped["done"]) == ("checking", 1000)
    jobs.start(ready="service_started", CRASH_AT="members.undo_chunk:2")
    eventually(lambda: where_it_stands(members)["state"] == "checked")
    checked = where_it_stands(members)
    assert checked["verdicts"] == {"new": PEOPLE, "duplicate": 2}
    assert members.count("members", "select count(*) from people") == 0
    assert announced(members) == []

    clinic.apply_import(db, ref, by=STAFF)
    eventually(lambda: where_it_stands(members)["state"] == "done")
    assert where_it_stands(members) == checked | {"state": "done"}
    clinic.undo_import(db, ref, by=STAFF)
    assert jobs.wait() == -signal.SIGKILL
    assert members.count("members", "select count(*) from people") == PEOPLE - 1000

    jobs.start(ready="service_started", CRASH_AT="")
    eventually(lambda: where_it_stands(members)["state"] == "undone")
    assert members.count("members", "select count(*) from people") == 0
    (row,) = members.rows("members", "select taken_back, kept from imports")
    assert (row["taken_back"], row["kept"]) == (PEOPLE, 0)


def test_an_import_killed_again_and_again_at_any_moment_doubles_nothing(
    db: Database, members: World
) -> None:
    jobs = members.run("members-jobs")
    hand_over(db, a_sheet(*numbered(PEOPLE)))

    kills = 0
    pauses = [0.05, 0.2, 0.1]
    while where_it_stands(members)["state"] != "done" and kills < len(pauses):
        before = where_it_stands(members)
        eventually(lambda seen=before: where_it_stands(members) != seen)  # type: ignore[misc]
        time.sleep(pauses[kills])
        jobs.kill()
        kills += 1
        jobs.start(ready="service_started")

    eventually(lambda: where_it_stands(members)["state"] == "done")
    assert kills >= 2
    assert_imported_once(members, PEOPLE)


def test_two_processes_share_the_work_and_do_nothing_twice(db: Database, members: World) -> None:
    members.run("members-jobs")
    members.run("members-jobs", replica="-2")
    sheets = [a_sheet(*numbered(700, start=n * 1000)) for n in range(3)]
    for sheet in sheets:
        hand_over(db, sheet)

    eventually(
        lambda: members.count("members", "select count(*) from imports where state = 'done'") == 3
    )

    assert members.count("members", "select count(*) from people") == 2100
    told = Counter(c.member_id for message in announced(members) for c in message.contacts)
    assert set(told.values()) == {1}


def test_a_wave_killed_between_two_pages_leaves_nobody_out(db: Database, members: World) -> None:
    import_sheet(db, *numbered(1700))
    command = SaveAudience(command_id=new_id(), name="Tous", filter=AudienceFilter())
    audience_id = audiences.save_audience(db, command, by=STAFF).audience_id
    with db.transaction() as tx:
        audiences.hear_request(
            tx,
            AudienceRequested(wave_id=new_id(), event_id=new_id(), audience_id=audience_id),
        )
    jobs = members.run("members-jobs", CRASH_AT="members.between_pages:2")

    assert jobs.wait() == -signal.SIGKILL
    assert len(pages(members)) == 2

    jobs.start(ready="service_started", CRASH_AT="")
    eventually(lambda: pages(members)[-1].total is not None)
    told = [a.member_id for page in pages(members) for a in page.addressees]
    assert [page.page for page in pages(members)] == [1, 2, 3, 4]
    assert len(told) == len(set(told)) == pages(members)[-1].total == 1700


def pages(members: World) -> list[AudienceResolved]:
    rows = members.rows(
        "members", "select body from outbox where type = 'audience.resolved.v1' order by id"
    )
    return [AudienceResolved.parse(row["body"]) for row in rows]


# --- Over the broker -------------------------------------------------------------------------


def test_members_answers_over_the_broker_with_rights(db: Database, members: World) -> None:
    staff.add_account(
        db,
        "vera@association.example",
        name="Vera",
        role="viewer",
        language="fr",
        password=PASSWORD,
    )
    import_sheet(db, *numbered(3))
    members.run("members")
    upstream = Upstream(members.broker_url("web"))
    request = SignIn(email="vera@association.example", password=PASSWORD, origin="192.0.2.1")

    session = upstream.call("members", "sign_in", request, Session)
    ref = SessionRef(session=session.session)
    actor = upstream.call("members", "actor", ref, Actor)
    page = upstream.call("members", "find_members", FindMembers(), MemberPage, actor=actor.token)
    reference = upstream.call("members", "reference", None, Reference, actor=actor.token)

    assert page.total == 3
    assert (reference.association, len(reference.regions)) == ("Forum Multaqa", 13)
    ids = MemberIds(member_ids=[page.members[0].member_id])
    assert upstream.call("members", "first_names", ids, Names).names[0].last_name == ""
    assert refusal(upstream, "names", ids) == "not-signed-in"
    assert refusal(upstream, "names", ids, actor.token) == "answered"
    assert refusal(upstream, "start_import", ImportRef(import_id=new_id()), actor.token) == (
        "not-allowed"
    )
    upstream.call("members", "sign_out", ref, SessionRef)
    assert refusal(upstream, "actor", ref) == "not-signed-in"
    upstream.close()


def test_a_sheet_travels_over_the_broker_and_is_worked_off(db: Database, members: World) -> None:
    staff.add_account(
        db,
        "sara@association.example",
        name="Sara",
        role="organiser",
        language="fr",
        password=PASSWORD,
    )
    members.run("members")
    members.run("members-jobs")
    upstream = Upstream(members.broker_url("web"))
    request = SignIn(email="sara@association.example", password=PASSWORD, origin="192.0.2.1")
    token = upstream.call("members", "sign_in", request, Session).token
    content = a_sheet(*numbered(6000))

    def ask(method: str, request: Wire) -> ImportProgress:
        return upstream.call("members", method, request, ImportProgress, actor=token)

    begin = BeginImport(
        command_id=new_id(),
        filename="m.csv",
        size=len(content),
        language="fr",
        **BASIS,  # type: ignore[arg-type]
    )
    ref = ImportRef(import_id=ask("begin_import", begin).import_id)
    for number, start in enumerate(range(0, len(content), imports.PIECE)):
        encoded = base64.b64encode(content[start : start + imports.PIECE]).decode()
        ask("add_piece", ImportPiece(import_id=ref.import_id, number=number, content=encoded))
    ask("start_import", ref)

    eventually(lambda: ask("import_progress", ref).state == "done", within_s=60)
    assert ask("import_progress", ref).verdicts == {"new": 6000}
    upstream.close()


def test_messages_heard_twice_have_one_effect(db: Database, members: World) -> None:
    import_sheet(db, *numbered(2))
    command = SaveAudience(command_id=new_id(), name="Tous", filter=AudienceFilter())
    audience_id = audiences.save_audience(db, command, by=STAFF).audience_id
    ids = [row["id"] for row in members.rows("members", "select id from people order by id")]
    members.run("members")
    members.run("members-jobs")

    publish_twice(
        members,
        ContactOptedOut(member_ids=ids[:1], channels=["sms", "email"], at=clock.now()),
        AudienceRequested(wave_id=new_id(), event_id=new_id(), audience_id=audience_id),
    )

    eventually(lambda: pages(members))
    eventually(lambda: members.count("members", "select count(*) from consents where own") == 2)
    assert members.count("members", "select count(*) from inbox") == 2
    assert [page.total for page in pages(members)] == [2]


def publish_twice(members: World, *messages: Message) -> None:
    """Publish as the relay would that was killed before it marked its rows."""
    publisher = Publisher(members.admin_broker_url)
    parcels = [
        Parcel(
            exchange=exchange(message.owner),
            routing_key=outbox.routing_key(message.type, urgent=False),
            message_id=str(new_id()),
            type=message.type,
            body=json.dumps(message.dump()).encode(),
        )
        for message in messages
    ]
    for _ in range(2):
        assert publisher.publish(parcels) == set()
    publisher.drop()


def refusal(upstream: Upstream, method: str, request: object, token: str | None = None) -> str:
    try:
        upstream.call("members", method, request, ImportProgress, actor=token)  # type: ignore[arg-type]
    except Refused as refused:
        return refused.code
    except Exception:  # noqa: BLE001 - another kind of reply than was read
        return "answered"
    return "answered"
