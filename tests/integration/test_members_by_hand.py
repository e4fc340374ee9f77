"""Adding and changing one person by hand, on a real database."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.members.errors import (
    ChangedMeanwhile,
    IncompleteConsentBasis,
    LaterNo,
    MandateEndsFirst,
    MandateExists,
    MemberExists,
    OwnNoStands,
    UnknownMandate,
    UnknownMember,
    UnusableField,
)
from services.members.operations import by_hand, people
from shared import clock
from shared.contracts.members import (
    AddMandate,
    AddMember,
    ChangeMember,
    ConsentBasis,
    Contact,
    EndMandate,
    FindMembers,
    MemberContactChanged,
    MemberDetail,
    MemberRef,
    PersonForm,
    RecordConsent,
    RemoveMandate,
)
from shared.contracts.notifications import ContactOptedOut
from shared.db.database import Database
from shared.errors import InvalidRequest
from shared.ids import new_id
from tests.support.members import STAFF, a_person, import_sheet
from tests.support.world import World

pytestmark = pytest.mark.integration

AMINA = PersonForm(first_name="Amina", last_name="Alaoui", language="fr", mobile="0612345678")
BASIS = ConsentBasis(
    channels=["sms", "email"],
    wording="J'accepte d'être invitée",
    source="feuille signée",
    day=date(2026, 10, 1),
    collector="Sara",
)


@pytest.fixture
def db(members: World) -> Iterator[Database]:
    with members.emptied(
        "members", "people, households, imports, outbox, bodies, partners, tags, commands"
    ) as database:
        members.rows("members", "delete from audit")
        members.rows("members", "insert into bodies values ('council', '{\"fr\": \"Bureau\"}')")
        members.rows("members", "insert into partners values ('amdh', '{\"fr\": \"AMDH\"}')")
        yield database


def add(db: Database, person: PersonForm = AMINA, **command: Any) -> UUID:
    wish = AddMember(command_id=new_id(), person=person, **command)
    return by_hand.add_member(db, wish, by=STAFF, now=clock.now()).member_id


def change(db: Database, member_id: UUID, version: int, person: PersonForm) -> None:
    wish = ChangeMember(command_id=new_id(), member_id=member_id, version=version, person=person)
    by_hand.change_member(db, wish, by=STAFF, now=clock.now())


def let_in(db: Database, member_id: UUID, **mandate: Any) -> None:
    wish = AddMandate(command_id=new_id(), member_id=member_id, **{"body": "council"} | mandate)
    by_hand.add_mandate(db, wish, by=STAFF, now=clock.now())


def held(db: Database, member_id: UUID) -> MemberDetail:
    return people.member(db, MemberRef(member_id=member_id))


def household(db: Database, member_id: UUID) -> list[str]:
    return [one.first_name for one in held(db, member_id).household]


def told(db: Database) -> list[Contact]:
    """Give the contacts that were announced as urgent, in order."""
    with db.transaction() as tx:
        rows = tx.execute("select body from outbox where urgent order by id").fetchall()
    messages = [MemberContactChanged.parse(row["body"]) for row in rows]
    return [contact for message in messages for contact in message.contacts]


def written_down(db: Database, members: World) -> list[str]:
    rows = members.rows("members", "select action from audit order by at, action")
    return [row["action"] for row in rows]


# --- Adding ----------------------------------------------------------------------------------


def test_a_person_is_added_with_all_that_was_typed(db: Database) -> None:
    whole = replace(
        AMINA,
        wish="both",
        landline="0522 12 34 56",
        email="Amina@Example.org",
        birth_year=2010,
        guardian_consent=date(2026, 9, 1),
        region="MA-06",
        town="Casablanca",
        gender="woman",
        axes=["youth-action"],
        partners=["amdh"],
        tags=["Bénévole", "bénévole", "Radio"],
    )

    found = held(db, add(db, whole))

    assert (found.first_name, found.last_name, found.language) == ("Amina", "Alaoui", "fr")
    assert [(point.kind, point.value) for point in found.contacts] == [
        ("mobile", "+212612345678"),
        ("landline", "+212522123456"),
        ("email", "amina@example.org"),
    ]
    assert (found.birth_year, found.guardian_consent) == (2010, date(2026, 9, 1))
    assert (found.region, found.town, found.gender) == ("MA-06", "Casablanca", "woman")
    assert (found.axes, found.partners, found.tags) == (
        ["youth-action"],
        ["amdh"],
        ["Bénévole", "Radio"],
    )
    assert found.wish == "both"


def test_without_a_consent_nobody_is_written_to(db: Database) -> None:
    without, with_one = add(db), add(db, replace(AMINA, first_name="Salma"), consent=BASIS)

    assert held(db, without).channels == []
    assert held(db, with_one).channels == ["sms"]
    assert [line.channel for line in held(db, with_one).consents] == ["sms", "email"]
    assert {contact.member_id: contact.channels for contact in told(db)} == {
        without: [],
        with_one: ["sms"],
    }


@pytest.mark.parametrize(
    "missing",
    [
        {"wording": " "},
        {"source": ""},
        {"collector": ""},
        {"channels": []},
        {"day": date(2999, 1, 1)},
    ],
)
def test_a_consent_says_what_it_rests_on(db: Database, missing: dict[str, Any]) -> None:
    with pytest.raises(IncompleteConsentBasis):
        add(db, consent=replace(BASIS, **missing))

    assert people.find_members(db, FindMembers()).total == 0


def test_who_is_there_already_is_not_added_again(db: Database) -> None:
    import_sheet(db, a_person("Amina", "Alaoui"))
    known = people.find_members(db, FindMembers()).members[0].member_id

    with pytest.raises(MemberExists) as refused:
        add(db, replace(AMINA, first_name="ALAOUI", last_name="amina", mobile="+212 612 345 678"))

    assert refused.value.detail == {"member_id": str(known)}


def test_the_same_form_sent_twice_adds_one_person(db: Database) -> None:
    wish = AddMember(command_id=new_id(), person=AMINA, consent=BASIS)

    first, second = (by_hand.add_member(db, wish, by=STAFF, now=clock.now()) for _ in range(2))

    assert first == second
    assert people.find_members(db, FindMembers()).total == 1
    assert len(held(db, first.member_id).consents) == 2


def test_two_forms_with_one_person_sent_at_once_add_one(db: Database) -> None:
    def try_it(_: int) -> bool:
        try:
            add(db)
        except MemberExists:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(try_it, range(4))) == [False, False, False, True]


@pytest.mark.parametrize(
    ("typed", "field", "reason"),
    [
        ({"first_name": " "}, "first_name", "name-missing"),
        ({"mobile": "O612345678"}, "mobile", "letters-in-number"),
        ({"mobile": "0522123456"}, "mobile", "not-a-mobile"),
        ({"mobile": "0612345678 / 0612345679"}, "mobile", "one-number"),
        ({"landline": "0612345678"}, "landline", "not-a-landline"),
        ({"email": "amina@"}, "email", "email-invalid"),
        ({"email": "a@example.org; b@example.org"}, "email", "one-address"),
        ({"birth_year": 1812}, "birth_year", "birth-unreadable"),
        ({"birth_year": 2999}, "birth_year", "birth-in-future"),
        ({"guardian_consent": date(2999, 1, 1)}, "guardian_consent", "guardian-date-in-future"),
        ({"town": "x" * 201}, "town", "text-too-long"),
        ({"tags": ["!"]}, "tags", "name-without-letters"),
    ],
)
def test_what_cannot_be_taken_is_said_with_the_field_and_why(
    db: Database, typed: dict[str, Any], field: str, reason: str
) -> None:
    with pytest.raises(UnusableField) as refused:
        add(db, replace(AMINA, **typed))

    assert refused.value.detail == {"field": field, "reason": reason}


@pytest.mark.parametrize("typed", [{"region": "MA-99"}, {"axes": ["x"]}, {"partners": ["x"]}])
def test_what_is_in_no_list_is_not_chosen(db: Database, typed: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest):
        add(db, replace(AMINA, **typed))


def test_own_words_stand_for_a_gender_of_their_own(db: Database) -> None:
    found = held(db, add(db, replace(AMINA, gender_words="non binaire")))

    assert (found.gender, found.gender_words) == ("other", "non binaire")


# --- Changing --------------------------------------------------------------------------------


def test_a_change_is_told_and_written_down_without_its_values(db: Database, members: World) -> None:
    person = add(db)
    before = held(db, person).version

    change(db, person, before, replace(AMINA, mobile="0612345679", town="Fès", tags=["Radio"]))

    assert held(db, person).version > before
    assert told(db)[-1].phone == "+212612345679"
    assert told(db)[-1].version == held(db, person).version
    assert sorted(written_down(db, members)) == [
        "member-added",
        "member-changed:mobile",
        "member-changed:tags",
        "member-changed:town",
    ]


def test_what_is_emptied_is_not_known_any_more(db: Database) -> None:
    person = add(db, replace(AMINA, town="Fès", tags=["Radio"], axes=["youth-action"]))

    change(db, person, held(db, person).version, replace(AMINA, mobile=""))

    found = held(db, person)
    assert (found.contacts, found.town, found.tags, found.axes) == ([], "", [], [])


def test_nothing_changed_is_nothing_told(db: Database, members: World) -> None:
    person = add(db, replace(AMINA, tags=["Radio"]))
    before = held(db, person).version

    change(db, person, before, replace(AMINA, tags=["radio"]))

    assert held(db, person).version == before
    assert len(told(db)) == 1
    assert written_down(db, members) == ["member-added"]


def test_of_two_who_change_a_person_the_second_is_told(db: Database) -> None:
    person = add(db)
    seen_by_both = held(db, person).version

    change(db, person, seen_by_both, replace(AMINA, town="Fès"))
    with pytest.raises(ChangedMeanwhile):
        change(db, person, seen_by_both, replace(AMINA, town="Oujda"))

    assert held(db, person).town == "Fès"


def test_nobody_becomes_somebody_else_by_a_change(db: Database) -> None:
    add(db)
    other = add(db, replace(AMINA, mobile="0612345679"))

    with pytest.raises(MemberExists):
        change(db, other, held(db, other).version, AMINA)


def test_who_is_not_there_is_not_changed(db: Database) -> None:
    with pytest.raises(UnknownMember):
        change(db, new_id(), 1, AMINA)


# --- Households ------------------------------------------------------------------------------


def test_another_number_is_another_household(db: Database) -> None:
    amina = add(db)
    salma = add(db, replace(AMINA, first_name="Salma"))
    hiba = add(db, replace(AMINA, first_name="Hiba", mobile="0612345679"))
    assert (household(db, amina), household(db, hiba)) == (["Salma"], [])
    before = len(told(db))

    change(
        db,
        salma,
        held(db, salma).version,
        replace(AMINA, first_name="Salma", mobile="0612345679"),
    )

    assert household(db, amina) == []
    assert household(db, hiba) == ["Salma"]
    # Whoever came into a household by it is told of, too: one code, one SMS.
    assert {contact.member_id for contact in told(db)[before:]} == {salma, hiba}
    assert len({contact.household_id for contact in told(db)[before:]}) == 1


def test_without_a_number_there_is_no_household(db: Database) -> None:
    amina = add(db)
    salma = add(db, replace(AMINA, first_name="Salma"))

    change(db, amina, held(db, amina).version, replace(AMINA, mobile=""))

    assert (household(db, amina), household(db, salma)) == ([], [])
    assert told(db)[-1].household_id is None


# --- Mandates --------------------------------------------------------------------------------


def today() -> date:
    return clock.now().astimezone(by_hand.ZONE).date()


def test_a_mandate_holds_from_its_first_day_to_the_day_before_its_end(db: Database) -> None:
    person = add(db)
    day = timedelta(days=1)

    let_in(db, person, office="Présidente", begins_on=today(), ends_on=today() + day)
    let_in(db, person, begins_on=today() - 30 * day, ends_on=today())
    let_in(db, person, begins_on=today() + day)

    found = held(db, person)
    assert found.bodies == ["council"]
    assert [(one.office, one.begins_on, one.ends_on) for one in found.mandates] == [
        ("", today() + day, None),
        ("Présidente", today(), today() + day),
        ("", today() - 30 * day, today()),
    ]


def test_a_mandate_that_is_over_stays_on_the_page(db: Database, members: World) -> None:
    person = add(db)
    let_in(db, person)
    [mandate] = held(db, person).mandates
    wish = EndMandate(
        command_id=new_id(), member_id=person, mandate_id=mandate.mandate_id, ends_on=today()
    )

    by_hand.end_mandate(db, wish, by=STAFF, now=clock.now())

    found = held(db, person)
    assert (found.bodies, len(found.mandates)) == ([], 1)
    assert written_down(db, members) == ["member-added", "mandate-added", "mandate-ended"]


def test_a_mandate_that_never_was_is_taken_away(db: Database) -> None:
    person = add(db)
    let_in(db, person)
    [mandate] = held(db, person).mandates
    wish = RemoveMandate(command_id=new_id(), member_id=person, mandate_id=mandate.mandate_id)

    by_hand.remove_mandate(db, wish, by=STAFF, now=clock.now())

    assert held(db, person).mandates == []


def test_somebody_elses_mandate_is_not_found(db: Database) -> None:
    person, other = add(db), add(db, replace(AMINA, first_name="Salma"))
    let_in(db, person)
    [mandate] = held(db, person).mandates
    wish = RemoveMandate(command_id=new_id(), member_id=other, mandate_id=mandate.mandate_id)

    with pytest.raises(UnknownMandate):
        by_hand.remove_mandate(db, wish, by=STAFF, now=clock.now())

    assert len(held(db, person).mandates) == 1


def test_a_mandate_neither_ends_first_nor_is_there_twice(db: Database) -> None:
    person = add(db)
    let_in(db, person, begins_on=date(2026, 1, 1))

    with pytest.raises(MandateExists):
        let_in(db, person, begins_on=date(2026, 1, 1), office="Trésorière")
    with pytest.raises(MandateEndsFirst):
        let_in(db, person, begins_on=date(2026, 2, 1), ends_on=date(2026, 2, 1))
    with pytest.raises(InvalidRequest):
        let_in(db, person, body="nobody")


def test_a_sheet_adds_no_second_mandate_to_one_that_holds(db: Database) -> None:
    person = add(db)
    let_in(db, person, begins_on=today())

    import_sheet(db, a_person("Amina", "Alaoui", bodies="Bureau"))

    assert len(held(db, person).mandates) == 1


# --- Consents --------------------------------------------------------------------------------


def record(db: Database, member_id: UUID, command_id: UUID | None = None, **basis: Any) -> None:
    wish = RecordConsent(
        command_id=command_id or new_id(), member_id=member_id, consent=replace(BASIS, **basis)
    )
    by_hand.record_consent(db, wish, by=STAFF, now=clock.now())


def stop(db: Database, member_id: UUID) -> None:
    with db.transaction() as tx:
        message = ContactOptedOut(member_ids=[member_id], channels=["sms"], at=clock.now())
        people.hear_opt_outs(tx, message)


def consents(db: Database, member_id: UUID) -> list[tuple[str, bool, str]]:
    held = people.member(db, MemberRef(member_id=member_id)).consents
    return sorted((line.channel, line.given, line.collector) for line in held)


def test_a_consent_is_recorded_once_with_all_it_rests_on_and_told(
    db: Database, members: World
) -> None:
    person, command_id = add(db), new_id()
    members.rows("members", "truncate outbox")

    for _ in range(2):
        record(db, person, command_id, channels=["sms"])

    (line,) = people.member(db, MemberRef(member_id=person)).consents
    assert (line.given, line.own, line.wording) == (True, False, BASIS.wording)
    assert (line.source, line.collector) == (BASIS.source, BASIS.collector)
    assert line.at.astimezone(by_hand.ZONE).date() == BASIS.day
    (row,) = members.rows("members", "select body from outbox")
    (contact,) = MemberContactChanged.parse(row["body"]).contacts
    assert (contact.sms_consent, contact.sms_own_yes_at) == (True, None)
    query = "select actor_id from audit where action = 'consent-recorded' and subject_id = %s"
    assert members.rows("members", query, person) == [{"actor_id": STAFF}]


def test_a_persons_own_no_is_overruled_by_nobody(db: Database) -> None:
    person = add(db)
    record(db, person, channels=["sms"])
    stop(db, person)
    before = consents(db, person)

    for day in (BASIS.day, clock.now().date()):
        with pytest.raises(OwnNoStands):
            record(db, person, day=day)

    assert consents(db, person) == before
    assert people.member(db, MemberRef(member_id=person)).channels == []
    record(db, person, channels=["email"])  # of the other channel nothing was said


def test_a_later_no_of_a_sheet_stands_and_an_older_one_does_not(db: Database) -> None:
    import_sheet(db, a_person(sms="non"))
    (row,) = people.find_members(db, FindMembers(search="Amina")).members

    with pytest.raises(LaterNo):
        record(db, row.member_id, channels=["sms"], day=date(2020, 1, 1))
    record(db, row.member_id, channels=["sms"], day=clock.now().date())

    assert people.member(db, MemberRef(member_id=row.member_id)).channels == ["sms"]


@pytest.mark.parametrize("missing", ["wording", "source", "collector"])
def test_a_consent_that_rests_on_nothing_is_none(db: Database, missing: str) -> None:
    person = add(db)
    told: dict[str, Any] = {missing: " "}

    with pytest.raises(IncompleteConsentBasis):
        record(db, person, **told)
    with pytest.raises(IncompleteConsentBasis):
        record(db, person, day=clock.now().date() + timedelta(days=2))
    with pytest.raises(UnknownMember):
        record(db, new_id())
    assert consents(db, person) == []
