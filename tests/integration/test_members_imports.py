"""Importing sheets, on a real database: who comes in, who is known, who may be told on what."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from openpyxl import Workbook

from services.members.errors import (
    EmptySheet,
    IncompleteConsentBasis,
    IncompleteUpload,
    TooLarge,
    UnknownImport,
)
from services.members.operations import import_work, imports, people
from services.members.sheets.people import MAX_BYTES
from services.members.store.imports import ImportStore
from shared import clock
from shared.contracts.members import (
    BeginImport,
    FindImportRows,
    FindMembers,
    ImportPiece,
    ImportRef,
    MemberContactChanged,
    MemberDetail,
    MemberRef,
)
from shared.contracts.notifications import ContactOptedOut
from shared.db.database import Database
from shared.errors import InvalidRequest
from shared.ids import new_id
from tests.support.members import (
    BASIS,
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
from tools.demo import sheet

pytestmark = pytest.mark.integration


@pytest.fixture
def db(members: World) -> Iterator[Database]:
    with members.emptied("members", "people, households, imports, outbox, bodies") as database:
        yield database


def everybody(db: Database) -> list[dict[str, Any]]:
    with db.transaction() as tx:
        return tx.execute("select * from people order by sort_name, id").fetchall()


def announced(db: Database, *, lane: str = "bulk") -> list[MemberContactChanged]:
    """Give what was announced since the last look, in order."""
    with db.transaction() as tx:
        rows = tx.execute("select type, routing_key, body from outbox order by id").fetchall()
        tx.execute("delete from outbox")
    assert {row["type"] for row in rows} <= {"member.contact_changed.v1"}
    assert all(row["routing_key"].endswith(f".{lane}") for row in rows)
    return [MemberContactChanged.parse(row["body"]) for row in rows]


def the_one(db: Database, name: str) -> MemberDetail:
    found = people.find_members(db, FindMembers(search=name)).members
    assert len(found) == 1, found
    return people.member(db, MemberRef(member_id=found[0].member_id))


# --- Rows ------------------------------------------------------------------------------------


def test_people_come_in_and_everybody_is_announced(db: Database) -> None:
    progress = import_sheet(
        db,
        a_person(email="amina@courriel.example", by_email="oui", region="Rabat", axes="1"),
        a_person("Youssef", phone="٠٦١٢٣٤٥٦٧٩", language="arabe"),
        a_person("Ito", phone="0522123456"),
        a_person("Sans", phone=""),
        a_person("Faux", phone="O612345678"),
    )

    assert progress.state == "done"
    assert progress.verdicts == {"new": 2, "repaired": 1, "voice_only": 1, "quarantined": 1}
    (message,) = announced(db)
    contacts = {contact.first_name: contact for contact in message.contacts}
    assert sorted(contacts) == ["Amina", "Ito", "Sans", "Youssef"]
    assert contacts["Amina"].channels == ["email"]
    assert contacts["Youssef"].channels == ["sms"]
    assert contacts["Youssef"].language == "ar"
    assert (contacts["Ito"].phone, contacts["Ito"].channels) == (None, [])


def test_the_planner_learns_how_full_the_tables_became(db: Database) -> None:
    """Else each chunk of a first sheet is joined with all who came before it."""
    import_sheet(db, *numbered(600))

    with db.transaction() as tx:
        found = tx.execute(
            "select relname, reltuples::integer as people from pg_class"
            " where relname in ('people', 'standing_consents') and relkind = 'r'"
        ).fetchall()
    assert all(row["people"] >= 500 for row in found), found


def test_each_row_tells_its_verdict_and_what_was_taken(db: Database) -> None:
    progress = import_sheet(db, a_person(phone="612345678"), a_person("Faux", phone="2.12E+11"))

    taken, kept_out = rows_of(db, progress.import_id)

    assert (taken.row, taken.verdict, taken.reasons) == (2, "repaired", ["zero-missing"])
    assert (taken.phone, taken.member_id) == ("+212612345678", everybody(db)[0]["id"])
    assert (kept_out.row, kept_out.verdict, kept_out.reasons) == (
        *(3, "quarantined"),
        ["digits-lost"],
    )
    assert (kept_out.phone, kept_out.member_id) == ("2.12E+11", None)


def test_the_same_sheet_again_changes_and_announces_nothing(db: Database) -> None:
    rows = [
        a_person(email="amina@courriel.example", by_email="oui", bodies="AG; Chorale", axes="1;3"),
        a_person("Youssef", phone="612345679", birth=2009, guardian="01/09/2026"),
        a_person("Ito", phone="0522123456"),
        a_person("Sans", phone="", region="Fès", birth=1990),
        a_person("Ali", phone="", email="ali@courriel.example", by_email="non"),
        a_person("Faux", phone="O612345678"),
    ]
    import_sheet(db, *rows)
    before = everybody(db)
    announced(db)

    progress = import_sheet(db, *rows)

    assert progress.verdicts == {"unchanged": 5, "quarantined": 1}
    assert everybody(db) == before
    assert announced(db) == []


def test_the_same_person_twice_in_a_sheet_is_one_person(db: Database) -> None:
    near = [a_person(), a_person(phone="+212 612 345 678", last="ALAOUI")]
    far = [*numbered(600, start=1000), a_person(phone="00212612345678")]

    progress = import_sheet(db, *near, *far)

    assert progress.verdicts == {"new": 601, "duplicate": 2}
    assert verdicts(rows_of(db, progress.import_id))[-1] == "duplicate"


def test_a_person_is_known_by_name_and_number_or_name_and_address(db: Database) -> None:
    import_sheet(db, a_person(email="amina@courriel.example"))

    progress = import_sheet(
        db,
        a_person("ALAOUI", "Amina", phone="0698765432", email="AMINA@courriel.example"),
    )

    assert progress.verdicts == {"changed": 1}
    assert [row["mobile"] for row in everybody(db)] == ["+212698765432"]


def test_a_shared_number_alone_makes_nobody_the_same(db: Database) -> None:
    import_sheet(db, a_person())

    assert import_sheet(db, a_person("Youssef")).verdicts == {"new": 1}
    assert len(everybody(db)) == 2


def test_what_a_sheet_does_not_say_stays(db: Database) -> None:
    import_sheet(db, a_person(language="ar", region="Rabat", birth=1990, bodies="AG", wish="SMS"))

    progress = import_sheet(db, a_person(sms=""))

    assert progress.verdicts == {"unchanged": 1}
    amina = the_one(db, "Amina")
    assert (amina.language, amina.region, amina.birth_year) == ("ar", "MA-04", 1990)
    assert amina.bodies == ["general-assembly"]


def test_a_change_gives_a_higher_version(db: Database) -> None:
    import_sheet(db, a_person(), a_person("Youssef", phone="0612345679"))
    first = {c.first_name: c.version for message in announced(db) for c in message.contacts}

    import_sheet(db, a_person(email="amina@courriel.example"))

    (changed,) = [contact for message in announced(db) for contact in message.contacts]
    assert changed.first_name == "Amina"
    assert changed.version > max(first.values())


def test_a_new_body_is_made_once_whatever_its_spelling(db: Database) -> None:
    import_sheet(db, a_person(bodies="Comité Jeunesse"), a_person("Ali", bodies="comite jeunesse"))

    reference = people.reference(db, "Association")

    assert [(body.code, body.names) for body in reference.bodies] == [
        ("comite-jeunesse", {"fr": "Comité Jeunesse"})
    ]
    assert len(reference.regions) == 13
    assert len(reference.axes) == 5


def test_hostile_texts_are_kept_as_text(db: Database) -> None:
    evil = ["'; drop table people; --", "{{ config }}", "=cmd|' /C calc'!A0", "%s %(x)s", "\\N\t"]

    import_sheet(db, *(a_person(text, phone=f"061234567{n}") for n, text in enumerate(evil)))

    assert {row["first_name"] for row in everybody(db)} == {text.strip() for text in evil}


# --- Consents --------------------------------------------------------------------------------


def test_a_consent_keeps_its_wording_source_and_day(db: Database) -> None:
    import_sheet(db, a_person())

    (consent,) = the_one(db, "Amina").consents

    assert (consent.channel, consent.given) == ("sms", True)
    assert (consent.source, consent.wording) == (BASIS["consent_source"], BASIS["consent_wording"])
    assert consent.at.isoformat() == "2026-09-30T23:00:00+00:00"


def test_without_a_declared_basis_nobody_is_told_anything(db: Database) -> None:
    progress = import_sheet(db, a_person(email="a@courriel.example", by_email="oui"), basis={})

    assert rows_of(db, progress.import_id)[0].reasons == ["consent-without-basis"]
    assert the_one(db, "Amina").channels == []
    assert the_one(db, "Amina").consents == []


def test_a_later_basis_makes_up_for_it(db: Database) -> None:
    import_sheet(db, a_person(), basis={})

    assert import_sheet(db, a_person()).verdicts == {"changed": 1}
    assert the_one(db, "Amina").channels == ["sms"]


def test_a_no_in_a_sheet_counts_and_an_older_yes_does_not_lift_it(db: Database) -> None:
    import_sheet(db, a_person())
    later = BASIS | {"consent_date": BASIS["consent_date"] + timedelta(days=10)}  # type: ignore[operator]

    import_sheet(db, a_person(sms="non"), basis=later)
    assert the_one(db, "Amina").channels == []

    assert import_sheet(db, a_person()).verdicts == {"unchanged": 1}
    assert the_one(db, "Amina").channels == []


def test_an_import_never_lifts_a_persons_own_opt_out(db: Database) -> None:
    import_sheet(db, a_person(email="amina@courriel.example", by_email="oui"))
    amina = the_one(db, "Amina")
    at = clock.now() + timedelta(hours=1)
    no_more = ContactOptedOut(member_ids=[amina.member_id, new_id()], channels=["sms"], at=at)
    announced(db)
    for _ in range(2):
        with db.transaction() as tx:
            people.hear_opt_outs(tx, no_more)
    tomorrow = BASIS | {"consent_date": clock.now().date()}

    progress = import_sheet(db, a_person(), basis=tomorrow)

    assert rows_of(db, progress.import_id)[0].reasons == ["opted-out"]
    assert progress.verdicts == {"unchanged": 1}
    assert [line.given for line in the_one(db, "Amina").consents] == [True, True, False]
    assert the_one(db, "Amina").channels == ["email"]
    assert announced(db) == []


def test_a_stop_that_crosses_a_new_number_holds_there_too(db: Database) -> None:
    """Seen failing: silent was the old number, and the new one was told of with its consent."""
    email = "amina@courriel.example"
    import_sheet(db, a_person(email=email))
    amina = the_one(db, "Amina")
    said_at = clock.now()
    import_sheet(db, a_person(email=email, phone="0698765432"))
    (crossing,) = (message.contacts[0] for message in announced(db)[1:])
    assert (crossing.phone, crossing.sms_consent) == ("+212698765432", True)

    with db.transaction() as tx:
        no_more = ContactOptedOut(member_ids=[amina.member_id], channels=["sms"], at=said_at)
        people.hear_opt_outs(tx, no_more)

    (told,) = (message.contacts[0] for message in announced(db, lane="urgent"))
    assert (told.phone, told.sms_consent, told.channels) == ("+212698765432", False, [])
    assert told.version > crossing.version


@pytest.mark.parametrize(
    ("wish", "sms", "by_email", "told"),
    [
        ("", "oui", "oui", ["email"]),
        ("", "oui", "", ["sms"]),
        ("", "", "oui", ["email"]),
        ("les deux", "oui", "oui", ["sms", "email"]),
        ("les deux", "oui", "non", ["sms"]),
        ("sms", "oui", "oui", ["sms"]),
        ("sms", "non", "oui", ["email"]),
        ("email", "oui", "oui", ["email"]),
        ("email", "oui", "non", ["sms"]),
        ("", "non", "non", []),
    ],
)
def test_on_what_a_person_is_told(
    db: Database, wish: str, sms: str, by_email: str, told: list[str]
) -> None:
    import_sheet(db, a_person(email="a@courriel.example", wish=wish, sms=sms, by_email=by_email))

    assert the_one(db, "Amina").channels == told
    assert announced(db)[0].contacts[0].channels == told


def test_the_consents_book_can_only_be_added_to(db: Database) -> None:
    import_sheet(db, a_person())

    for statement in ("update consents set given = true", "delete from consents"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), db.transaction() as tx:
            tx.execute(statement)


# --- Households ------------------------------------------------------------------------------


def test_people_with_one_number_are_a_household(db: Database) -> None:
    import_sheet(db, a_person(), a_person("Youssef"), a_person("Ali", phone="0612345679"))

    households = {row["first_name"]: row["household_id"] for row in everybody(db)}

    assert households["Amina"] == households["Youssef"] is not None
    assert households["Ali"] is None
    assert [row.first_name for row in the_one(db, "Amina").household] == ["Youssef"]


def test_who_joins_later_is_announced_with_whom_it_makes_a_household(db: Database) -> None:
    import_sheet(db, a_person())
    announced(db)

    import_sheet(db, a_person("Youssef"))

    (message,) = announced(db)
    assert sorted(contact.first_name for contact in message.contacts) == ["Amina", "Youssef"]
    assert len({contact.household_id for contact in message.contacts} - {None}) == 1


def test_a_household_keeps_its_id_and_a_person_who_moves_leaves_it(db: Database) -> None:
    import_sheet(db, a_person(email="a@courriel.example"), a_person("Youssef"))
    before = {row["first_name"]: row["household_id"] for row in everybody(db)}

    import_sheet(db, a_person(phone="0698765432", email="a@courriel.example"), a_person("Ali"))

    after = {row["first_name"]: row["household_id"] for row in everybody(db)}
    assert after["Amina"] is None
    assert after["Youssef"] == after["Ali"] == before["Youssef"]


# --- Whole sheets ----------------------------------------------------------------------------


def test_a_workbook_comes_in_by_the_same_way(db: Database) -> None:
    book = Workbook()
    book.active.append(["الاسم الكامل", "رقم الهاتف", "موافقة sms"])  # type: ignore[union-attr]
    book.active.append(["أمينة العلوي", 612345678, "نعم"])  # type: ignore[union-attr]
    packed = io.BytesIO()
    book.save(packed)

    progress = work_off(db, hand_over(db, packed.getvalue()))

    assert progress.verdicts == {"repaired": 1}
    assert the_one(db, "امينة").channels == ["sms"]


@pytest.mark.parametrize(
    ("content", "code", "detail"),
    [
        (b"%PDF-1.4 nothing to read", "not-a-sheet", {}),
        (b"Nom,Mobile\n", "empty-sheet", {}),
        (b"Nom,Ville\nA,B\n", "missing-columns", {"columns": "phone email"}),
        (b"Pr\xc3\xa9nom,T\xc3\xa9l,\xe9\xe9\n\xc3\xa9\xc3\xa9", "wrong-encoding", {}),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "too-old-format", {}),
        (b'Nom,Mobile\n"A,0612345678\n', "not-a-sheet", {"row": "2"}),
    ],
)
def test_a_sheet_that_cannot_be_read_is_refused_whole(
    db: Database, content: bytes, code: str, detail: dict[str, str]
) -> None:
    progress = work_off(db, hand_over(db, content))

    assert (progress.state, progress.refused, progress.detail) == ("refused", code, detail)
    assert everybody(db) == []
    assert rows_of(db, progress.import_id) == []


def test_a_sheet_broken_at_its_end_leaves_nothing_half_done(db: Database) -> None:
    progress = work_off(db, hand_over(db, a_sheet(*numbered(1200)) + b'"broken'))

    assert (progress.state, progress.refused) == ("refused", "not-a-sheet")
    assert everybody(db) == []
    assert rows_of(db, progress.import_id) == []


def test_nothing_of_a_sheet_is_kept_once_it_is_worked_off(db: Database, members: World) -> None:
    import_sheet(db, a_person())

    assert members.count("members", "select count(*) from import_pieces") == 0
    assert members.count("members", "select count(cells) from import_rows") == 0


def test_who_started_an_import_is_in_the_audit(db: Database, members: World) -> None:
    progress = import_sheet(db, a_person())

    lines = members.rows(
        "members", "select actor_id, action from audit where subject_id = %s", progress.import_id
    )

    assert lines == [{"actor_id": STAFF, "action": "import-started"}]


def test_an_import_that_always_fails_ends_and_lets_others_pass(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = hand_over(db, a_sheet(a_person()))
    monkeypatch.setattr(import_work, "AFTER_A_FAILURE", timedelta(0))
    advance = ImportStore.advance

    def fail_for_one(store: ImportStore, import_id: Any, **more: Any) -> None:
        if import_id == broken:
            raise ZeroDivisionError
        advance(store, import_id, **more)

    monkeypatch.setattr(ImportStore, "advance", fail_for_one)
    healthy = hand_over(db, a_sheet(a_person("Youssef")))

    assert work_off(db, healthy).state == "done"
    assert work_off(db, broken).refused == "internal-error"
    assert [row["first_name"] for row in everybody(db)] == ["Youssef"]


def test_the_demos_sheet_holds_what_real_sheets_hold(db: Database, tmp_path: Path) -> None:
    path = tmp_path / "membres.xlsx"
    written = sheet.write(path)

    progress = work_off(db, hand_over(db, path.read_bytes()))

    counts = progress.verdicts
    assert sum(counts.values()) == len(written) == progress.rows
    assert counts["duplicate"] == sheet.TWICE
    assert 10 <= counts["quarantined"] <= 30
    assert 10 <= counts["voice_only"] <= 40
    with db.transaction() as tx:
        sizes = tx.execute(
            "select body, count(*) from people_bodies group by body order by body"
        ).fetchall()
        family = tx.execute("select count(household_id) as people from people").fetchone()
    assert {row["body"]: row["count"] for row in sizes} == {
        "executive-secretariat": 12,
        "general-assembly": 110,
        "orientation-council": 50,
    }
    assert family is not None
    assert 40 <= family["people"] <= 100


# --- Uploading -------------------------------------------------------------------------------


def begin(size: int, **told: object) -> BeginImport:
    return BeginImport(
        command_id=new_id(),
        filename="m.csv",
        size=size,
        language="fr",
        **told,  # type: ignore[arg-type]
    )


def piece(import_id: object, number: int, content: bytes) -> ImportPiece:
    encoded = base64.b64encode(content).decode()
    return ImportPiece(import_id=import_id, number=number, content=encoded)  # type: ignore[arg-type]


def test_the_same_form_twice_begins_one_import(db: Database) -> None:
    form = begin(10)

    first, second = (imports.begin_import(db, form, by=STAFF, now=clock.now()) for _ in range(2))

    assert first == second


def test_sizes_are_refused_before_a_byte_has_travelled(db: Database) -> None:
    with pytest.raises(EmptySheet):
        imports.begin_import(db, begin(0), by=STAFF, now=clock.now())
    with pytest.raises(TooLarge):
        imports.begin_import(db, begin(MAX_BYTES + 1), by=STAFF, now=clock.now())


@pytest.mark.parametrize("missing", sorted(BASIS))
def test_half_a_consent_basis_is_refused(db: Database, missing: str) -> None:
    part = {name: value for name, value in BASIS.items() if name != missing}

    with pytest.raises(IncompleteConsentBasis) as refusal:
        imports.begin_import(db, begin(10, **part), by=STAFF, now=clock.now())

    assert refusal.value.detail == {"fields": missing}


def test_consents_cannot_be_declared_for_the_future(db: Database) -> None:
    future = BASIS | {"consent_date": clock.now().date() + timedelta(days=2)}

    with pytest.raises(IncompleteConsentBasis):
        imports.begin_import(db, begin(10, **future), by=STAFF, now=clock.now())


def test_pieces_may_come_twice_and_in_any_order_but_all_have_to_come(db: Database) -> None:
    content = a_sheet(a_person())
    half = len(content) // 2
    began = imports.begin_import(db, begin(len(content), **BASIS), by=STAFF, now=clock.now())
    ref = ImportRef(import_id=began.import_id)

    imports.add_piece(db, piece(began.import_id, 1, content[half:]))
    imports.add_piece(db, piece(began.import_id, 1, b"something else"))
    with pytest.raises(IncompleteUpload):
        imports.start_import(db, ref, by=STAFF)
    imports.add_piece(db, piece(began.import_id, 0, content[:half]))
    first, second = (imports.start_import(db, ref, by=STAFF).state for _ in range(2))

    assert (first, second) == ("waiting", "waiting")
    assert work_off(db, began.import_id).verdicts == {"new": 1}


@pytest.mark.parametrize(
    ("number", "content", "field"),
    [
        (-1, b"x", "number"),
        (10**6, b"x", "number"),
        (0, b"", "content"),
        (0, b"x" * 11, "content"),
        (0, b"x" * (imports.PIECE + 1), "content"),
    ],
)
def test_pieces_that_do_not_belong_are_refused(
    db: Database, number: int, content: bytes, field: str
) -> None:
    began = imports.begin_import(db, begin(10), by=STAFF, now=clock.now())

    with pytest.raises(InvalidRequest) as refusal:
        imports.add_piece(db, piece(began.import_id, number, content))

    assert refusal.value.detail == {"fields": field}


def test_a_piece_that_is_no_base64_is_refused(db: Database) -> None:
    with pytest.raises(InvalidRequest):
        imports.add_piece(db, ImportPiece(import_id=new_id(), number=0, content="é!"))


def test_an_unknown_import_is_refused(db: Database) -> None:
    with pytest.raises(UnknownImport):
        imports.import_progress(db, ImportRef(import_id=new_id()))
    with pytest.raises(UnknownImport):
        imports.import_rows(db, FindImportRows(import_id=new_id()))


def test_what_was_never_handed_over_is_forgotten_after_a_day(db: Database, members: World) -> None:
    long_ago = clock.now() - timedelta(days=2)
    imports.begin_import(db, begin(10), by=STAFF, now=long_ago)

    imports.begin_import(db, begin(10), by=STAFF, now=clock.now())

    assert members.count("members", "select count(*) from imports") == 1


def test_rows_come_in_pages_and_by_verdict(db: Database) -> None:
    progress = import_sheet(db, *numbered(150), a_person("Faux", phone="O612345678"))

    page = imports.import_rows(db, FindImportRows(import_id=progress.import_id))
    wrong = imports.import_rows(
        db, FindImportRows(import_id=progress.import_id, verdict="quarantined")
    )

    assert (len(page.rows), page.next) == (100, 101)
    assert [row.row for row in wrong.rows] == [152]
    assert len(rows_of(db, progress.import_id)) == 151


def test_taking_an_import_s_rows_out_is_written_down(db: Database, members: World) -> None:
    progress = import_sheet(db, *numbered(600))
    wish = FindImportRows(import_id=progress.import_id, limit=10_000)

    known = imports.take_out(db, ImportRef(import_id=progress.import_id), by=STAFF)

    assert known.filename == progress.filename
    assert len(imports.import_rows(db, wish).rows) == 500
    query = "select actor_id, subject_id from audit where action = 'import-taken-out'"
    (line,) = members.rows("members", query)
    assert (line["actor_id"], line["subject_id"]) == (STAFF, progress.import_id)
