"""What the statutes say of bodies, and who is in mandate on a day, on a real database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.members.domain.same_names import name_skeleton
from services.members.errors.statutes import BadQuorum, UnknownBody
from services.members.operations import audiences, by_hand, statutes
from shared import clock
from shared.contracts.events import AudienceRequested
from shared.contracts.members import AddMandate, AddMember, PersonForm
from shared.contracts.members.statutes import (
    BodyRef,
    FindMandated,
    Mandated,
    MandatedFound,
    Share,
    Statutes,
    WriteStatutes,
)
from shared.db import guesses
from shared.db.database import Database
from shared.db.limits import Limits, within
from shared.errors import TooManyTries
from shared.ids import new_id
from tests.support.members import STAFF
from tests.support.world import World

pytestmark = pytest.mark.integration

DAY = date(2027, 3, 6)


@pytest.fixture
def db(members: World) -> Iterator[Database]:
    with members.emptied("members", "people, outbox, bodies, resolvings, commands") as database:
        members.rows("members", "insert into bodies values ('council', '{\"fr\": \"Conseil\"}')")
        members.rows("members", "insert into bodies values ('bureau', '{\"fr\": \"Bureau\"}')")
        yield database


def in_mandate(db: Database, first: str, last: str, **mandate: Any) -> UUID:
    """Add somebody with a mandate of the council; gives the id."""
    person = PersonForm(first_name=first, last_name=last, language="fr")
    adding = AddMember(command_id=new_id(), person=person)
    member_id = by_hand.add_member(db, adding, by=STAFF, now=clock.now()).member_id
    wish = AddMandate(command_id=new_id(), member_id=member_id, **{"body": "council"} | mandate)
    by_hand.add_mandate(db, wish, by=STAFF, now=clock.now())
    return member_id


def find(db: Database, name: str, *, on: date = DAY) -> MandatedFound:
    wanted = FindMandated(mandated=Mandated(body="council", on=on), name=name)
    return statutes.find_mandated(db, wanted, now=clock.now())


def test_a_body_has_the_usual_numbers_until_its_own_are_written(
    db: Database, members: World
) -> None:
    usual = statutes.statutes_of(db, BodyRef(body="council"))
    own = Statutes(notice_days=21, quorum=Share(part=2, of=3), most_proxies=2)
    command = WriteStatutes(command_id=new_id(), body="council", statutes=own)
    for _ in range(2):
        statutes.write_statutes(db, command, by=STAFF)

    written = statutes.statutes_of(db, BodyRef(body="council"))

    assert (usual.statutes, usual.written) == (Statutes(), False)
    assert (written.statutes, written.written, written.names["fr"]) == (own, True, "Conseil")
    assert statutes.statutes_of(db, BodyRef(body="bureau")).statutes == Statutes()
    audit = members.rows("members", "select detail from audit where action = 'statutes-written'")
    assert [line["detail"] for line in audit] == ["council"]


def test_what_cannot_be_kept_changes_nothing(db: Database) -> None:
    odd = Statutes(quorum=Share(part=3, of=2))

    with pytest.raises(BadQuorum):
        statutes.write_statutes(
            db, WriteStatutes(command_id=new_id(), body="council", statutes=odd), by=STAFF
        )
    with pytest.raises(UnknownBody):
        statutes.statutes_of(db, BodyRef(body="nobody"))

    assert not statutes.statutes_of(db, BodyRef(body="council")).written


def test_a_wave_for_a_body_is_for_whoever_is_in_mandate_that_day_wherever_they_live(
    db: Database, members: World
) -> None:
    meant = {
        in_mandate(db, "Amina", "Alaoui"),
        in_mandate(db, "Brahim", "Idrissi", begins_on=DAY),
        in_mandate(db, "Chaïma", "Tazi", ends_on=date(2027, 3, 7)),
    }
    in_mandate(db, "Driss", "Ended", ends_on=DAY)
    in_mandate(db, "Zineb", "Later", begins_on=date(2027, 3, 7))
    in_mandate(db, "Hiba", "Elsewhere", body="bureau")
    wave = new_id()
    request = AudienceRequested(
        wave_id=wave,
        event_id=new_id(),
        audience_id=wave,
        mandated=Mandated(body="council", on=DAY),
    )
    with db.transaction() as tx:
        audiences.hear_request(tx, request)
    while audiences.resolve_next(db, now=clock.now()):
        pass

    query = "select body from outbox where type = 'audience.resolved.v1' order by id"
    said = [row["body"] for row in members.rows("members", query)]
    told = {UUID(one["member_id"]) for page in said for one in page["addressees"]}

    assert told == meant
    assert said[-1]["total"] == 3


def test_a_member_in_mandate_is_found_by_the_whole_name_and_by_nothing_less(db: Database) -> None:
    amina = in_mandate(db, "Amina", "El Alaoui")
    in_mandate(db, "Karim", "Tazi", ends_on=DAY)
    sara = in_mandate(db, "Sara", "Bennani")
    in_mandate(db, "Sara", "Bennani Idrissi")

    assert find(db, "el alaoui  AMINA") == MandatedFound(found="one", member_id=amina)
    assert find(db, "Amina") == MandatedFound(found="none")
    assert find(db, "Karim Tazi") == MandatedFound(found="none")
    assert find(db, "Karim Tazi", on=date(2027, 3, 5)).found == "one"
    assert find(db, "Bennani Sara") == MandatedFound(found="one", member_id=sara)
    assert find(db, "Sara Idrissi").found == "one"
    in_mandate(db, "Sara", "Tazi Idrissi")
    assert find(db, "Sara Idrissi") == MandatedFound(found="several")
    assert find(db, "Sara Bennani Idrissi").found == "one"


def test_a_member_in_mandate_is_found_in_another_script(db: Database, members: World) -> None:
    karima = in_mandate(db, "كريمة", "البوعناني")
    key = name_skeleton("كريمة", "البوعناني")
    members.rows(
        "members",
        "insert into name_keys (person_id, key) values (%s, %s)"
        " on conflict (person_id) do update set key = excluded.key",
        karima,
        key,
    )

    assert find(db, "Karima El Bouanani") == MandatedFound(found="one", member_id=karima)
    assert find(db, "Karim El Bouanani") == MandatedFound(found="none")


def test_those_of_one_name_are_told_apart_by_where_they_live_for_the_staff(db: Database) -> None:
    """Names, region and town, and nothing else; nobody without a mandate."""
    ones = {in_mandate(db, "Salma", "Zineb Bennis"), in_mandate(db, "Zineb", "Salma Tazi")}
    in_mandate(db, "Salma", "Zineb Oudghiri", ends_on=date(2020, 1, 1))
    wanted = FindMandated(mandated=Mandated(body="council", on=DAY), name="salma zineb")

    found = statutes.namesakes(db, wanted).people

    assert statutes.find_mandated(db, wanted, now=clock.now()).found == "several"
    assert {one.member_id for one in found} == ones
    assert set(found[0].dump()) == {"member_id", "first_name", "last_name", "region", "town"}
    nobody = replace(wanted, name="Salma")
    assert statutes.namesakes(db, nobody).people == [], "one word fits too many"


def test_whoever_is_limited_to_regions_reads_the_statutes_too(db: Database) -> None:
    with within(Limits(regions=["MA-01"])):
        assert statutes.statutes_of(db, BodyRef(body="council")).body == "council"


def test_names_are_not_guessed_without_end_from_one_place(db: Database) -> None:
    in_mandate(db, "Salma", "Guessed")
    wrong, right = (
        FindMandated(mandated=Mandated(body="council", on=DAY), name=name, origin="203.0.113.7")
        for name in ("Salma Wrong", "Salma Guessed")
    )

    for _ in range(guesses.MOST):
        assert statutes.find_mandated(db, wrong, now=clock.now()).found == "none"

    with pytest.raises(TooManyTries):
        statutes.find_mandated(db, right, now=clock.now())
    elsewhere = replace(right, origin="203.0.113.8")
    assert statutes.find_mandated(db, elsewhere, now=clock.now()).found == "one"
