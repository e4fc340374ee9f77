"""The import clinic: a sheet is checked first, its columns chosen, mended, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.fernet import Fernet

from services.members.errors import ColumnTwice, MissingColumns, NotChecked, NotDone
from services.members.operations import (
    clinic,
    comparing,
    erasing,
    hand_lists,
    households,
    imports,
    merging,
    people,
    vault,
)
from shared import clock
from shared.contracts.members import (
    FieldChange,
    FindDoubles,
    FindImportRows,
    FindMembers,
    FindSetAside,
    HouseholdOf,
    ImportProgress,
    ImportRef,
    ImportRow,
    KeepInVault,
    MapColumns,
    MemberContactChanged,
    MemberErased,
    MemberRef,
    MergeDoubles,
    PutOnHandList,
    SaveHandList,
)
from shared.contracts.notifications import ContactOptedOut
from shared.contracts.wire import CHUNK
from shared.db.database import Database
from shared.errors import InvalidRequest
from shared.ids import new_id
from shared.messaging import erasure
from tests.support.members import (
    STAFF,
    a_person,
    a_sheet,
    hand_over,
    import_sheet,
    numbered,
    rows_of,
    verdicts,
    work_off,
)
from tests.support.world import World

pytestmark = pytest.mark.integration


@pytest.fixture
def db(members: World) -> Iterator[Database]:
    with members.emptied(
        "members",
        "people, households, imports, outbox, bodies, column_mappings, tags, partners,"
        " participation",
    ) as database:
        yield database


def check(db: Database, content: bytes) -> ImportProgress:
    return work_off(db, hand_over(db, content, check_first=True))


def apply(db: Database, import_id: UUID) -> ImportProgress:
    clinic.apply_import(db, ImportRef(import_id=import_id), by=STAFF)
    return work_off(db, import_id)


def undo(db: Database, import_id: UUID) -> ImportProgress:
    clinic.undo_import(db, ImportRef(import_id=import_id), by=STAFF)
    return work_off(db, import_id)


def everything(db: Database) -> dict[str, list[Any]]:
    """All that an import may change, but for how it looks itself."""
    tables = (
        *("people", "mandates", "people_axes", "people_tags", "people_partners", "alternates"),
        *("consents", "households", "outbox", "bodies", "tags", "partners"),
    )
    with db.transaction() as tx:
        return {name: tx.execute(f"select * from {name} order by 1").fetchall() for name in tables}


def kept_cells(db: Database, import_id: UUID) -> list[int]:
    with db.transaction() as tx:
        rows = tx.execute(
            "select row from import_rows where import_id = %s and cells is not null order by row",
            (import_id,),
        ).fetchall()
    return [row["row"] for row in rows]


def as_judged(rows: list[ImportRow]) -> list[tuple[int, str, list[str], list[FieldChange]]]:
    return [(row.row, row.verdict, row.reasons, row.changes) for row in rows]


RICH = a_person(
    email="amina@courriel.example",
    by_email="oui",
    region="Rabat",
    bodies="AG; Chorale",
    axes="1;3",
)

# --- The dry run -----------------------------------------------------------------------------


def test_a_sheet_that_is_checked_changes_nobody(db: Database) -> None:
    import_sheet(db, a_person(), a_person("Youssef", phone="0612345679"))
    before = everything(db)

    progress = check(
        db,
        a_sheet(
            RICH,
            a_person("Youssef", phone="0612345679"),
            a_person("Sara", phone="612345680", bodies="Nouvelle"),
            a_person("Faux", phone="2.12E+11"),
            a_person("Fixe", phone="0522123456"),
            a_person("Sara", phone="0612345680"),
            a_person("Neuf", phone="0612345681"),
        ),
    )

    assert everything(db) == before
    assert (progress.state, progress.missing, progress.has_basis) == ("checked", [], True)
    assert progress.verdicts == dict.fromkeys(
        ("changed", "unchanged", "repaired", "quarantined", "voice_only", "duplicate", "new"), 1
    )


def test_what_a_check_says_is_what_the_import_then_does(db: Database) -> None:
    import_sheet(db, *numbered(700), a_person("Ancien", phone="0777000001", email="a@b.example"))
    known = [row | {"email": f"n{n}@courriel.example"} for n, row in enumerate(numbered(300))]
    content = a_sheet(
        # Doubles near and far, of people known and unknown, by one way of reaching them or another.
        *known,
        *numbered(500, start=5000),
        a_person("Ancien", phone="0777000002", email="a@b.example"),
        *numbered(300, start=300),
        *numbered(450, start=5200),
        a_person("Ancien", phone="0777000001"),
        a_person("Ancien", phone="0777000002"),
        a_person("Amina7x", phone="", email="n7@courriel.example"),
        a_person("Sans", phone="", birth=1990),
        a_person("Faux", phone="2.12E+11"),
    )

    checked = check(db, content)
    planned = rows_of(db, checked.import_id)
    done = apply(db, checked.import_id)

    assert done.state == "done"
    assert done.verdicts == checked.verdicts
    assert as_judged(rows_of(db, done.import_id)) == as_judged(planned)
    assert checked.verdicts == {
        "changed": 301,
        "new": 651,
        "unchanged": 300,
        "duplicate": 303,
        "quarantined": 1,
    }


def test_changes_are_shown_field_by_field(db: Database) -> None:
    import_sheet(db, a_person(language="ar", email="old@courriel.example", wish="SMS"))

    progress = check(
        db,
        a_sheet(
            a_person(
                email="old@courriel.example",
                phone="0698765432",
                language="fr",
                bodies="Chorale",
                axes="2",
                birth=1999,
                by_email="oui",
            )
        ),
    )

    (row,) = rows_of(db, progress.import_id)
    assert [(change.field, change.old, change.new) for change in row.changes] == [
        ("axis", None, "social-movements"),
        ("birth_year", None, "1999"),
        ("body", None, "chorale"),
        ("email_consent", None, "true"),
        ("language", "ar", "fr"),
        ("mobile", "+212612345678", "+212698765432"),
    ]


def test_what_changed_between_check_and_import_is_judged_again(db: Database) -> None:
    checked = check(db, a_sheet(a_person(), a_person("Youssef", phone="0612345679")))
    assert checked.verdicts == {"new": 2}
    import_sheet(db, a_person())

    assert apply(db, checked.import_id).verdicts == {"unchanged": 1, "new": 1}


def test_whoever_was_erased_between_check_and_import_does_not_come_back(db: Database) -> None:
    import_sheet(db, a_person())
    checked = check(db, a_sheet(a_person(), a_person("Youssef", phone="0612345679")))
    with db.transaction() as tx:
        ids = [row["id"] for row in tx.execute("select id from people").fetchall()]
        erasing.erase(tx, ids, parking_key=Fernet.generate_key().decode(), now=clock.now())

    progress = apply(db, checked.import_id)

    assert (progress.state, progress.verdicts) == ("done", {"new": 1})
    with db.transaction() as tx:
        known = [row["first_name"] for row in tx.execute("select first_name from people")]
    assert known == ["Youssef"]


def test_bringing_in_is_asked_of_a_checked_sheet_and_once(db: Database) -> None:
    import_id = hand_over(db, a_sheet(a_person()), check_first=True)
    with pytest.raises(NotChecked):
        clinic.apply_import(db, ImportRef(import_id=import_id), by=STAFF)
    work_off(db, import_id)

    assert apply(db, import_id).state == "done"
    assert apply(db, import_id).verdicts == {"new": 1}
    with db.transaction() as tx:
        lines = tx.execute(
            "select action from audit where subject_id = %s", (import_id,)
        ).fetchall()
    assert [line["action"] for line in lines] == ["import-started"]


def test_rows_that_say_nothing_are_no_rows(db: Database) -> None:
    content = "N°,Prénom,Téléphone,Reçu\n1,Amina,0612345678,x\n2,,,\n3,,,x\n".encode()

    checked = check(db, content)
    assert (checked.rows, checked.done, checked.verdicts) == (1, 1, {"new": 1})

    assert apply(db, checked.import_id).rows == 1


# --- Columns ---------------------------------------------------------------------------------

ODD = "Qui,Où le joindre,Commentaire,Ville\nAmina Alaoui,0612345678,bonjour,Fès\n".encode()


def test_columns_that_nobody_knows_are_chosen_by_hand(db: Database) -> None:
    checked = check(db, ODD)
    assert (checked.state, checked.rows, checked.verdicts) == ("checked", 1, {})
    assert checked.missing == ["first_name", "phone", "email"]
    with pytest.raises(MissingColumns):
        clinic.apply_import(db, ImportRef(import_id=checked.import_id), by=STAFF)

    shown = clinic.import_columns(db, ImportRef(import_id=checked.import_id))
    assert [(column.title, column.role, column.samples) for column in shown.columns] == [
        ("Qui", None, ["Amina Alaoui"]),
        ("Où le joindre", None, ["0612345678"]),
        ("Commentaire", None, ["bonjour"]),
        ("Ville", "town", ["Fès"]),
    ]
    choose(db, checked.import_id, ["full_name", "phone", None, None])

    again = work_off(db, checked.import_id)
    assert (again.state, again.missing, again.verdicts) == ("checked", [], {"new": 1})
    apply(db, checked.import_id)
    (member,) = people.find_members(db, FindMembers()).members
    assert (member.first_name, member.last_name) == ("Amina", "Alaoui")


def choose(db: Database, import_id: UUID, roles: list[str | None]) -> ImportProgress:
    request = MapColumns(import_id=import_id, roles=roles)
    return clinic.map_columns(db, request, by=STAFF, now=clock.now())


def test_columns_once_chosen_are_known_in_the_next_such_sheet(db: Database) -> None:
    first = check(db, ODD)
    choose(db, first.import_id, ["full_name", "phone", None, "region"])

    again = ODD.replace(b"Qui,", b"QUI ,").replace(b"Amina", b"Sara")
    assert work_off(db, hand_over(db, again)).verdicts == {"new": 1}
    assert check(db, ODD.replace(b"Ville", b"Village")).missing != []


def test_a_wrong_choice_of_columns_is_refused(db: Database) -> None:
    checked = check(db, ODD)

    with pytest.raises(ColumnTwice):
        choose(db, checked.import_id, ["phone", "phone", None, None])
    wrong: list[list[str | None]] = [["full_name"], ["phone", None, None, "returned"], ["x"] * 4]
    for roles in wrong:
        with pytest.raises(InvalidRequest):
            choose(db, checked.import_id, roles)
    done = import_sheet(db, a_person())
    with pytest.raises(NotChecked):
        choose(db, done.import_id, [None] * 13)


def test_more_of_a_person_comes_in(db: Database) -> None:
    content = (
        "Prénom,Téléphone,Autre téléphone,Ville,Sexe,Étiquettes,Partenaires\n"
        'Amina,0612345678,0698765432 / 0522123456,Khouribga,F,"bénévole, Photo",Association Aya\n'
        "Sam,0612345679,,,non binaire,BÉNÉVOLE,\n"
    ).encode()

    done = apply(db, check(db, content).import_id)

    assert done.verdicts == {"new": 2}
    with db.transaction() as tx:
        rows = tx.execute(
            "select first_name, town, town_key, gender, gender_words from people order by 1"
        ).fetchall()
        tags = tx.execute("select code, name from tags order by 1").fetchall()
        partners = tx.execute("select code, names from partners").fetchall()
    assert [tuple(row.values()) for row in rows] == [
        ("Amina", "Khouribga", "khouribga", "woman", ""),
        ("Sam", "", "", "other", "non binaire"),
    ]
    assert [tuple(row.values()) for row in tags] == [("benevole", "bénévole"), ("photo", "Photo")]
    assert [row["code"] for row in partners] == ["association-aya"]
    assert import_again(db, content) == {"unchanged": 2}


def import_again(db: Database, content: bytes) -> dict[str, int]:
    return work_off(db, hand_over(db, content)).verdicts


# --- Several numbers -------------------------------------------------------------------------


def test_the_first_mobile_of_several_numbers_is_kept_and_the_others_beside_it(
    db: Database,
) -> None:
    several = "0522123456 / 0612345678 / 0698765432 / 0537123456"

    progress = import_sheet(db, a_person(phone=several))

    assert progress.verdicts == {"repaired": 1}
    (row,) = people.find_members(db, FindMembers()).members
    amina = people.member(db, MemberRef(member_id=row.member_id))
    assert {c.kind: c.value for c in amina.contacts} == {
        "mobile": "+212612345678",
        "landline": "+212522123456",
    }
    assert amina.alternates == ["+212537123456", "+212698765432"]
    assert import_sheet(db, a_person(phone=several)).verdicts == {"unchanged": 1}


def test_a_person_is_known_by_another_number_and_keeps_the_first(db: Database) -> None:
    import_sheet(db, a_person(phone="0612345678 / 0698765432"))

    assert import_sheet(db, a_person(phone="0698765432")).verdicts == {"unchanged": 1}


# --- Set aside, and mended -------------------------------------------------------------------

TWO_BAD = (
    "Prénom,Téléphone,Remarque\n"
    "Bonne,0612345678,a\n"
    "Lettre,O612345679,à rappeler\n"
    "Perdue,2.12E+11,\n"
    "Autre,0612345681,b\n"
).encode()


def test_what_was_set_aside_comes_back_with_all_its_columns(db: Database) -> None:
    done = apply(db, check(db, TWO_BAD).import_id)

    found = clinic.set_aside(db, FindSetAside(import_id=done.import_id))

    assert found.header == ["Prénom", "Téléphone", "Remarque"]
    assert [(row.row, row.cells, row.reasons) for row in found.rows] == [
        (3, ["Lettre", "O612345679", "à rappeler"], ["letters-in-number"]),
        (4, ["Perdue", "2.12E+11", ""], ["digits-lost"]),
    ]
    assert kept_cells(db, done.import_id) == [3, 4]


def test_the_mended_sheet_touches_only_its_rows_and_they_are_forgotten(db: Database) -> None:
    done = apply(db, check(db, TWO_BAD).import_id)
    before = everything(db)["people"]
    rows = clinic.set_aside(db, FindSetAside(import_id=done.import_id)).rows
    mended = (
        "Prénom,Téléphone,Remarque,Multaqa : motif,Multaqa\n"
        f"Lettre,0612345679,à rappeler,Des lettres,{rows[0].key}\n"
        f"Perdue,2.12E+11,,Des chiffres,{rows[1].key}\n"
    ).encode()

    again = apply(db, check(db, mended).import_id)

    assert again.verdicts == {"new": 1, "quarantined": 1}
    after = everything(db)["people"]
    assert [row for row in after if row in before] == before
    assert kept_cells(db, done.import_id) == [4]
    returned = clinic.set_aside(db, FindSetAside(import_id=again.import_id))
    assert returned.header == ["Prénom", "Téléphone", "Remarque"]


def test_a_header_is_the_same_with_our_columns_and_without(db: Database) -> None:
    first = check(db, ODD)
    choose(db, first.import_id, ["full_name", "phone", None, None])
    mended = "Qui,Où le joindre,Commentaire,Ville,Multaqa : motif,Multaqa\nA B,0612345678,,,x,y\n"

    assert check(db, mended.encode()).verdicts == {"new": 1}


def test_what_nobody_fetched_is_forgotten_after_a_month(db: Database) -> None:
    done = apply(db, check(db, TWO_BAD).import_id)
    left = check(db, TWO_BAD)

    clinic.forget_old_sheets(db, now=clock.now() + timedelta(days=29))
    assert kept_cells(db, done.import_id) == [3, 4]

    clinic.forget_old_sheets(db, now=clock.now() + timedelta(days=31))
    assert kept_cells(db, done.import_id) == []
    assert clinic.set_aside(db, FindSetAside(import_id=done.import_id)).rows == []
    assert left.import_id not in {one.import_id for one in imports.imports(db).imports}


# --- Undo ------------------------------------------------------------------------------------


def test_whom_somebody_took_out_of_a_household_stays_out_when_an_import_is_taken_back(
    db: Database,
) -> None:
    import_sheet(db, a_person("Amal"), a_person("Badr"))
    (badr,) = (row.member_id for row in people.find_members(db, FindMembers(search="Badr")).members)
    done = import_sheet(db, a_person("Badr", language="ar"))
    apart = HouseholdOf(command_id=new_id(), member_id=badr)
    households.leave(db, apart, by=STAFF, now=clock.now())

    undo(db, done.import_id)

    assert people.member(db, MemberRef(member_id=badr)).household == []


def test_an_import_that_nobody_has_used_is_taken_back_whole(db: Database) -> None:
    import_sheet(db, a_person(language="ar"), a_person("Youssef", phone="0612345679"))
    before = everything(db)
    several = a_person("Neuve", phone="0612345690 / 0698765432", bodies="AG", axes="1", birth=1990)
    done = import_sheet(db, RICH | {"language": "fr"}, several, *numbered(600, start=1000))

    undone = undo(db, done.import_id)

    assert (undone.state, undone.taken_back, undone.kept) == ("undone", 602, 0)
    after = everything(db)
    for table in ("mandates", "people_axes", "alternates"):
        assert after[table] == before[table]
    ignored = {"version": 0, "changed_at": None}
    assert [row | ignored for row in after["people"]] == [row | ignored for row in before["people"]]
    erased = [
        MemberErased.parse(row["body"])
        for row in after["outbox"]
        if row["type"] == "member.erased.v1"
    ]
    assert all(len(message.member_ids) <= CHUNK for message in erased)
    gone = {one for message in erased for one in message.member_ids}
    assert len(gone) == 601
    assert not gone & {row["id"] for row in after["people"]}
    with db.transaction() as tx:
        assert erasure.erased_of(tx, gone) == gone
    told = [
        MemberContactChanged.parse(row["body"])
        for row in after["outbox"]
        if row["type"] == "member.contact_changed.v1"
    ]
    versions = [c.version for message in told for c in message.contacts]
    assert len(versions) == len(set(versions))
    assert all(contact.first_name for message in told for contact in message.contacts)


def test_what_was_used_since_is_left_and_said_why(db: Database) -> None:
    names = ("Libre", "Invitee", "Stop", "Changee", "Ailleurs")
    rows = [a_person(name, phone=f"061234000{n}") for n, name in enumerate(names)]
    done = import_sheet(db, *rows)
    ids = {row.name.split()[0]: row.member_id for row in rows_of(db, done.import_id)}
    with db.transaction() as tx:
        tx.execute(
            "insert into participation (event_id, person_id) values (%s, %s)",
            (new_id(), ids["Invitee"]),
        )
        stop = ContactOptedOut(
            member_ids=[ids["Stop"]],  # type: ignore[list-item]
            channels=["sms"],
            at=clock.now(),
        )
        people.hear_opt_outs(tx, stop)
        tx.execute("update people set town = 'Fès' where id = %s", (ids["Changee"],))
    import_sheet(db, rows[4])

    undone = undo(db, done.import_id)

    assert (undone.taken_back, undone.kept) == (1, 4)
    left = imports.import_rows(db, FindImportRows(import_id=done.import_id, kept=True)).rows
    assert {row.name.split()[0]: row.taken_back for row in left} == {
        "Invitee": "invited-since",
        "Stop": "consented-since",
        "Changee": "changed-since",
        "Ailleurs": "in-another-sheet",
    }


def test_whoever_has_what_no_sheet_brings_is_left_with_it(members: World, db: Database) -> None:
    names = ("Libre", "Listed", "Sealed", "Quiet", "Linked", "Dead")
    done = import_sheet(
        db, *(a_person(name, phone=f"061234000{n}") for n, name in enumerate(names))
    )
    ids = {row.name.split()[0]: row.member_id for row in rows_of(db, done.import_id)}
    sealed = ids["Sealed"]
    assert sealed
    made = hand_lists.save_hand_list(db, SaveHandList(command_id=new_id(), name="Ours"), by=STAFF)
    hand_lists.put_on_hand_list(
        db,
        PutOnHandList(command_id=new_id(), list_id=made.list_id, member_ids=[ids["Listed"]]),  # type: ignore[list-item]
        by=STAFF,
    )
    safe = Database(members.dsn("members", role="members_vault"), size=1)
    wish = KeepInVault(
        command_id=new_id(),
        member_id=sealed,
        kind="union",
        value="Union des exemples",
        wording="J'accepte que mon syndicat soit gardé.",
        agreed_on=clock.now().date() - timedelta(days=1),
        collected_by="Sara",
        purpose="Mélanger les secteurs",
    )
    vault.keep_in_vault(safe, Fernet.generate_key().decode(), wish, by=STAFF, now=clock.now())
    safe.close()
    with db.transaction() as tx:
        tx.execute(
            "update people set quiet_from = '22:00', quiet_until = '07:00' where id = %s",
            (ids["Quiet"],),
        )
        tx.execute(
            "insert into own_links (token_hash, person_id, valid_until)"
            " values ('x', %s, now() + interval '1 day')",
            (ids["Linked"],),
        )
        tx.execute("update people set dead_email = 'x@example.org' where id = %s", (ids["Dead"],))

    undone = undo(db, done.import_id)

    assert (undone.taken_back, undone.kept) == (1, 5)
    left = imports.import_rows(db, FindImportRows(import_id=done.import_id, kept=True)).rows
    assert {row.taken_back for row in left} == {"used-since"}
    assert members.count("members", "select count(*) from vault.entries") == 1
    assert members.count("members", "select count(*) from hand_list_people") == 1


def test_whoever_is_one_with_somebody_else_by_now_is_left(db: Database) -> None:
    import_sheet(db, a_person("Mohamed", "Alaoui"))
    done = import_sheet(db, a_person("محمد", "العلوي"), a_person("Libre", phone="0612340009"))
    while comparing.compare_next(db):
        pass
    (pair,) = merging.doubles(db, FindDoubles()).doubles
    merge = MergeDoubles(command_id=new_id(), double_id=pair.double_id)
    kept = merging.merge(db, merge, by=STAFF, now=clock.now()).member_id

    undone = undo(db, done.import_id)

    assert (undone.taken_back, undone.kept) == (1, 1)
    (row,) = imports.import_rows(db, FindImportRows(import_id=done.import_id, kept=True)).rows
    assert row.taken_back == "merged-since"
    person = people.member(db, MemberRef(member_id=pair.other.member_id))
    assert (person.member_id, len(person.merged)) == (kept, 1)


def test_of_a_change_only_what_is_still_as_the_import_left_it_goes_back(db: Database) -> None:
    import_sheet(db, a_person(email="old@courriel.example", language="ar"))
    done = import_sheet(
        db, a_person(email="old@courriel.example", phone="0698765432", language="fr")
    )
    with db.transaction() as tx:
        tx.execute("update people set language = 'zgh'")

    undo(db, done.import_id)

    (row,) = rows_of(db, done.import_id)
    assert row.taken_back == "partly-taken-back"
    with db.transaction() as tx:
        (person,) = tx.execute("select mobile, language from people").fetchall()
    assert (person["mobile"], person["language"]) == ("+212612345678", "zgh")


def test_a_yes_is_taken_back_and_a_no_stays(db: Database) -> None:
    import_sheet(db, a_person(sms="", email="a@courriel.example", by_email="oui"))
    done = import_sheet(db, a_person(sms="oui", email="a@courriel.example", by_email="non"))

    undo(db, done.import_id)

    (found,) = people.find_members(db, FindMembers()).members
    assert found.channels == []
    assert verdicts(rows_of(db, done.import_id)) == ["changed"]


def test_only_what_has_ended_is_taken_back_and_once(db: Database) -> None:
    checked = check(db, a_sheet(a_person()))
    with pytest.raises(NotDone):
        clinic.undo_import(db, ImportRef(import_id=checked.import_id), by=STAFF)

    apply(db, checked.import_id)
    assert undo(db, checked.import_id).taken_back == 1
    assert undo(db, checked.import_id).taken_back == 1


# --- Mandates --------------------------------------------------------------------------------

TERM = {"bodies": "Bureau", "office": "Trésorière", "begins": "01/02/2024", "ends": "31/01/2026"}


def mandates(db: Database) -> list[tuple[str, str, str]]:
    with db.transaction() as tx:
        rows = tx.execute(
            "select body, office, begins_on, ends_on from mandates order by begins_on nulls first"
        ).fetchall()
    return [(row["office"], str(row["begins_on"]), str(row["ends_on"])) for row in rows]


def test_a_sheet_brings_mandates_with_office_and_days_once_and_takes_them_back(
    db: Database,
) -> None:
    import_again(db, a_sheet(a_person()))
    first = apply(db, check(db, a_sheet(a_person(**TERM))).import_id)

    assert mandates(db) == [("Trésorière", "2024-02-01", "2026-02-01")]
    assert import_again(db, a_sheet(a_person(**TERM))) == {"unchanged": 1}
    second = a_sheet(a_person(**TERM | {"begins": "01/02/2026", "ends": ""}))
    assert import_again(db, second) == {"changed": 1}
    assert len(mandates(db)) == 2

    undo(db, first.import_id)

    assert mandates(db) == [("Trésorière", "2026-02-01", "None")]


def test_a_mandate_of_which_no_day_was_known_is_doubled_by_none_that_has_days(
    db: Database,
) -> None:
    import_again(db, a_sheet(a_person(bodies="Bureau")))

    assert import_again(db, a_sheet(a_person(**TERM))) == {"unchanged": 1}
    assert mandates(db) == [("", "None", "None")]
