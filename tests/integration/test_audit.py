"""What was done, as services keep and tell it, on a real database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from services.members.operations import audit_trail
from shared import clock
from shared.contracts.audit import FindAudit
from shared.db import audit
from shared.db.database import Database
from shared.ids import new_id
from shared.messaging.place import coming_from
from tests.support.world import World

pytestmark = pytest.mark.integration

WHO, WHOM = new_id(), new_id()


@pytest.fixture
def db(world: World) -> Iterator[Database]:
    world.rows("members", "truncate audit")
    database = Database(world.dsn("members"), size=2)
    yield database
    database.close()


def write(db: Database, *actions: str, by: object = WHO) -> None:
    for action in actions:
        with db.transaction() as tx:
            audit.record(tx, by, action, WHOM, detail=f"about {action}")  # type: ignore[arg-type]


def test_a_line_says_who_did_what_to_whom_and_from_where(db: Database) -> None:
    before = clock.now()
    with coming_from({"browser": "Firefox, Linux", "origin": "3fa1c09b"}):
        write(db, "vault-read")

    [line] = audit.page(db, FindAudit()).lines
    assert (line.actor_id, line.action, line.subject_id) == (WHO, "vault-read", WHOM)
    assert (line.browser, line.origin) == ("Firefox, Linux", "3fa1c09b")
    assert line.detail == "about vault-read"
    assert before - timedelta(seconds=5) <= line.at <= clock.now() + timedelta(seconds=5)


def test_from_where_ends_with_the_question(db: Database) -> None:
    with coming_from({"browser": "Firefox, Linux"}):
        pass
    write(db, "signed-out")

    assert audit.page(db, FindAudit()).lines[0].browser == ""


def test_pages_follow_one_another_and_miss_nothing(db: Database) -> None:
    write(db, *(f"deed-{number}" for number in range(7)))

    seen: list[str] = []
    wanted = FindAudit(limit=3)
    while lines := audit.page(db, wanted).lines:
        seen += [line.action for line in lines]
        wanted = FindAudit(limit=3, before=lines[-1].line)

    assert seen == [f"deed-{number}" for number in reversed(range(7))]


def test_what_is_looked_for_is_by_person_kind_and_day(db: Database) -> None:
    write(db, "signed-in", "import-taken-out")
    write(db, "signed-in", by=None)
    tomorrow = clock.now() + timedelta(days=1)

    assert len(audit.page(db, FindAudit(actor_id=WHO)).lines) == 2
    assert len(audit.page(db, FindAudit(actions=["signed-in"])).lines) == 2
    assert audit.page(db, FindAudit(since=tomorrow)).lines == []
    assert len(audit.page(db, FindAudit(until=tomorrow)).lines) == 3


def test_taking_the_trail_out_is_in_the_trail(db: Database) -> None:
    audit_trail.take_out(db, by=WHO)

    [line] = audit.page(db, FindAudit()).lines
    assert (line.actor_id, line.action) == (WHO, "audit-taken-out")
