"""Somebody comes in at a door: on record with what they agreed to, and never twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from services.members.errors import UnknownWording, UnusableField
from services.members.operations import at_the_door, people
from services.members.store.own_pages import OwnPageStore
from shared.contracts.members import Agreed, FindMembers, MemberRef, WalkIn
from shared.db.database import Database
from shared.ids import new_id
from tests.support.members import STAFF, a_person, import_sheet
from tests.support.world import World

pytestmark = pytest.mark.integration

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def members(make_world: Callable[..., World]) -> World:
    return make_world(services=("members",))


@pytest.fixture
def db(members: World) -> Iterator[Database]:
    members.rows("members", "truncate people, households, imports cascade")
    database = Database(members.dsn("members"), size=4)
    yield database
    database.close()


def words(db: Database) -> Agreed:
    with db.transaction() as tx:
        rows = OwnPageStore(tx).wordings("fr")
    row = next(r for r in rows if r["channel"] == "sms" and r["purpose"] == "invitations")
    return Agreed(channel="sms", language="fr", version=row["version"])


def walk_in(**changes: Any) -> WalkIn:
    facts: dict[str, Any] = {
        "command_id": new_id(),
        "first_name": "Salma",
        "last_name": "Tazi",
        "language": "fr",
        "phone": "06 12 34 56 78",
        "day": NOON.date(),
    }
    return WalkIn(**facts | changes)


def test_whoever_agrees_is_told_from_then_on(db: Database) -> None:
    came = at_the_door.welcome(db, walk_in(agreed=words(db)), by=STAFF, now=NOON)

    person = people.member(db, MemberRef(member_id=came.member_id))
    assert person.channels == ["sms"]
    (consent,) = person.consents
    assert (consent.source, consent.given, consent.collector) == ("door", True, str(STAFF))


def test_without_a_consent_nobody_is_written_to(db: Database) -> None:
    came = at_the_door.welcome(db, walk_in(), by=STAFF, now=NOON)

    assert people.member(db, MemberRef(member_id=came.member_id)).channels == []


def test_whoever_is_known_is_found_and_not_doubled(db: Database) -> None:
    import_sheet(db, a_person("Salma", "Tazi", phone="0612345678"))
    known = people.find_members(db, FindMembers(search="Salma")).members[0].member_id

    assert at_the_door.welcome(db, walk_in(), by=STAFF, now=NOON).member_id == known


def test_told_twice_it_is_one_person(db: Database) -> None:
    command = walk_in(agreed=words(db))

    first = at_the_door.welcome(db, command, by=STAFF, now=NOON)

    assert at_the_door.welcome(db, command, by=STAFF, now=NOON) == first
    assert people.find_members(db, FindMembers(search="Salma")).total == 1


def test_what_cannot_be_read_is_said(db: Database) -> None:
    with pytest.raises(UnusableField):
        at_the_door.welcome(db, walk_in(phone="O6 12"), by=STAFF, now=NOON)
    wrong = Agreed(channel="sms", language="fr", version=999)
    with pytest.raises(UnknownWording):
        at_the_door.welcome(db, walk_in(agreed=wrong), by=STAFF, now=NOON)
