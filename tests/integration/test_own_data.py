"""What each service tells of one person: everything about them and nothing about anybody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.events.operations import own_data as of_events
from services.members.errors import UnknownMember
from services.members.operations import merging
from services.members.operations import own_data as of_members
from services.notifications.operations import own_data as of_notifications
from shared import clock
from shared.contracts.members import MergeDoubles, ProposeDouble
from shared.contracts.persons import PersonData, PersonRef
from shared.db.database import Database
from shared.ids import new_id
from tests.support.desk import KEY, Desk
from tests.support.hall import Hall, hall
from tests.support.ledger import a_world, by_email, desk
from tests.support.members import STAFF, a_person, import_sheet
from tests.support.world import World

__all__ = ["a_world", "desk", "hall"]

pytestmark = pytest.mark.integration


def rows(data: PersonData, kind: str) -> list[dict[str, Any]]:
    return next((held.rows for held in data.held if held.kind == kind), [])


def test_members_tells_person_consents_and_sheets(make_world: Callable[..., World]) -> None:
    world = make_world(services=("members",))
    db = Database(world.dsn("members"))
    import_sheet(db, a_person(bodies="Comité"), a_person("Yassine", phone="0698765432"))
    person = world.rows("members", "select id from people where first_name = 'Amina'")[0]["id"]

    told = of_members.data_for_staff(db, PersonRef(member_id=person), by=STAFF)
    db_audit = world.rows("members", "select * from audit where action = 'member-data-exported'")
    with pytest.raises(UnknownMember):
        of_members.data_for_staff(db, PersonRef(member_id=new_id()), by=STAFF)
    db.close()

    assert rows(told, "person")[0]["mobile"] == "+212612345678"
    assert rows(told, "consents")[0]["given"] == "yes"
    assert rows(told, "mandates")
    assert rows(told, "sheets")[0]["filename"] == "membres.csv"
    assert "Yassine" not in str(told)
    assert [(line["actor_id"], line["subject_id"]) for line in db_audit] == [(STAFF, person)]


def test_members_tells_of_somebody_merged_what_is_held_under_each_of_their_ids(
    make_world: Callable[..., World],
) -> None:
    world = make_world(services=("members",))
    db = Database(world.dsn("members"))
    import_sheet(
        db,
        a_person("Selma", "Idrissi", phone="0655555501", bodies="Comité"),
        a_person("Salma", "Idrissi", phone="0655555502", bodies="Bureau"),
    )
    query = "select id from people where last_name = 'Idrissi' order by id"
    one, other = (row["id"] for row in world.rows("members", query))
    wish = ProposeDouble(command_id=new_id(), one_id=one, other_id=other)
    pair = merging.propose(db, wish, by=STAFF)
    merge = MergeDoubles(command_id=new_id(), double_id=pair.double_id)
    person = merging.merge(db, merge, by=STAFF, now=clock.now()).member_id

    told = of_members.data_for_staff(db, PersonRef(member_id=person), by=STAFF)
    db.close()

    numbers = {row["mobile"] for row in rows(told, "person")}
    assert numbers == {"+212655555501", "+212655555502"}
    assert {row["body"] for row in rows(told, "mandates")} >= {"comite", "bureau"}
    assert {row["row"] for row in rows(told, "sheets")} == {"2", "3"}
    assert len(rows(told, "consents")) == 2


def test_events_tells_invitations_and_answers(hall: Callable[..., Hall]) -> None:
    here = hall(people=2)
    here.answer(here.people[0], "yes")

    told = of_events.data_of(here.db, PersonRef(member_id=here.people[0]))

    (invitation,) = rows(told, "invitations")
    assert (invitation["answer"], invitation["place"]) == ("yes", "confirmed")
    assert invitation["title"]


def test_notifications_tells_messages_address_and_silence(desk: Desk) -> None:
    person = by_email()
    desk.contacts(person)
    event = desk.event(person)
    desk.work(event)
    desk.opt_out(person, "email")

    told = of_notifications.data_of(desk.db, PersonRef(member_id=person.member_id), key=KEY)

    assert rows(told, "address_book")[0]["email"] == person.email
    assert [m["kind"] for m in rows(told, "messages")] == ["invitation"]
    assert [s["channel"] for s in rows(told, "silence")] == ["email"]
