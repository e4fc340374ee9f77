"""Somebody comes in at a door: on record with what they agreed to, and never twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from services.members.errors import UnknownMember, UnknownWording, UnusableField
from services.members.operations import at_the_door, audiences, people
from services.members.store.own_pages import OwnPageStore
from services.members.store.participation import ParticipationStore
from shared.contracts.events import AudienceRequested
from shared.contracts.members import (
    Agreed,
    FindAtNumber,
    FindMembers,
    MemberIds,
    MemberRef,
    Name,
    WalkIn,
)
from shared.contracts.members.statutes import Mandated
from shared.db import guesses
from shared.db.database import Database
from shared.db.limits import Limits, within
from shared.errors import TooManyTries
from shared.ids import new_id
from tests.support.members import STAFF, a_person, import_sheet
from tests.support.world import World

pytestmark = pytest.mark.integration

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ITS_DAY = NOON.date()


@pytest.fixture
def db(members: World) -> Iterator[Database]:
    with members.emptied("members", "people, households, imports") as database:
        yield database


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


def test_two_of_one_name_without_a_number_are_two(db: Database) -> None:
    import_sheet(db, a_person("Mohamed", "", phone=""))
    known = people.find_members(db, FindMembers(search="Mohamed")).members[0].member_id
    nameless = {"first_name": "Mohamed", "last_name": ""}

    first, second, third = (
        at_the_door.welcome(db, walk_in(**nameless, phone=phone), by=STAFF, now=NOON).member_id
        for phone in ("", "-", "0612345678")
    )

    assert len({known, first, second, third}) == 4
    told = walk_in(**nameless, phone="")
    again = [at_the_door.welcome(db, told, by=STAFF, now=NOON) for _ in range(2)]
    assert again[0] == again[1]


def test_whoever_is_limited_to_a_region_takes_in_whoever_comes(db: Database) -> None:
    import_sheet(db, a_person("Salma", "Tazi", phone="0612345678", region="MA-09"))
    known = people.find_members(db, FindMembers(search="Salma")).members[0].member_id

    with within(Limits(regions=["MA-04"])):
        found = at_the_door.welcome(db, walk_in(), by=STAFF, now=NOON).member_id
        new = at_the_door.welcome(db, walk_in(phone="0612345679"), by=STAFF, now=NOON).member_id
        theirs = people.find_members(db, FindMembers()).members
    with within(Limits(regions=["MA-04", "MA-05"])):
        of_nowhere = at_the_door.welcome(db, walk_in(phone=""), by=STAFF, now=NOON).member_id

    assert found == known
    assert [person.member_id for person in theirs] == [new]
    assert people.member(db, MemberRef(member_id=known)).region == "MA-09"
    assert people.member(db, MemberRef(member_id=of_nowhere)).region is None


def test_what_cannot_be_read_is_said(db: Database) -> None:
    with pytest.raises(UnusableField):
        at_the_door.welcome(db, walk_in(phone="O6 12"), by=STAFF, now=NOON)
    wrong = Agreed(channel="sms", language="fr", version=999)
    with pytest.raises(UnknownWording):
        at_the_door.welcome(db, walk_in(agreed=wrong), by=STAFF, now=NOON)


# --- Invited, without an answer --------------------------------------------------------------


def at_number(db: Database, event_id: UUID, phone: str, **asked: Any) -> list[Name]:
    wish = FindAtNumber(event_id=event_id, phone=phone)
    by = asked.get("by", new_id())
    return at_the_door.find_at_number(db, wish, by=by, now=NOON).names


def invite(db: Database, event_id: UUID, *ids: UUID) -> None:
    with db.transaction() as tx:
        ParticipationStore(tx).note_invited(event_id, ids, at=NOON)


def test_whoever_was_invited_is_found_by_their_number_and_seen_as_at_a_door(db: Database) -> None:
    event = new_id()
    known = at_the_door.welcome(db, walk_in(), by=STAFF, now=NOON).member_id
    at_the_door.welcome(db, walk_in(phone="0612345679", last_name="Naji"), by=STAFF, now=NOON)
    invite(db, event, known)

    [found] = at_number(db, event, "+212 6 12 34 56 78")

    assert (found.member_id, found.first_name, found.last_name) == (known, "Salma", "T")
    for phone in ("0612345679", "0612345670", "", "no number"):
        with pytest.raises(UnknownMember):
            at_number(db, event, phone)
    with pytest.raises(UnknownMember):
        at_number(db, new_id(), "0612345678")


def test_everybody_at_a_number_is_found(db: Database) -> None:
    event = new_id()
    people_there = [
        at_the_door.welcome(db, walk_in(first_name=name), by=STAFF, now=NOON).member_id
        for name in ("Salma", "Driss")
    ]
    invite(db, event, *people_there)

    assert {name.first_name for name in at_number(db, event, "0612345678")} == {"Salma", "Driss"}


def test_whoever_tries_one_number_after_the_other_is_held_back(db: Database) -> None:
    event, volunteer = new_id(), new_id()
    known = at_the_door.welcome(db, walk_in(), by=STAFF, now=NOON).member_id
    invite(db, event, known)
    for number in range(guesses.MOST):
        with pytest.raises(UnknownMember):
            at_number(db, event, f"06000000{number:02}", by=volunteer)

    with pytest.raises(TooManyTries):
        at_number(db, event, "0612345678", by=volunteer)
    assert at_number(db, event, "0612345678", by=new_id())


def test_whoever_stands_at_one_door_finds_nobody_of_another(members: World, db: Database) -> None:
    mine, other = new_id(), new_id()
    known = at_the_door.welcome(db, walk_in(), by=STAFF, now=NOON).member_id
    invite(db, other, known)

    with within(Limits(events=[mine])), pytest.raises(UnknownMember):
        at_number(db, other, "0612345678")


# --- At an assembly --------------------------------------------------------------------------


def convene(db: Database, event_id: UUID, *, on: date = ITS_DAY) -> None:
    """Hear that a wave of an assembly asks for the council."""
    wave = AudienceRequested(
        wave_id=new_id(),
        event_id=event_id,
        audience_id=event_id,
        mandated=Mandated(body="council", on=on),
    )
    with db.transaction() as tx:
        audiences.hear_request(tx, wave)


def council(members: World, db: Database) -> dict[str, UUID]:
    """Three of a council, whom no message reaches, one until December; Said is of none."""
    import_sheet(
        db,
        a_person("Zineb", "Zaki", phone="0522123456", sms=""),
        a_person("Omar", "Omari", phone="0522123457", sms=""),
        a_person("Hind", "Hilali", phone="0612345679", sms=""),
        a_person("Said", "Saidi", phone="0522123458", sms=""),
    )
    members.rows(
        "members",
        """insert into bodies (code, names) values ('council', '{}') on conflict do nothing""",
    )
    members.rows(
        "members",
        "insert into mandates (person_id, body, ends_on)"
        " select id, 'council', case when first_name = 'Omar' then date '2026-12-01' end"
        "   from people where first_name <> 'Said'",
    )
    return {row["first_name"]: row["id"] for row in members.rows("members", "select * from people")}


def named(db: Database, ids: Iterable[UUID]) -> set[str]:
    asked = MemberIds(member_ids=list(ids))
    whole, at_door = people.names(db, asked).names, people.door_names(db, asked).names
    assert [one.first_name for one in whole] == [one.first_name for one in at_door]
    return {one.first_name for one in at_door}


def test_members_in_mandate_whom_no_message_reaches_have_a_name_at_the_door_of_their_assembly(
    members: World, db: Database
) -> None:
    event, other = new_id(), new_id()
    known = council(members, db)
    convene(db, event)

    with within(Limits(events=[event])):
        assert named(db, known.values()) == {"Zineb", "Omar", "Hind"}
        [found] = at_number(db, event, "0612345679")
    with within(Limits(events=[other])):
        assert named(db, known.values()) == set()

    assert found.first_name == "Hind"


def test_the_names_at_an_assembly_are_of_who_is_in_mandate_on_its_day_as_it_was_asked_last(
    members: World, db: Database
) -> None:
    event = new_id()
    known = council(members, db)
    convene(db, event)
    convene(db, event, on=date(2026, 12, 1))

    with within(Limits(events=[event])):
        assert named(db, known.values()) == {"Zineb", "Hind"}


def test_whoever_was_merged_has_their_name_at_the_assembly_under_the_id_that_was_convened(
    members: World, db: Database
) -> None:
    event = new_id()
    known = council(members, db)
    alias = known["Zineb"]
    convene(db, event)
    members.rows(
        "members",
        "insert into aliases (alias_id, into_id, person_id, merged_at, merged_by)"
        " values (%s, %s, %s, now(), %s)",
        *(alias, known["Said"], known["Said"], STAFF),
    )

    with within(Limits(events=[event])):
        assert named(db, [alias]) == {"Said"}
