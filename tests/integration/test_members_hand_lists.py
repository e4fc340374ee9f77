"""Lists by hand: who is put on them is on them once, and they can be asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from services.members.errors import StillUsed, UnknownHandList
from services.members.operations import audiences, hand_lists, people
from shared import clock
from shared.contracts.members import (
    Condition,
    FindMembers,
    FindOnHandList,
    HandListsOf,
    PutOnHandList,
    RemoveHandList,
    RenameHandList,
    SaveAudience,
    SaveHandList,
)
from shared.db.database import Database
from shared.errors import InvalidRequest
from shared.ids import new_id
from tests.support.crowd import whole
from tests.support.members import STAFF, import_sheet, numbered
from tests.support.world import World

pytestmark = pytest.mark.integration


@pytest.fixture
def db(members: World) -> Iterator[Database]:
    with members.emptied("members", "people, households, imports, hand_lists", size=2) as database:
        yield database


def begin(db: Database, name: str = " Bénévoles ") -> UUID:
    command = SaveHandList(command_id=new_id(), name=name)
    first, second = (hand_lists.save_hand_list(db, command, by=STAFF) for _ in range(2))
    assert first == second
    return first.list_id


def put(db: Database, list_id: UUID, ids: list[UUID], *, off: bool = False) -> int:
    wish = PutOnHandList(command_id=new_id(), list_id=list_id, member_ids=ids, off=off)
    return hand_lists.put_on_hand_list(db, wish, by=STAFF).people


def test_a_list_has_whom_it_was_given_and_is_a_condition(db: Database) -> None:
    import_sheet(db, *numbered(3))
    ids = [row.member_id for row in people.find_members(db, FindMembers()).members]
    list_id = begin(db)

    assert put(db, list_id, [*ids[:2], new_id()]) == 2
    assert put(db, list_id, ids[:1]) == 2
    assert put(db, list_id, ids[:1], off=True) == 1

    page = hand_lists.hand_list(db, FindOnHandList(list_id=list_id))
    assert (page.hand_list.name, [row.member_id for row in page.members]) == ("Bénévoles", ids[1:2])
    [own] = hand_lists.hand_lists_of(db, HandListsOf(member_id=ids[1])).lists
    assert own.list_id == list_id
    assert hand_lists.hand_lists_of(db, HandListsOf(member_id=ids[0])).lists == []
    assert [(one.name, one.people) for one in hand_lists.sortings(db).lists] == [("Bénévoles", 1)]
    rule = whole("all", Condition(what="list", values=[str(list_id)]))
    assert audiences.count_audience(db, rule).people == 1


def test_a_long_list_is_read_page_by_page(db: Database) -> None:
    import_sheet(db, *numbered(60))
    list_id, after = begin(db), None
    while True:
        page = people.find_members(db, FindMembers(after=after))
        put(db, list_id, [row.member_id for row in page.members])
        if (after := page.next) is None:
            break

    first = hand_lists.hand_list(db, FindOnHandList(list_id=list_id))
    second = hand_lists.hand_list(db, FindOnHandList(list_id=list_id, after=first.next))

    found = [row.member_id for row in (*first.members, *second.members)]
    assert (len(found), len(set(found)), second.next) == (60, 60, None)


def test_what_makes_no_sense_is_refused(db: Database) -> None:
    with pytest.raises(InvalidRequest):
        begin(db, " ")
    with pytest.raises(UnknownHandList):
        put(db, new_id(), [])
    with pytest.raises(UnknownHandList):
        hand_lists.hand_list(db, FindOnHandList(list_id=new_id()))
    with pytest.raises(InvalidRequest):
        put(db, begin(db), [new_id() for _ in range(501)])


def test_a_list_is_renamed_once_and_says_who_did(db: Database, members: World) -> None:
    list_id = begin(db)
    command = RenameHandList(command_id=new_id(), list_id=list_id, name=" Accueil ")

    for _ in range(2):
        assert hand_lists.rename_hand_list(db, command, by=STAFF).name == "Accueil"

    query = "select actor_id from audit where action = 'hand-list-renamed' and subject_id = %s"
    assert members.rows("members", query, list_id) == [{"actor_id": STAFF}]
    with pytest.raises(InvalidRequest):
        hand_lists.rename_hand_list(db, replace(command, name=" "), by=STAFF)
    gone = RenameHandList(command_id=new_id(), list_id=new_id(), name="x")
    with pytest.raises(UnknownHandList):
        hand_lists.rename_hand_list(db, gone, by=STAFF)


def remove(db: Database, list_id: UUID, *, now: datetime | None = None) -> None:
    wish = RemoveHandList(command_id=new_id(), list_id=list_id)
    hand_lists.remove_hand_list(db, wish, by=STAFF, now=now or clock.now())


def test_a_list_is_deleted_and_its_people_stay(db: Database) -> None:
    import_sheet(db, *numbered(2))
    list_id = begin(db)
    put(db, list_id, [row.member_id for row in people.find_members(db, FindMembers()).members])

    remove(db, list_id)

    assert people.find_members(db, FindMembers()).total == 2
    with pytest.raises(UnknownHandList):
        remove(db, list_id)


def test_a_list_that_an_audience_names_stays_and_says_which(db: Database, members: World) -> None:
    members.rows("members", "truncate audiences cascade")
    list_id, other = begin(db), begin(db)
    rule = whole("none", Condition(what="list", values=[str(list_id)]))
    for name, kept in (("Sans les bénévoles", True), ("Ce forum", False)):
        wish = SaveAudience(command_id=new_id(), name=name, rule=rule, kept=kept)
        audiences.save_audience(db, wish, by=STAFF)

    with pytest.raises(StillUsed) as refused:
        remove(db, list_id)
    with pytest.raises(StillUsed) as later:  # of one event, and sent by then
        remove(db, list_id, now=clock.now() + timedelta(days=2))

    assert refused.value.detail["audiences"] == "Ce forum · Sans les bénévoles"
    assert later.value.detail["audiences"] == "Sans les bénévoles"
    remove(db, other)
