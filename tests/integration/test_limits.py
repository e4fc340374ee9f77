"""How far rights reach: whoever is limited to regions or events has nothing else to see."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import get_args
from uuid import UUID

import psycopg
import pytest
from cryptography.fernet import Fernet

from services.events.domain.holding import Hold
from services.events.errors import UnknownEvent
from services.events.operations import changing, door, organising
from services.members.errors import (
    NotMerged,
    StillUsed,
    UnknownDouble,
    UnknownHandList,
    UnknownImport,
    UnknownMember,
)
from services.members.operations import (
    audiences,
    comparing,
    erasing,
    hand_lists,
    households,
    imports,
    merging,
    people,
    sorting,
)
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
    AddThing,
    ArchiveAudience,
    AudienceFilter,
    AudienceRef,
    AudienceRule,
    ChangeAudience,
    DoubleRef,
    EraseMember,
    FindDoubles,
    FindMembers,
    FindOnHandList,
    HandList,
    HouseholdOf,
    ImportRef,
    Kind,
    MemberDetail,
    MemberIds,
    MemberRef,
    MergeDoubles,
    PutOnHandList,
    RemoveHandList,
    RemoveThing,
    RenameHandList,
    RenameThing,
    SaveAudience,
    SavedAudience,
    SaveHandList,
    SeparateMember,
    Thing,
    ThingsOfKind,
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
PARKING = Fernet.generate_key().decode()


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


ONE, ANOTHER = UUID(int=1), UUID(int=2)


def save_one(db: Database) -> SavedAudience:
    save = SaveAudience(command_id=new_id(), name="Jury", filter=AudienceFilter(regions=[RABAT]))
    return audiences.save_audience(db, save, by=STAFF)


def rewrite(db: Database, audience_id: UUID) -> SavedAudience:
    command = ChangeAudience(
        command_id=new_id(), audience_id=audience_id, name="Autre", rule=AudienceRule()
    )
    return audiences.change_audience(db, command, by=STAFF)


def archive(db: Database, audience_id: UUID) -> SavedAudience:
    command = ArchiveAudience(command_id=new_id(), audience_id=audience_id, archived=True)
    return audiences.archive_audience(db, command, by=STAFF)


@pytest.mark.parametrize(
    ("theirs", "limits"),
    [
        (Limits(), IN_RABAT),
        (Limits(), Limits(events=[ONE])),
        (Limits(regions=[SOUSS]), IN_RABAT),
        (Limits(regions=[RABAT, SOUSS]), IN_RABAT),
        (Limits(events=[ANOTHER]), Limits(events=[ONE])),
        (IN_RABAT, Limits(events=[ONE])),
        (Limits(events=[ONE]), IN_RABAT),
    ],
    ids=str,
)
@pytest.mark.parametrize("change", [rewrite, archive])
def test_nobody_changes_whom_the_events_of_others_invite(
    db: Database, theirs: Limits, limits: Limits, change: Callable[[Database, UUID], SavedAudience]
) -> None:
    with within(theirs):
        saved = save_one(db)

    with within(limits), pytest.raises(NotAllowed):
        change(db, saved.audience_id)

    assert audiences.audience(db, AudienceRef(audience_id=saved.audience_id)) == saved


@pytest.mark.parametrize(
    ("theirs", "limits"),
    [
        (IN_RABAT, IN_RABAT),
        (IN_RABAT, Limits(regions=[RABAT, SOUSS])),
        (Limits(events=[ONE]), Limits(events=[ANOTHER, ONE])),
        (IN_RABAT, Limits()),
        (Limits(events=[ONE]), Limits()),
    ],
    ids=str,
)
def test_an_audience_is_changed_within_the_limits_that_it_was_made_in(
    db: Database, theirs: Limits, limits: Limits
) -> None:
    with within(theirs):
        saved = save_one(db)

    with within(limits):
        rewrite(db, saved.audience_id)
        changed = archive(db, saved.audience_id)

    assert (changed.name, changed.archived) == ("Autre", True)


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


# --- What is everybody's ---------------------------------------------------------------------


@pytest.fixture
def lines(db: Database, world: World) -> dict[Kind, tuple[str, str]]:
    """Two lines of each kind: one that somebody of Rabat has, and one that nobody has."""
    amina = ids(db)["Amina"]
    world.rows("members", "truncate tags, partners cascade")
    world.rows("members", "delete from bodies where code like 'limits-%'")
    world.rows("members", "delete from axes where code like 'limits-%'")
    for kind in KINDS:
        had, name = f"limits-{kind}-had", "name" if kind == "tags" else "names"
        position = ", position" if kind == "axes" else ""
        for place, code in enumerate((had, f"limits-{kind}-free"), 90):
            called = code if kind == "tags" else json.dumps({"fr": code})
            world.rows(
                "members",
                f"insert into {kind} (code, {name}{position})"
                f" values (%s, %s{f', {place}' if position else ''})",
                *(code, called),
            )
        table, column = HAD[kind]
        world.rows(
            "members",
            f"insert into {table} (person_id, {column}) values (%s, %s) on conflict do nothing",
            *(amina, had),
        )
    return {kind: (f"limits-{kind}-had", f"limits-{kind}-free") for kind in KINDS}


KINDS: tuple[Kind, ...] = get_args(Kind)
HAD: dict[Kind, tuple[str, str]] = {
    "bodies": ("mandates", "body"),
    "axes": ("people_axes", "axis"),
    "partners": ("people_partners", "partner"),
    "tags": ("people_tags", "tag"),
}


def the_line(db: Database, kind: Kind, code: str) -> Thing:
    found = sorting.things(db, ThingsOfKind(kind=kind)).things
    return next(thing for thing in found if thing.code == code)


@pytest.mark.parametrize("kind", KINDS)
def test_what_people_everywhere_are_sorted_by_is_not_changed_within_limits(
    db: Database, lines: dict[Kind, tuple[str, str]], kind: Kind
) -> None:
    had, free = lines[kind]
    names = {"und" if kind == "tags" else "fr": "Autre"}

    with within(Limits(regions=[SOUSS])):
        assert [the_line(db, kind, code).used for code in (had, free)] == [True, False]
        assert not the_line(db, kind, free).theirs
        for code in (had, free):
            with pytest.raises(NotAllowed):
                sorting.rename_thing(
                    db,
                    RenameThing(command_id=new_id(), kind=kind, code=code, names=names),
                    by=STAFF,
                )
        for code, refused in ((had, StillUsed), (free, NotAllowed)):
            with pytest.raises(refused):
                sorting.remove_thing(
                    db, RemoveThing(command_id=new_id(), kind=kind, code=code), by=STAFF
                )

    assert the_line(db, kind, had).theirs


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_added_within_limits_is_changed_within_them(
    db: Database, lines: dict[Kind, tuple[str, str]], world: World, kind: Kind
) -> None:
    names = {"und" if kind == "tags" else "fr": f"Propre {kind}"}
    world.rows(
        "members",
        f"delete from {kind} where {'name' if kind == 'tags' else 'names'}::text like '%%Propre%%'",
    )
    before = {thing.code for thing in sorting.things(db, ThingsOfKind(kind=kind)).things}

    with within(IN_RABAT):
        sorting.add_thing(db, AddThing(command_id=new_id(), kind=kind, names=names), by=STAFF)
        [own] = [
            thing
            for thing in sorting.things(db, ThingsOfKind(kind=kind)).things
            if thing.code not in before
        ]
        rename = RenameThing(
            command_id=new_id(), kind=kind, code=own.code, names=dict.fromkeys(names, "Propre 2")
        )
        sorting.rename_thing(db, rename, by=STAFF)
        assert own.theirs
    remove = RemoveThing(command_id=new_id(), kind=kind, code=own.code)
    with within(Limits(regions=[SOUSS])), pytest.raises(NotAllowed):
        sorting.remove_thing(db, remove, by=STAFF)
    with within(IN_RABAT):
        sorting.remove_thing(db, remove, by=STAFF)


def a_list(db: Database, *on_it: UUID) -> UUID:
    begun = hand_lists.save_hand_list(db, SaveHandList(command_id=new_id(), name="Jury"), by=STAFF)
    put = PutOnHandList(command_id=new_id(), list_id=begun.list_id, member_ids=list(on_it))
    hand_lists.put_on_hand_list(db, put, by=STAFF)
    return begun.list_id


def remove_list(db: Database, list_id: UUID) -> None:
    command = RemoveHandList(command_id=new_id(), list_id=list_id)
    hand_lists.remove_hand_list(db, command, by=STAFF, now=clock.now())


def on(db: Database, list_id: UUID) -> HandList:
    return hand_lists.hand_list(db, FindOnHandList(list_id=list_id)).hand_list


def test_a_list_by_hand_is_taken_away_by_whoever_made_it_and_sees_all_of_it(
    db: Database,
) -> None:
    known = ids(db)
    of_all = a_list(db, *known.values())
    with within(IN_RABAT):
        own, shared = a_list(db, known["Amina"]), a_list(db, known["Amina"])
    more = PutOnHandList(command_id=new_id(), list_id=shared, member_ids=[known["Brahim"]])
    hand_lists.put_on_hand_list(db, more, by=STAFF)

    with within(IN_RABAT):
        assert (on(db, of_all).people, on(db, of_all).theirs) == (1, False)
        for kept in (of_all, shared):
            with pytest.raises(NotAllowed):
                remove_list(db, kept)
        rename = RenameHandList(command_id=new_id(), list_id=of_all, name="Autre")
        with pytest.raises(NotAllowed):
            hand_lists.rename_hand_list(db, rename, by=STAFF)
        remove_list(db, own)
        with pytest.raises(UnknownHandList):
            on(db, own)

    assert [on(db, kept).people for kept in (of_all, shared)] == [3, 2]
    assert on(db, of_all).name == "Jury"


# --- One person, once ------------------------------------------------------------------------


@pytest.fixture
def pairs(db: Database, world: World) -> dict[str, UUID]:
    """Two pairs that wait for a decision, one within Rabat and one that reaches beyond."""
    import_sheet(
        db,
        a_person("Dounia", "Daoudi", region=RABAT, phone="0612345670"),
        a_person("Douniaa", "Daoudi", region=SOUSS, phone="0612345670"),
        a_person("Farid", "Fassi", region=RABAT, phone="0612345671"),
        a_person("Faridd", "Fassi", region=RABAT, phone="0612345671"),
    )
    while comparing.compare_next(db):
        pass
    rows = world.rows(
        "members",
        "select d.id, o.region is distinct from t.region as reaches from likely_doubles d"
        "  join people o on o.id = one_id join people t on t.id = other_id"
        " where (o.mobile, t.mobile) in (('+212612345670', '+212612345670'),"
        "                                ('+212612345671', '+212612345671'))",
    )
    return {"beyond" if row["reaches"] else "within": row["id"] for row in rows}


def test_of_pairs_those_are_seen_whose_sides_both_are(db: Database, pairs: dict[str, UUID]) -> None:
    with within(IN_RABAT):
        page = merging.doubles(db, FindDoubles())
        with pytest.raises(UnknownDouble):
            merging.double(db, DoubleRef(double_id=pairs["beyond"]))
        seen = [people.member(db, MemberRef(member_id=side)).double_id for side in sides(db)]

    assert [pair.double_id for pair in page.doubles] == [pairs["within"]]
    assert page.total == 1
    assert set(seen) == {pairs["within"], None}
    assert merging.doubles(db, FindDoubles()).total >= 2


def sides(db: Database) -> list[UUID]:
    """Give everybody of Rabat."""
    with db.transaction() as tx:
        rows = tx.execute("select id from people where region = %s", (RABAT,)).fetchall()
    return [row["id"] for row in rows]


def test_nobody_decides_about_a_pair_that_reaches_beyond_their_regions(
    db: Database, pairs: dict[str, UUID], world: World
) -> None:
    now = clock.now()
    ref = DoubleRef(command_id=new_id(), double_id=pairs["beyond"])

    with within(IN_RABAT):
        with pytest.raises(UnknownDouble):
            merging.not_the_same(db, ref, by=STAFF, now=now)
        with pytest.raises(UnknownDouble):
            merging.merge(
                db, MergeDoubles(command_id=new_id(), double_id=ref.double_id), by=STAFF, now=now
            )
        merging.merge(
            db, MergeDoubles(command_id=new_id(), double_id=pairs["within"]), by=STAFF, now=now
        )

    states = world.rows("members", "select id, state from likely_doubles")
    assert {row["id"]: row["state"] for row in states} == {
        **dict.fromkeys((row["id"] for row in states), "open"),
        pairs["within"]: "merged",
    }


def test_whoever_was_merged_beyond_a_region_is_nobody_of_their_own_in_it(
    db: Database, pairs: dict[str, UUID]
) -> None:
    """The record of Rabat is an alias of somebody of Souss, or has one there."""
    now = clock.now()
    command = MergeDoubles(command_id=new_id(), double_id=pairs["beyond"])
    kept = merging.merge(db, command, by=STAFF, now=now).member_id
    with db.transaction() as tx:
        [alias] = tx.execute("select alias_id, person_id from aliases").fetchall()
        found = tx.execute("select id, region from people where id = any(%s)", ([*alias.values()],))
        region = {row["id"]: row["region"] for row in found.fetchall()}

    for limits in (Limits(regions=[region[kept]]), Limits(regions=[region[alias["alias_id"]]])):
        with within(limits):
            listed = people.find_members(db, FindMembers(search="0612345670")).members
            with pytest.raises(NotMerged):
                merging.separate(
                    db,
                    SeparateMember(command_id=new_id(), alias_id=alias["alias_id"]),
                    by=STAFF,
                    now=now,
                )
        seen = {one.member_id for one in listed}
        assert seen == ({kept} if limits.regions == [region[kept]] else set())


def test_a_household_over_two_regions_is_left_and_joined_again_within_one(
    db: Database, pairs: dict[str, UUID]
) -> None:
    """How many others there are at the number is said, and not who."""
    dounia = MemberRef(member_id=ids(db)["Dounia"])

    def steps(act: Callable[..., MemberRef]) -> MemberDetail:
        command = HouseholdOf(command_id=new_id(), member_id=dounia.member_id)
        act(db, command, by=STAFF, now=clock.now())
        return people.member(db, dounia)

    with within(IN_RABAT):
        before = people.member(db, dounia)
        left = steps(households.leave)
        back = steps(households.join)

    assert before.household == left.apart == back.household == []
    assert [one.household_elsewhere for one in (before, left, back)] == [1, 0, 1]
    assert [one.apart_elsewhere for one in (before, left, back)] == [0, 1, 0]
    assert [row.first_name for row in people.member(db, dounia).household] == ["Douniaa"]


def erase(db: Database, member_id: UUID, typed: str) -> None:
    command = EraseMember(command_id=new_id(), member_id=member_id, typed=typed, password="")
    erasing.erase_member(db, command, by=STAFF, parking_key=PARKING, now=clock.now())


def test_whoever_is_erased_within_limits_is_erased_whole(db: Database, world: World) -> None:
    """Also from the sheets of others, which whoever erases does not see."""
    amina = ids(db)["Amina"]

    with within(IN_RABAT):
        erase(db, amina, "Amina")

    left = world.rows(
        "members",
        "select count(*) as n from import_rows where cells::text like '%%0612345678%%'"
        " or phone like '%%612345678%%' or name like '%%Amina%%'",
    )
    assert left == [{"n": 0}]
    assert world.rows("members", "select id from people where id = %s", amina) == []


def test_an_erasure_within_limits_takes_every_record_and_leaves_the_household_of_others(
    db: Database, pairs: dict[str, UUID], world: World
) -> None:
    now = clock.now()
    command = MergeDoubles(command_id=new_id(), double_id=pairs["beyond"])
    kept = merging.merge(db, command, by=STAFF, now=now).member_id
    import_sheet(db, a_person("Elias", "Essaadi", region=SOUSS, phone="0612345670"))
    [person] = world.rows("members", "select first_name, region from people where id = %s", kept)

    with within(Limits(regions=[person["region"]])):
        erase(db, kept, person["first_name"])

    left = world.rows(
        "members", "select first_name, household_id from people where mobile = '+212612345670'"
    )
    assert [row["first_name"] for row in left] == ["Elias"]
    elias = ids(db)["Elias"]
    with within(IN_RABAT), pytest.raises(UnknownMember):
        erase(db, elias, "Elias")


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

OF_TABLES_WITH_A_POLICY = """
    select distinct c.relname as name
      from pg_class c
      join pg_constraint k on k.conrelid = c.oid and k.contype = 'f'
      join pg_class other on other.oid = k.confrelid and other.relrowsecurity
     where c.relkind in ('r', 'p') and not c.relrowsecurity and not c.relispartition
       and c.relnamespace = 'public'::regnamespace
    union
    select c.relname
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attname ~ '^(person|member)_ids?$'
     where c.relkind in ('r', 'p') and not c.relrowsecurity and not c.relispartition
       and c.relnamespace = 'public'::regnamespace
"""
"""What names a row that not everybody may see, by whatever column, or a person."""

OF_EACH_SERVICE = {
    "audit": "is added to, and neither changed nor taken away: shared/db, and the test below",
    "commands": "found by an id that only whoever sent it knows",
    "erased": "bare ids of those who are gone",
    "inbox": "which messages were heard",
    "outbox": "what is told, in the transaction of what happened; nobody asks for it",
    "parked": "messages that could not be heard, for operators",
    "retention": "privacy:manage, which nobody with limits has",
    "wrong_guesses": "counted for whoever has no account",
}
"""Of every service: tables that need no policy, and why."""

KEPT_APART: dict[str, dict[str, str]] = {
    "members": {
        "standing_consents": "yes or no by channel, read only beside people",
        "resolving_people": "written and read by a worker, which answers nobody",
        "sign_ups": "people who are nobody yet; no question of the staff reads it",
        "own_links": "found by the hash of a link, which only the person holds",
        "erasures": "bare ids of those who are gone, and how far that is",
        "statutes": "of bodies; staff:manage, which nobody with limits has",
    },
    "events": {
        "aliases": "bare ids, of which one is the other",
        "calendars": "found by the hash of an address, which only the person holds",
        "wave_pages": "which pages of a wave were heard, by a consumer",
    },
    "notifications": {
        "aliases": "bare ids, of which one is the other",
        **dict.fromkeys(
            ("batches", "deliveries", "gaps", "settlements"),
            "read and changed by the id of a send that was found through its policy",
        ),
        **dict.fromkeys(("codes", "contacts", "rsvp_versions"), "for senders, which answer nobody"),
    },
}
"""Tables about people, or about what has a policy, that need none themselves, and why."""

_OWN = "for the account that it is of, by who is signed in"
_ADMIN = "staff:manage, privacy:manage or sending:manage, which nobody with limits has"
_WORKER = "changed by workers and consumers only"

CHANGED_BY_ALL: dict[str, dict[str, str]] = {
    "members": {
        **dict.fromkeys(
            (
                *("half_sign_ins", "link_wishes", "recovery_codes", "second_factors"),
                *("sessions", "sign_in_tries", "verifications"),
            ),
            _OWN,
        ),
        **dict.fromkeys(("register", "staff"), _ADMIN),
        **dict.fromkeys(
            ("asked_for", "own_link_wishes", "sign_up_addresses"),
            "written by the person's own hand",
        ),
        "column_mappings": "a proposal, looked at by whoever brings the next sheet",
        "households": "a number and an id; who is of it stands beside people",
        "regions": "of the country",
        **dict.fromkeys(("resolvings", "silences"), _WORKER),
        "wordings": "what a consent said, by its hash; added to only",
    },
    "events": {"sending_rules": _ADMIN},
    "notifications": {
        **dict.fromkeys(("money_rules", "sending_rules"), _ADMIN),
        **dict.fromkeys(
            ("inbound", "inbound_pieces", "replies"),
            "refused to whoever is limited, of which they have nothing to find it by",
        ),
        **dict.fromkeys(
            (
                *("account_mails", "cards", "mail_calls", "movements", "paces", "provider_ids"),
                *("planned_waves", "receipts", "silences_to_tell", "suppressions", "totals"),
            ),
            _WORKER,
        ),
        "restores": "written by an operator's command",
    },
}
"""Tables that whoever has limits could change any row of, and why nobody of them does."""

OPEN_TABLES = """
    select c.relname as name
      from pg_class c
     where c.relkind in ('r', 'p') and not c.relrowsecurity and not c.relispartition
       and c.relnamespace = 'public'::regnamespace
       and c.relname !~ 'yoyo'
       and exists (select from unnest(array['insert', 'update', 'delete']) how
                    where has_table_privilege(%s, c.oid, how))
"""


@pytest.mark.parametrize("service", SERVICES)
def test_every_table_about_people_says_who_may_see_its_rows(world: World, service: str) -> None:
    """A table that is added later is in this list, or has a policy."""
    open_ones = world.rows(service, OF_TABLES_WITH_A_POLICY)

    assert {row["name"] for row in open_ones} - set(OF_EACH_SERVICE) == set(KEPT_APART[service])


@pytest.mark.parametrize("service", SERVICES)
def test_every_table_says_who_may_change_its_rows(world: World, service: str) -> None:
    """What is everybody's is changed by nobody who has limits, unless it says why."""
    open_ones = {row["name"] for row in world.rows(service, OPEN_TABLES, f"{service}_within")}

    known = {*OF_EACH_SERVICE, *KEPT_APART[service], *CHANGED_BY_ALL[service]}
    assert open_ones == known


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


def test_what_is_derived_of_people_is_derived_of_all(world: World) -> None:
    """`create or replace` without `security definer` takes it away: say it again."""
    functions = ["write_in_brief", "is_had", "how_many_on"]
    found = world.rows(
        "members",
        "select proname as name from pg_proc where proname = any (%s) and prosecdef"
        " and proconfig::text like '%%search_path%%'",
        functions,
    )

    assert {row["name"] for row in found} == set(functions)


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


def test_events_are_offered_by_how_near_they_are(
    databases: dict[str, Database], world: World
) -> None:
    """A series made far ahead leaves room for the event of today."""
    db, now = databases["events"], clock.now()
    today, past, *ahead = (
        organising.create_event(db, a_form(), by=STAFF, now=now).card.event_id for _ in range(4)
    )
    hours = {today: -1, past: -30, ahead[0]: 40, ahead[1]: 20}
    for event_id, from_now in hours.items():
        world.rows(
            "events",
            "update events set starts_at = now() + %s * interval '1 hour',"
            " ends_at = now() + (%s + 3) * interval '1 hour' where id = %s",
            *(from_now, from_now, event_id),
        )

    with within(Limits(events=list(hours))):
        offered = [card.event_id for card in organising.nearest(db, now=clock.now()).cards]

    assert offered == [today, ahead[1], past, ahead[0]]
