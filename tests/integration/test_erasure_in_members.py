"""Erasing people in members: what goes, what stays for counting, and who has to confirm it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from cryptography.fernet import Fernet

from services.members.errors import NobodyAsked, NotTheirName, UnknownMember
from services.members.operations import erasing, merging
from shared import clock
from shared.contracts.events import EventsErasureConfirmed
from shared.contracts.members import (
    Contact,
    EraseMember,
    FindErasures,
    MemberContactChanged,
    MergeDoubles,
    ProposeDouble,
)
from shared.contracts.notifications import ErasureConfirmed
from shared.db.database import Database
from shared.ids import new_id
from shared.messaging import parking
from shared.messaging.parking import Parked
from tests.support.members import (
    STAFF,
    a_person,
    a_sheet,
    hand_over,
    import_sheet,
    rows_of,
    work_off,
)
from tests.support.world import World

pytestmark = pytest.mark.integration

KEY = Fernet.generate_key().decode()
TOLD = "select count(*) from outbox where type = 'member.erased.v1'"


@pytest.fixture
def db(members: World) -> Iterator[Database]:
    for table in ("outbox", "erased", "erasures", "people", "households", "imports", "parked"):
        members.rows("members", f"truncate {table} cascade")
    database = Database(members.dsn("members"))
    yield database
    database.close()


def person_called(world: World, first_name: str) -> UUID:
    query = "select id from people where first_name = %s"
    found: UUID = world.rows("members", query, first_name)[0]["id"]
    return found


def erase(
    db: Database, member_id: UUID, *, typed: str = "amina", command: UUID | None = None
) -> None:
    wish = EraseMember(command_id=command or new_id(), member_id=member_id, typed=typed)
    erasing.erase_member(db, wish, by=STAFF, parking_key=KEY, now=clock.now())


def test_nothing_of_an_erased_person_is_left_but_the_bare_id(members: World, db: Database) -> None:
    amina = a_person(
        email="amina.alaoui@members.example", by_email="oui", bodies="Comité", axes="1"
    )
    imported = import_sheet(db, amina, a_person("Yassine", phone="0698765432"))
    erased = person_called(members, "Amina")

    erase(db, erased)

    for canary in ("amina", "612345678"):
        for row in members.rows(
            "members",
            "select table_name as name from information_schema.tables where table_schema = 'public'"
            " and table_type = 'BASE TABLE'",
        ):
            query = f"select count(*) from {row['name']} t where t::text ilike '%%' || %s || '%%'"
            assert members.count("members", query, canary) == 0, row["name"]
    kept = rows_of(db, imported.import_id)
    assert (kept[0].name, kept[0].phone) == ("", None)
    assert kept[1].name == "Yassine Alaoui"
    assert kept[0].member_id == erased


def test_who_else_is_told_of_in_a_message_that_is_kept_stays_in_it(
    members: World, db: Database
) -> None:
    import_sheet(db, a_person(), a_person("Yassine", phone="0698765432"))
    members.rows("members", "update outbox set published_at = now()")

    erase(db, person_called(members, "Amina"))

    told = members.rows("members", "select * from outbox where type = 'member.contact_changed.v1'")
    assert [c["first_name"] for row in told for c in row["body"]["contacts"]] == ["Yassine"]
    assert [row["person_ids"] for row in told] == [[person_called(members, "Yassine")]]


def test_a_message_about_nobody_else_is_taken_out_whole(members: World, db: Database) -> None:
    import_sheet(db, a_person())

    erase(db, person_called(members, "Amina"))

    assert [row["type"] for row in members.rows("members", "select type from outbox")] == [
        "member.erased.v1"
    ]


def test_it_is_announced_with_ids_only_and_once(members: World, db: Database) -> None:
    import_sheet(db, a_person())
    erased, command = person_called(members, "Amina"), new_id()

    erase(db, erased, command=command)
    erase(db, erased, command=command)

    told = members.rows("members", "select body from outbox where type = 'member.erased.v1'")
    assert [row["body"] for row in told] == [{"member_ids": [str(erased)]}]
    assert (
        members.count(
            "members",
            "select count(*) from audit where action = 'member-erased' and subject_id = %s",
            erased,
        )
        == 1
    )


def test_whoever_erases_has_to_write_whose_name_it_is(members: World, db: Database) -> None:
    import_sheet(db, a_person())
    person = person_called(members, "Amina")

    with pytest.raises(NotTheirName):
        erase(db, person, typed="Yassine")
    with pytest.raises(UnknownMember):
        erase(db, new_id())

    assert members.count("members", "select count(*) from people") == 1
    assert erasing.erasures(db, FindErasures()).erasures == []


def test_a_sheet_brings_the_same_person_again_as_somebody_new(members: World, db: Database) -> None:
    import_sheet(db, a_person())
    erased = person_called(members, "Amina")
    erase(db, erased)

    again = import_sheet(db, a_person())

    assert again.verdicts == {"new": 1}
    assert person_called(members, "Amina") != erased


def test_an_import_that_is_running_brings_nothing_of_the_erased_back(
    members: World, db: Database
) -> None:
    import_sheet(db, a_person())
    erased = person_called(members, "Amina")
    running = hand_over(db, a_sheet(a_person()))
    erase(db, erased)

    work_off(db, running)

    assert person_called(members, "Amina") != erased


def test_those_who_share_the_number_keep_it(members: World, db: Database) -> None:
    import_sheet(db, a_person(), a_person("Yassine"))
    home = members.rows("members", "select household_id from people")[0]["household_id"]

    erase(db, person_called(members, "Amina"))

    (left,) = members.rows("members", "select first_name, mobile, household_id from people")
    assert left == {"first_name": "Yassine", "mobile": "+212612345678", "household_id": home}
    assert members.count("members", "select count(*) from households") == 1


def test_a_row_that_was_put_back_and_has_their_number_is_cleared(
    members: World, db: Database
) -> None:
    import_sheet(db, a_person())
    other = import_sheet(db, a_person("", "", sms="oui"))
    before = rows_of(db, other.import_id)

    erase(db, person_called(members, "Amina"))

    assert before[0].phone is not None
    assert [row.phone for row in rows_of(db, other.import_id)] == [None]


def test_a_row_that_was_put_back_and_has_their_second_number_is_cleared(
    members: World, db: Database
) -> None:
    imported = import_sheet(
        db,
        a_person(phone="0612345678 / 0698765432"),
        a_person("Amina", "Alaoui", phone="0698765432", birth="never"),
    )
    members.rows(
        "members",
        "update import_rows set member_id = null, verdict = 'quarantined', name = 'Amina Alaoui'"
        " where import_id = %s and row = 3",
        imported.import_id,
    )

    erase(db, person_called(members, "Amina"))

    query = "select name, phone from import_rows where row = 3"
    assert members.rows("members", query) == [{"name": "", "phone": None}]


@pytest.mark.parametrize(
    "written",
    [
        {"phone": "0612345678 / 0522123456"},
        {"phone": "Amina 0612345678 poste 12"},
        {"phone": "٠٦ ١٢ ٣٤ ٥٦ ٧٨ / 0522123456"},
        {"phone": "0522123456", "region": "or +212 6-12-34-56-78"},
        {"phone": "0522123456", "region": "Amina@Courriel.example; Rabat"},
    ],
)
def test_a_row_that_was_put_back_is_cleared_wherever_their_number_or_address_stands_in_it(
    members: World, db: Database, written: dict[str, object]
) -> None:
    import_sheet(db, a_person(email="amina@courriel.example"))
    other = import_sheet(
        db,
        a_person("Amina", "Alaoui", **{"email": "amina@"} | written),
        a_person("Sara", "Idrissi", phone="0612345", email="me@courriel.example"),
    )

    erase(db, person_called(members, "Amina"))

    rows = members.rows(
        "members",
        "select name, phone, email, cells is null as cleared from import_rows"
        " where import_id = %s and verdict = 'quarantined' order by row",
        other.import_id,
    )
    assert rows[0] == {"name": "", "phone": None, "email": None, "cleared": True}
    assert rows[1]["name"] == "Sara Idrissi"


def test_a_sign_up_that_waits_at_their_number_goes_and_one_of_a_relative_stays(
    members: World, db: Database
) -> None:
    import_sheet(db, a_person(phone="0612345678 / 0698765432"), a_person("Sara", "Idrissi"))
    for address in ("+212698765432", "+212612345678", "+212611111111"):
        sign_up = new_id()
        members.rows(
            "members",
            "insert into sign_ups (id, asked_at, language, form) values (%s, now(), 'fr', '{}')",
            sign_up,
        )
        members.rows(
            "members",
            "insert into sign_up_addresses (sign_up_id, channel, address) values (%s, 'sms', %s)",
            *(sign_up, address),
        )
        wish = "insert into own_link_wishes (id, address, asked_at) values (%s, %s, now())"
        members.rows("members", wish, sign_up, address)

    erase(db, person_called(members, "Amina"))

    for table in ("own_link_wishes", "sign_up_addresses"):
        rows = members.rows("members", f"select address from {table} order by address")
        assert [row["address"] for row in rows] == ["+212611111111", "+212612345678"], table


def test_a_wave_that_has_written_them_down_keeps_its_total_and_leaves_them_out(
    members: World, db: Database
) -> None:
    import_sheet(db, a_person())
    erased, wave = person_called(members, "Amina"), new_id()
    with db.transaction() as tx:
        tx.execute(
            "insert into resolvings (wave_id, event_id, audience_id, total) values (%s, %s, %s, 1)",
            (wave, new_id(), new_id()),
        )
        tx.execute(
            "insert into resolving_people (wave_id, group_id, person_id) values (%s, %s, %s)",
            (wave, erased, erased),
        )

    erase(db, erased)

    query = "select refused from resolving_people where wave_id = %s"
    assert members.rows("members", query, wave) == [{"refused": "erased"}]


def test_parked_messages_are_reached_those_before_and_those_after(
    members: World, db: Database
) -> None:
    import_sheet(db, a_person())
    erased = person_called(members, "Amina")
    message = MemberContactChanged(
        contacts=[
            Contact(member_id=erased, version=1, first_name="Amina", language="fr"),
            Contact(member_id=new_id(), version=1, first_name="Yassine", language="fr"),
        ]
    )

    def park() -> UUID:
        body = json.dumps(message.dump()).encode()
        with db.transaction() as tx:
            return parking.park(
                tx, KEY, Parked(queue="q", body=body, reason="r", type=message.type)
            )

    before = park()
    erase(db, erased)
    after = park()

    for parked_id in (before, after):
        (row,) = members.rows("members", "select * from parked where id = %s", parked_id)
        said = Fernet(KEY).decrypt(bytes(row["body"])).decode()
        assert "Amina" not in said
        assert "Yassine" in said
        assert erased not in row["person_ids"]


# --- Confirming ------------------------------------------------------------------------------


def confirm(db: Database, *ids: UUID) -> None:
    with db.transaction() as tx:
        confirmed = EventsErasureConfirmed(member_ids=list(ids))
        erasing.hear_events(tx, confirmed, parking_key=KEY, now=clock.now())


def test_an_erasure_is_done_when_both_services_have_confirmed_it(
    members: World, db: Database
) -> None:
    import_sheet(db, a_person())
    erased = person_called(members, "Amina")
    erase(db, erased)

    (fresh,) = erasing.erasures(db, FindErasures()).erasures
    confirm(db, erased)
    (half,) = erasing.erasures(db, FindErasures()).erasures
    with db.transaction() as tx:
        confirmed = ErasureConfirmed(member_ids=[erased])
        erasing.hear_notifications(tx, confirmed, parking_key=KEY, now=clock.now())
    (whole,) = erasing.erasures(db, FindErasures()).erasures

    assert (fresh.announced_at is not None, fresh.own, fresh.done_at) == (True, False, None)
    assert (half.events_at is not None, half.done_at) == (True, None)
    assert whole.done_at == whole.notifications_at


def test_what_nobody_confirms_is_told_again_until_somebody_does(
    members: World, db: Database
) -> None:
    import_sheet(db, a_person())
    erased = person_called(members, "Amina")
    erase(db, erased)
    query = "select count(*) from outbox where type = 'member.erased.v1'"

    erasing.tell_again(db, now=clock.now())
    at_once = members.count("members", query)
    erasing.tell_again(db, now=clock.now() + timedelta(hours=2))
    later = members.count("members", query)

    assert (at_once, later) == (1, 2)


def test_ones_own_wish_is_said_twice(members: World, db: Database) -> None:
    import_sheet(db, a_person())
    person = person_called(members, "Amina")

    with db.transaction() as tx, pytest.raises(NobodyAsked):
        erasing.confirm_own(tx, person, parking_key=KEY, now=clock.now())
    with db.transaction() as tx:
        erasing.ask_own(tx, person, now=clock.now())
    with db.transaction() as tx, pytest.raises(NobodyAsked):
        erasing.confirm_own(tx, person, parking_key=KEY, now=clock.now() + timedelta(days=2))
    assert members.count("members", "select count(*) from people") == 1
    for _ in range(2):
        with db.transaction() as tx:
            erasing.confirm_own(tx, person, parking_key=KEY, now=clock.now())

    (done,) = erasing.erasures(db, FindErasures()).erasures
    assert (done.own, done.asked_by) == (True, "")
    assert members.count("members", "select count(*) from people") == 0


def test_a_wish_from_before_a_merge_is_meant_by_the_word_after_it(
    members: World, db: Database
) -> None:
    import_sheet(db, a_person(), a_person("Yassine", phone="0612345679"))
    one, other = person_called(members, "Amina"), person_called(members, "Yassine")
    for person in (one, other):
        with db.transaction() as tx:
            erasing.ask_own(tx, person, now=clock.now() - timedelta(days=person == one))
    wish = ProposeDouble(command_id=new_id(), one_id=one, other_id=other)
    pair = merging.propose(db, wish, by=STAFF)
    merge = MergeDoubles(command_id=new_id(), double_id=pair.double_id)
    person = merging.merge(db, merge, by=STAFF, now=clock.now()).member_id
    members.rows("members", "delete from erasures where member_id = %s", person)

    for _ in range(2):
        with db.transaction() as tx:
            erasing.confirm_own(tx, person, parking_key=KEY, now=clock.now())

    assert members.count("members", "select count(*) from people") == 0
    done = erasing.erasures(db, FindErasures()).erasures
    assert {(one.member_id, one.own) for one in done} == {(one, True), (other, True)}
    assert all(one.announced_at for one in done)


def test_every_table_that_names_a_person_is_reached(members: World) -> None:
    """A new table with a person's id either goes with the person or is looked at here."""
    goes_with_the_person = {
        row["name"]
        for row in members.rows(
            "members",
            "select conrelid::regclass::text as name from pg_constraint"
            " where contype = 'f' and confrelid = 'people'::regclass and confdeltype = 'c'",
        )
    }
    named = {
        row["table_name"]
        for row in members.rows(
            "members",
            "select table_name from information_schema.columns join information_schema.tables"
            " using (table_schema, table_name) where table_schema = 'public'"
            " and table_type = 'BASE TABLE' and column_name in ('person_id', 'member_id')",
        )
    }

    assert named - goes_with_the_person == {
        *("import_rows", "import_keys", "resolving_people", "participation"),  # see erasures.sql
        *("erasures", "erased"),  # bare ids, which are to stay
    }


def test_every_table_that_holds_a_number_without_whose_it_is_is_looked_at(members: World) -> None:
    """A new one is to be reached by the numbers of whoever is erased, first and further ones."""
    rows = members.rows(
        "members",
        "select table_name from information_schema.columns join information_schema.tables"
        " using (table_schema, table_name) where table_schema = 'public'"
        " and table_type = 'BASE TABLE' group by table_name"
        " having bool_or(column_name in ('mobile', 'landline', 'phone', 'number', 'address'))"
        " and not bool_or(column_name = 'person_id')",
    )

    assert {row["table_name"] for row in rows} == {
        *("people", "households", "import_rows"),  # see erasures.sql
        *("own_link_wishes", "sign_up_addresses"),
        "import_pieces",  # the number of a piece of a sheet
        "register",  # the association's own address
    }


def test_whoever_others_have_erased_is_erased_in_a_database_that_forgot_it(
    members: World, db: Database
) -> None:
    """As after a restore from a dump of before: they are here, and nobody here knows why not."""
    import_sheet(db, a_person(), a_person("Yassine", phone="0612345679"))
    gone, stays = person_called(members, "Amina"), person_called(members, "Yassine")
    before = members.count("members", TOLD)

    confirm(db, gone)

    assert [row["id"] for row in members.rows("members", "select id from people")] == [stays]
    assert members.count("members", "select count(*) from erased where person_id = %s", gone) == 1
    assert members.count("members", TOLD) == before, "who confirms it knows it"
    (erasure,) = erasing.erasures(db, FindErasures()).erasures
    assert (erasure.member_id, erasure.events_at is not None) == (gone, True)
    assert not erasure.own, "nobody knows any more who wished it"
