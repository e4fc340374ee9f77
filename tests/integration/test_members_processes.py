"""The running processes: killed in the middle of an import and of a wave, asked over the broker."""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from services.members.operations import audiences, staff
from shared.contracts.events import AudienceRequested
from shared.contracts.members import (
    Actor,
    AudienceFilter,
    AudienceResolved,
    FindMembers,
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
from shared.db.database import Database
from shared.edge.upstream import Upstream
from shared.errors import Refused
from shared.ids import new_id
from shared.testing.waiting import eventually
from tests.support.members import STAFF, a_sheet, hand_over, import_sheet, numbered
from tests.support.world import World

pytestmark = pytest.mark.integration

PASSWORD = "une phrase assez longue"
PEOPLE = 1700


@pytest.fixture(scope="module")
def members(make_world: Callable[..., World]) -> World:
    return make_world(services=("members",))


@pytest.fixture
def db(members: World) -> Iterator[Database]:
    members.rows(
        "members",
        "truncate people, households, imports, outbox, audiences, resolvings, staff cascade",
    )
    database = Database(members.dsn("members"), size=4)
    yield database
    database.close()
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
    assert (reference.association, len(reference.regions)) == ("Multaqa", 13)
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


def refusal(upstream: Upstream, method: str, request: object, token: str | None = None) -> str:
    try:
        upstream.call("members", method, request, ImportProgress, actor=token)  # type: ignore[arg-type]
    except Refused as refused:
        return refused.code
    except Exception:  # noqa: BLE001 - another kind of reply than was read
        return "answered"
    return "answered"
