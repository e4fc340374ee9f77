"""How far rights reach: whoever is limited to regions or events has nothing else to see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import psycopg
import pytest

from services.events.domain.holding import Hold
from services.events.errors import UnknownEvent
from services.events.operations import changing, door, organising
from services.members.errors import UnknownImport, UnknownMember
from services.members.operations import audiences, imports, people
from services.notifications.errors import UnknownSend
from services.notifications.operations import asking, steering
from shared import clock
from shared.contracts.events import (
    AudienceRequested,
    CancelEvent,
    ChangeEvent,
    FindAnswers,
    FindEvents,
    FindGuests,
    PublishEvent,
)
from shared.contracts.members import (
    AudienceFilter,
    FindMembers,
    ImportRef,
    MemberIds,
    MemberRef,
    SaveAudience,
)
from shared.contracts.notifications import StopSend
from shared.db.database import Database
from shared.db.limits import Limits, within
from shared.errors import NotAllowed
from shared.ids import new_id
from tests.support.hall import KEY
from tests.support.members import STAFF, a_person, a_sheet, hand_over, import_sheet, work_off
from tests.support.system import a_form
from tests.support.world import SERVICES, World

pytestmark = pytest.mark.integration

RABAT, SOUSS = "MA-04", "MA-09"
IN_RABAT = Limits(regions=[RABAT])
EVERYBODY = AudienceFilter()


@pytest.fixture(scope="module")
def databases(world: World) -> Iterator[dict[str, Database]]:
    made = {service: Database(world.dsn(service), size=2) for service in SERVICES}
    yield made
    for database in made.values():
        database.close()


@pytest.fixture
def db(databases: dict[str, Database], world: World) -> Database:
    """The database of members, with one person in each of two regions and one in none."""
    world.rows("members", "truncate people, households, imports, audiences, outbox cascade")
    import_sheet(
        databases["members"],
        a_person("Amina", "Alaoui", region=RABAT),
        a_person("Brahim", "Bennani", region=SOUSS, phone="0612345679"),
        a_person("Chama", "Cherkaoui", phone="0612345680"),
    )
    return databases["members"]


def ids(db: Database) -> dict[str, UUID]:
    with db.transaction() as tx:
        rows = tx.execute("select first_name, id from people").fetchall()
    return {row["first_name"]: row["id"] for row in rows}


# --- Regions ---------------------------------------------------------------------------------


def test_somebody_limited_to_a_region_sees_and_finds_the_people_of_it_only(db: Database) -> None:
    known = ids(db)

    with within(IN_RABAT):
        page = people.find_members(db, FindMembers())
        searched = people.find_members(db, FindMembers(search="Bennani"))
        by_number = people.find_members(db, FindMembers(search="0612345679"))
        asked = MemberIds(member_ids=list(known.values()))
        named = [
            people.names(db, asked),
            people.first_names(db, asked),
            people.door_names(db, asked),
        ]
        counted = audiences.preview_audience(db, EVERYBODY)
        with pytest.raises(UnknownMember):
            people.member(db, MemberRef(member_id=known["Brahim"]))
        with pytest.raises(UnknownMember):
            people.member(db, MemberRef(member_id=known["Chama"]))

    assert [row.first_name for row in page.members] == ["Amina"]
    assert page.total == 1
    assert searched.members == by_number.members == []
    assert [[name.first_name for name in names.names] for names in named] == [["Amina"]] * 3
    assert (counted.people, counted.reachable) == (1, 1)
    assert people.find_members(db, FindMembers()).total == 3


def test_what_is_kept_of_people_elsewhere_is_not_there_at_all(db: Database) -> None:
    """Whoever forgets a condition shows nothing by it: the tables themselves keep quiet."""
    with within(IN_RABAT), db.transaction() as tx:
        seen = {
            name: tx.execute(f"select count(*) as n from {name}").fetchone()
            for name in (
                "people",
                "consents",
                "reach",
                "standing_consents join people p on p.id = person_id",
            )
        }

    assert {count["n"] for count in seen.values() if count} == {1}


def test_nobody_is_moved_out_of_or_into_a_reach_that_is_not_theirs(db: Database) -> None:
    with within(IN_RABAT), pytest.raises(NotAllowed), db.transaction() as tx:
        tx.execute("update people set region = 'MA-09'")

    with within(IN_RABAT), db.transaction() as tx:
        changed = tx.execute("update people set town = 'Salé' returning first_name").fetchall()

    assert [row["first_name"] for row in changed] == ["Amina"]


def test_a_sheet_reaches_as_far_as_who_brings_it(db: Database) -> None:
    sheet = a_sheet(
        a_person("Amina", "Alaoui", region=RABAT, email="amina@example.org"),
        a_person("Brahim", "Bennani", phone="0612345679", email="brahim@example.org"),
        a_person("Dounia", "Daoudi", region=SOUSS, phone="0612345681"),
        a_person("Elias", "Essaadi", phone="0612345682"),
    )

    with within(IN_RABAT):
        import_id = hand_over(db, sheet)
    done = work_off(db, import_id)

    assert done.verdicts == {"changed": 1, "quarantined": 2, "new": 1}
    with db.transaction() as tx:
        found = tx.execute("select first_name, region, email from people order by 1").fetchall()
        rows = tx.execute(
            "select member_id, reasons from import_rows where verdict = 'quarantined'"
        ).fetchall()
    assert [(row["first_name"], row["region"]) for row in found] == [
        *(("Amina", RABAT), ("Brahim", SOUSS), ("Chama", None), ("Elias", RABAT)),
    ]
    assert found[1]["email"] is None
    assert [row["member_id"] for row in rows] == [None, None]
    assert all("outside-your-regions" in row["reasons"] for row in rows)


def test_the_sheets_of_others_are_not_theirs_to_read(db: Database) -> None:
    [of_all] = imports.imports(db).imports

    with within(IN_RABAT):
        own = hand_over(db, a_sheet(a_person("Farid", "Fassi", phone="0612345690")))
        with pytest.raises(UnknownImport):
            imports.import_progress(db, ImportRef(import_id=of_all.import_id))
        with pytest.raises(UnknownImport):
            imports.take_out(db, ImportRef(import_id=of_all.import_id), by=STAFF)
        listed = imports.imports(db).imports
    with within(Limits(regions=[SOUSS])):
        elsewhere = imports.imports(db).imports

    assert [one.import_id for one in listed] == [own]
    assert elsewhere == []


@pytest.mark.parametrize("limited", ["who saves", "who publishes"])
def test_an_audience_is_resolved_within_the_limits_of_whoever_made_or_uses_it(
    db: Database, world: World, limited: str
) -> None:
    save = SaveAudience(command_id=new_id(), name="Tous", filter=EVERYBODY)
    with within(IN_RABAT if limited == "who saves" else Limits()):
        saved = audiences.save_audience(db, save, by=STAFF)
    request = AudienceRequested(
        wave_id=new_id(),
        event_id=new_id(),
        audience_id=saved.audience_id,
        within=[RABAT] if limited == "who publishes" else None,
    )
    with db.transaction() as tx:
        audiences.hear_request(tx, request)

    while audiences.resolve_next(db, now=clock.now()):
        pass

    [told] = world.rows(
        "members",
        "select body from outbox where type = 'audience.resolved.v1' and body->>'wave_id' = %s",
        str(request.wave_id),
    )
    assert [one["member_id"] for one in told["body"]["addressees"]] == [str(ids(db)["Amina"])]
    assert told["body"]["total"] == 1


def test_whoever_is_limited_to_events_knows_the_names_of_who_takes_part(
    db: Database, world: World
) -> None:
    known, own = ids(db), new_id()
    world.rows(
        "members",
        "insert into participation (event_id, person_id, invited_at) values (%s, %s, now())",
        *(own, known["Brahim"]),
    )

    asked = MemberIds(member_ids=list(known.values()))
    with within(Limits(events=[own])):
        named = people.door_names(db, asked), people.names(db, asked)
    with within(Limits(events=[new_id()])):
        nobody = people.door_names(db, asked)

    assert [[name.first_name for name in names.names] for names in named] == [["Brahim"]] * 2
    assert nobody.names == []


# --- Events ----------------------------------------------------------------------------------


def test_somebody_limited_to_an_event_has_no_other(databases: dict[str, Database]) -> None:
    db, now = databases["events"], clock.now()
    own, other = (
        organising.create_event(db, a_form(), by=STAFF, now=now).card.event_id for _ in range(2)
    )
    publish = PublishEvent(command_id=new_id(), event_id=other, audience_id=new_id())

    with within(Limits(events=[own])):
        listed = organising.events(db, FindEvents(), now=now).events
        assert organising.event(db, own).card.event_id == own
        for forbidden in (
            lambda: organising.event(db, other),
            lambda: organising.publish_event(db, publish, by=STAFF, now=now),
            lambda: organising.cancel_event(
                db, CancelEvent(command_id=new_id(), event_id=other), by=STAFF, now=now
            ),
            lambda: changing.change_event(
                db,
                ChangeEvent(event_id=other, form=a_form()),
                by=STAFF,
                hold=Hold(hours=24),
                now=now,
            ),
            lambda: door.guests(db, FindGuests(event_id=other), key=KEY, now=now),
        ):
            with pytest.raises(UnknownEvent):
                forbidden()
        with pytest.raises(NotAllowed):
            organising.create_event(db, a_form(), by=STAFF, now=now)

    assert [view.card.event_id for view in listed] == [own]
    assert organising.event(db, other).state == "draft"


def test_what_an_event_has_is_seen_with_it_only(databases: dict[str, Database]) -> None:
    db, now = databases["events"], clock.now()
    own, other = (
        organising.create_event(db, a_form(), by=STAFF, now=now).card.event_id for _ in range(2)
    )
    with db.transaction() as tx:
        for event_id in (own, other):
            tx.execute(
                "insert into rsvps (event_id, member_id, answer, place, asked, answered_at)"
                " values (%s, gen_random_uuid(), 'yes', 'confirmed', 1, now())",
                (event_id,),
            )
    for event_id in (own, other):
        publish = PublishEvent(command_id=new_id(), event_id=event_id, audience_id=new_id())
        organising.publish_event(db, publish, by=STAFF, now=now)

    with within(Limits(events=[own])):
        answers = [
            len(organising.answers(db, FindAnswers(event_id=event)).answers)
            for event in (own, other)
        ]
        doors = [card.event_id for card in door.doors(db, now=now).cards]

    assert answers == [1, 0]
    assert doors == [own]
    assert len(door.doors(db, now=now).cards) >= 2


def test_the_sends_of_other_events_are_not_seen_and_not_stopped(
    databases: dict[str, Database], world: World
) -> None:
    db, own, other = databases["notifications"], new_id(), new_id()
    sends = {}
    for event_id in (own, other):
        sends[event_id] = new_id()
        world.rows(
            "notifications",
            "insert into sends (id, event_id, kind) values (%s, %s, 'invitation')",
            *(sends[event_id], event_id),
        )

    with within(Limits(events=[own])):
        seen = [len(asking.sends(db, event_id).sends) for event_id in (own, other)]
        stop = StopSend(command_id=new_id(), send_id=sends[other])
        with pytest.raises(UnknownSend):
            steering.stop_send(db, stop, by=STAFF, now=datetime.now(UTC))
        stop = StopSend(command_id=new_id(), send_id=sends[own])
        stopped = steering.stop_send(db, stop, by=STAFF, now=datetime.now(UTC))

    assert seen == [1, 0]
    assert stopped.state == "stopped"


# --- The ground it stands on -----------------------------------------------------------------

KEPT_APART = {
    "standing_consents": "yes or no by channel, read only beside people",
    "resolving_people": "written and read by a worker, which answers nobody",
    "erased": "bare ids of those who are gone",
    "sign_ups": "people who are nobody yet; no question of the staff reads it",
    "own_links": "found by the hash of a link, which only the person holds",
}
"""Tables about people that need no policy, and why."""


def test_every_table_about_people_says_who_may_see_its_rows(world: World) -> None:
    """A table that is added later is in this list, or has a policy."""
    open_ones = world.rows(
        "members",
        "select distinct c.relname as name from pg_class c"
        "  join pg_attribute a on a.attrelid = c.oid and a.attname = 'person_id'"
        " where c.relkind in ('r', 'p') and not c.relrowsecurity"
        "   and c.relnamespace = 'public'::regnamespace",
    )

    assert {row["name"] for row in open_ones} == set(KEPT_APART)


def test_every_view_looks_with_the_eyes_of_who_asks_it(world: World) -> None:
    """Any other view shows each row to everybody: ask for `security_invoker`."""
    for service in SERVICES:
        views = world.rows(
            service,
            "select relname as name from pg_class where relkind = 'v'"
            " and relnamespace = 'public'::regnamespace"
            " and not coalesce(reloptions, '{}') && '{security_invoker=true,security_invoker=on}'",
        )
        assert views == [], service


@pytest.mark.parametrize("service", SERVICES)
def test_whoever_has_limits_may_do_no_more_than_the_service(world: World, service: str) -> None:
    differing = world.rows(
        service,
        "select c.relname, r from pg_class c cross join"
        " unnest(array['select', 'insert', 'update', 'delete', 'truncate']) r"
        " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')"
        "   and has_table_privilege(%s, c.oid, r) <> has_table_privilege(%s, c.oid, r)",
        *(service, f"{service}_within"),
    )

    assert differing == []


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("limits", [Limits(), Limits(regions=[])], ids=["all", "limited"])
@pytest.mark.parametrize(
    "change",
    ["delete from audit", "update audit set action = 'nothing'", "truncate audit"],
    ids=lambda change: change.split()[0],
)
def test_what_was_done_stays_written(
    databases: dict[str, Database], service: str, limits: Limits, change: str
) -> None:
    with (
        pytest.raises((psycopg.errors.InsufficientPrivilege, NotAllowed)),
        within(limits),
        databases[service].transaction() as tx,
    ):
        tx.execute(change)


def test_limits_end_with_the_transaction(databases: dict[str, Database]) -> None:
    db = databases["members"]
    with within(Limits(regions=[])), db.transaction() as tx:
        limited = tx.execute("select current_user as who").fetchone()
    with db.transaction() as tx:
        free = tx.execute("select current_user as who, within_regions() as r").fetchone()

    assert limited == {"who": "members_within"}
    assert free == {"who": "members", "r": None}
