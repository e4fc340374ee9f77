"""People taken along as a sheet, page by page, on a real database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from services.members.operations import by_hand, people
from shared import clock
from shared.contracts.members import (
    AddMember,
    AudienceFilter,
    PersonForm,
    SheetPerson,
    TakeOutMembers,
)
from shared.contracts.wire import CHUNK
from shared.db.database import Database
from shared.ids import new_id
from tests.support.members import STAFF, import_sheet, numbered
from tests.support.world import World

pytestmark = pytest.mark.integration


@pytest.fixture
def db(members: World) -> Iterator[Database]:
    with members.emptied("members", "people, imports, bodies, partners, tags") as database:
        members.rows("members", "delete from audit")
        yield database


def everybody(db: Database, wanted: TakeOutMembers) -> list[SheetPerson]:
    taken: list[SheetPerson] = []
    while True:
        page = people.take_out(db, wanted, by=STAFF)
        taken += page.people
        assert len(page.people) <= CHUNK
        if page.next is None:
            return taken
        wanted = replace(wanted, after=page.next)


def test_everybody_is_taken_along_once_and_it_is_written_down_once(
    db: Database, members: World
) -> None:
    import_sheet(db, *numbered(CHUNK + 3))

    taken = everybody(db, TakeOutMembers())

    assert len({person.mobile for person in taken}) == len(taken) == CHUNK + 3
    query = "select actor_id from audit where action = 'members-taken-out'"
    assert [row["actor_id"] for row in members.rows("members", query)] == [STAFF]


def test_a_page_that_is_just_full_is_the_last(db: Database) -> None:
    import_sheet(db, *numbered(CHUNK))

    assert people.take_out(db, TakeOutMembers(), by=STAFF).next is None


def test_a_row_says_all_that_people_are_sorted_by_and_only_of_who_is_meant(db: Database) -> None:
    import_sheet(db, *numbered(2, region="Fès-Meknès", bodies="Bureau"))
    amina = PersonForm(
        first_name="Amina",
        last_name="Alaoui",
        language="ar",
        email="amina@example.org",
        region="MA-06",
        town="Casablanca",
        birth_year=2004,
        axes=["youth-action"],
        tags=["Radio"],
    )
    wish = AddMember(command_id=new_id(), person=amina)
    by_hand.add_member(db, wish, by=STAFF, now=clock.now())

    assert everybody(db, TakeOutMembers(filter=AudienceFilter(regions=["MA-06"]))) == [
        SheetPerson(
            first_name="Amina",
            last_name="Alaoui",
            language="ar",
            email="amina@example.org",
            region="MA-06",
            town="Casablanca",
            birth_year=2004,
            axes=["youth-action"],
            tags=["Radio"],
        )
    ]
    others = everybody(db, TakeOutMembers(search="Amina0x"))
    assert [(one.region, one.bodies) for one in others] == [("MA-03", ["bureau"])]
