"""The lists that people are sorted by, kept by hand, on a real database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from services.members.errors import NamesMissing, NameTaken, StillUsed, UnknownThing, UnusableField
from services.members.operations import audiences, by_hand, people, sorting
from shared import clock
from shared.contracts.members import (
    AddMember,
    AddThing,
    AudienceFilter,
    FindMembers,
    Kind,
    PersonForm,
    RemoveThing,
    RenameThing,
    SaveAudience,
    Thing,
    ThingsOfKind,
)
from shared.db.database import Database
from shared.ids import new_id
from tests.support.members import STAFF, a_person, import_sheet
from tests.support.world import World

pytestmark = pytest.mark.integration

KINDS: list[Kind] = ["bodies", "axes", "partners", "tags"]


@pytest.fixture
def db(members: World) -> Iterator[Database]:
    with members.emptied(
        "members", "people, imports, bodies, axes, partners, tags, audiences"
    ) as database:
        yield database


def named(kind: Kind, name: str) -> dict[str, str]:
    return {"und" if kind == "tags" else "fr": name}


def add(db: Database, kind: Kind, name: str, **more: str) -> None:
    names = named(kind, name) | more
    sorting.add_thing(db, AddThing(command_id=new_id(), kind=kind, names=names), by=STAFF)


def rename(db: Database, kind: Kind, code: str, name: str) -> None:
    wish = RenameThing(command_id=new_id(), kind=kind, code=code, names=named(kind, name))
    sorting.rename_thing(db, wish, by=STAFF)


def remove(db: Database, kind: Kind, code: str) -> None:
    sorting.remove_thing(db, RemoveThing(command_id=new_id(), kind=kind, code=code), by=STAFF)


def lines(db: Database, kind: Kind) -> list[Thing]:
    return sorting.things(db, ThingsOfKind(kind=kind)).things


def add_amina(db: Database, **lists: Any) -> None:
    amina = PersonForm(first_name="Amina", last_name="Alaoui", language="fr", **lists)
    wish = AddMember(command_id=new_id(), person=amina)
    by_hand.add_member(db, wish, by=STAFF, now=clock.now())


@pytest.mark.parametrize("kind", KINDS)
def test_a_line_is_added_renamed_and_removed(db: Database, kind: Kind) -> None:
    add(db, kind, "Ligue  des jeunes")
    [line] = lines(db, kind)
    assert line == Thing(code=line.code, names=named(kind, "Ligue des jeunes"), used=False)

    rename(db, kind, line.code, "Ligue")
    assert lines(db, kind) == [Thing(code=line.code, names=named(kind, "Ligue"))]

    remove(db, kind, line.code)
    assert lines(db, kind) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_name_is_not_given_twice_however_it_is_written(db: Database, kind: Kind) -> None:
    add(db, kind, "Été")
    add(db, kind, "Hiver")
    hiver = next(line.code for line in lines(db, kind) if "Hiver" in line.names.values())

    with pytest.raises(NameTaken):
        add(db, kind, "ETE")
    with pytest.raises(NameTaken):
        rename(db, kind, hiver, " eté ")
    rename(db, kind, hiver, "HIVER")


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_there_is_neither_renamed_nor_removed(db: Database, kind: Kind) -> None:
    with pytest.raises(UnknownThing):
        rename(db, kind, "nothing", "Rien")
    with pytest.raises(UnknownThing):
        remove(db, kind, "nothing")


@pytest.mark.parametrize(
    ("name", "refusal"),
    [(" ", NamesMissing), ("!?", UnusableField), ("x" * 201, UnusableField)],
)
def test_a_name_can_be_read(db: Database, name: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        add(db, "axes", name)


def test_a_line_keeps_a_name_in_each_language_and_no_other(db: Database) -> None:
    add(db, "partners", "AMDH", ar="الجمعية المغربية لحقوق الإنسان", und="x", de="Verein")

    [line] = lines(db, "partners")
    assert set(line.names) == {"fr", "ar"}
    assert line.code == "amdh"


def test_a_body_that_sheets_know_is_the_one_that_they_mean(db: Database) -> None:
    add(db, "bodies", "Assemblée générale")

    import_sheet(db, a_person("Amina", bodies="AG"))

    [line] = lines(db, "bodies")
    assert (line.names, line.used) == ({"fr": "Assemblée générale"}, True)


def test_a_renamed_body_is_still_found_by_what_sheets_called_it(db: Database) -> None:
    import_sheet(db, a_person("Amina", bodies="Comité local"))
    [line] = lines(db, "bodies")

    rename(db, "bodies", line.code, "Section")
    import_sheet(db, a_person("Hiba", bodies="Comité local") | {"phone": "0612345679"})

    assert [each.names for each in lines(db, "bodies")] == [{"fr": "Section"}]


@pytest.mark.parametrize("kind", ["axes", "partners", "tags"])
def test_what_a_person_has_is_not_removed(db: Database, kind: Kind) -> None:
    add(db, kind, "Été")
    [line] = lines(db, kind)
    add_amina(db, **{kind: [line.code if kind != "tags" else "Été"]})

    with pytest.raises(StillUsed):
        remove(db, kind, line.code)

    assert lines(db, kind)[0].used


def test_a_body_that_somebody_was_in_once_is_not_removed(db: Database) -> None:
    import_sheet(db, a_person("Amina", bodies="Comité local"))
    with db.transaction() as tx:
        tx.execute("update mandates set ends_on = '2020-01-01'")
    [line] = lines(db, "bodies")
    assert people.find_members(db, FindMembers()).members[0].bodies == []

    with pytest.raises(StillUsed):
        remove(db, "bodies", line.code)


def test_what_an_audience_asks_for_is_not_removed(db: Database) -> None:
    add(db, "axes", "محور")
    add(db, "axes", "محور آخر")
    asked, other = (line.code for line in lines(db, "axes"))
    wish = SaveAudience(command_id=new_id(), name="x", filter=AudienceFilter(axes=[asked]))
    audiences.save_audience(db, wish, by=STAFF)

    with pytest.raises(StillUsed):
        remove(db, "axes", asked)
    remove(db, "axes", other)

    assert [line.code for line in lines(db, "axes")] == [asked]


def test_the_same_form_sent_twice_adds_one_line(db: Database) -> None:
    wish = AddThing(command_id=new_id(), kind="tags", names={"und": "Radio"})

    sorting.add_thing(db, wish, by=STAFF)
    sorting.add_thing(db, wish, by=STAFF)

    assert len(lines(db, "tags")) == 1
