"""Own sign-up, on a real database: who is let in by what, and what cannot be done with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from services.members.errors import (
    BadBirthYear,
    ConsentNeeded,
    GuardianMissing,
    LinkNotGood,
    NameMissing,
    NoAddress,
    NoAddressOrNumber,
    NumberAbroad,
    UnknownWording,
    WrongJoinCode,
)
from services.members.operations import clinic, joining, people
from services.members.operations.joining import Rules
from shared.contracts.members import (
    Agreed,
    Channel,
    ConfirmJoin,
    FindMembers,
    ImportRef,
    Join,
    JoinAsked,
    Joined,
    MemberDetail,
    MemberRef,
)
from shared.contracts.notifications import ContactOptedOut
from shared.db.database import Database
from shared.errors import TooManyTries
from shared.ids import new_id
from tests.support.accounts import KEY, LINKS_KEY, NOW
from tests.support.members import STAFF, a_person, import_sheet, rows_of, work_off
from tests.support.own_pages import EMAIL, PHONE, look, opened, requested
from tests.support.world import World

pytestmark = pytest.mark.integration
RULES = Rules(signing_key=KEY, sms_per_hour=200, countries={"MA"})
TABLES = "people, households, imports, outbox, sign_ups, asked_for, wrong_guesses, commands"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def db(members: World) -> Iterator[Database]:
    with members.emptied("members", TABLES) as database:
        yield database


def agreed(channel: Channel, version: int = 1) -> Agreed:
    return Agreed(channel=channel, language="fr", version=version)


def a_form(**typed: Any) -> Join:
    fields: dict[str, Any] = {
        "command_id": new_id(),
        "first_name": "Amina",
        "last_name": "Alaoui",
        "language": "fr",
        "phone": "0612345678",
        "agreed": [agreed("sms"), agreed("email")],
    }
    return Join(**fields | typed)


def join(db: Database, *, now: Any = NOW, rules: Rules = RULES, **typed: Any) -> JoinAsked:
    return joining.join(db, rules, a_form(**typed), now=now)


def work(db: Database, *, now: Any = NOW) -> None:
    while joining.send_next(db, LINKS_KEY, now=now):
        pass


def secrets(members: World) -> dict[str, str]:
    """Give the newest secret by channel."""
    return {message.channel: opened(message.sealed_token) for message in requested(members)}


def type_code(db: Database, sign_up: UUID, code: str, *, now: Any = NOW) -> Joined:
    return joining.confirm(db, ConfirmJoin(code=code, sign_up=sign_up), now=now)


def follow(db: Database, token: str, *, now: Any = NOW) -> Joined:
    return joining.confirm(db, ConfirmJoin(code=token, origin="here"), now=now)


def everybody(db: Database) -> list[MemberDetail]:
    found = people.find_members(db, FindMembers()).members
    return [people.member(db, MemberRef(member_id=row.member_id)) for row in found]


def test_nobody_is_a_member_before_the_code_is_typed(db: Database, members: World) -> None:
    asked = join(db, region="MA-04", birth_year="1999", axes=["governance"])
    work(db)
    assert (asked.channels, everybody(db)) == (["sms"], [])

    code = secrets(members)["sms"]
    assert len(code) == 6 and code.isdigit()  # noqa: PT018 - one thing
    joined = type_code(db, asked.sign_up, code)

    (amina,) = everybody(db)
    assert (amina.member_id, amina.first_name, amina.region) == (joined.member_id, "Amina", "MA-04")
    assert (amina.birth_year, amina.axes, amina.channels) == (1999, ["governance"], ["sms"])
    (line,) = amina.consents
    assert (line.source, line.own, line.wording_version) == ("sign-up", True, 1)
    assert "SMS" in line.wording
    assert look(db, joined.link).first_name == "Amina"


def test_what_is_sent_is_sealed_and_only_hashes_stay(db: Database, members: World) -> None:
    join(db, email=EMAIL)
    work(db)

    by_channel = {m.channel: m for m in requested(members)}
    assert opened(by_channel["sms"].sealed_address) == PHONE
    assert opened(by_channel["email"].sealed_address) == EMAIL
    stored = str(members.rows("members", "select secret_hash from sign_up_addresses"))
    bodies = str(members.rows("members", "select body from outbox"))
    for secret in secrets(members).values():
        assert secret not in stored + bodies
    assert PHONE not in bodies
    assert EMAIL not in bodies


def test_each_address_is_proven_by_itself_and_makes_one_person(
    db: Database, members: World
) -> None:
    asked = join(db, email=EMAIL)
    work(db)
    token = secrets(members)["email"]

    first = follow(db, token)
    (amina,) = everybody(db)
    assert [c.kind for c in amina.contacts] == ["email"]
    assert [line.channel for line in amina.consents] == ["email"]

    second = type_code(db, asked.sign_up, secrets(members)["sms"])
    (amina,) = everybody(db)
    assert first.member_id == second.member_id == amina.member_id
    assert sorted(line.channel for line in amina.consents) == ["email", "sms"]


def test_only_what_was_agreed_to_counts(db: Database, members: World) -> None:
    asked = join(db, email=EMAIL, agreed=[agreed("email")])
    work(db)
    type_code(db, asked.sign_up, secrets(members)["sms"])

    (amina,) = everybody(db)
    assert (amina.consents, amina.channels) == ([], [])


def test_who_is_known_is_not_doubled_and_the_own_yes_counts(db: Database, members: World) -> None:
    import_sheet(db, a_person(sms="", region="Rabat"))
    (before,) = everybody(db)
    with db.transaction() as tx:
        message = ContactOptedOut(member_ids=[before.member_id], channels=["sms"], at=NOW - MINUTE)
        people.hear_opt_outs(tx, message)
    members.rows("members", "truncate outbox")

    asked = join(db, first_name="alaoui", last_name="AMINA", language="ar")
    work(db)
    type_code(db, asked.sign_up, secrets(members)["sms"])

    (after,) = everybody(db)
    assert (after.member_id, after.region, after.language) == (before.member_id, "MA-04", "ar")
    assert after.channels == ["sms"]
    assert after.consents[-1].own


def test_a_sheet_does_not_take_back_the_language_in_which_they_joined(
    db: Database, members: World
) -> None:
    asked = join(db, language="ar")
    work(db)
    type_code(db, asked.sign_up, secrets(members)["sms"])

    import_sheet(db, a_person(language="fr"))

    assert [person.language for person in everybody(db)] == ["ar"]


def test_whoever_joins_again_by_a_name_of_before_a_merge_is_the_person(
    db: Database, members: World
) -> None:
    import_sheet(db, a_person(), a_person("Amina", "Bennani"))
    members.rows(
        "members",
        "insert into aliases (alias_id, into_id, person_id, merged_at, merged_by)"
        " select a.id, p.id, p.id, now(), a.id from people a, people p"
        "  where a.last_name = 'Alaoui' and p.last_name = 'Bennani'",
    )
    members.rows("members", "truncate outbox")

    asked = join(db, language="ar")
    work(db)
    joined = type_code(db, asked.sign_up, secrets(members)["sms"])

    (row,) = members.rows("members", "select id, language from people where last_name = 'Bennani'")
    assert (joined.member_id, row["language"]) == (row["id"], "ar")


def test_another_person_at_the_same_number_is_of_the_household(
    db: Database, members: World
) -> None:
    import_sheet(db, a_person("Youssef"))
    members.rows("members", "truncate outbox")
    asked = join(db)
    work(db)
    type_code(db, asked.sign_up, secrets(members)["sms"])

    assert {one.first_name: len(one.household) for one in everybody(db)} == {
        "Amina": 1,
        "Youssef": 1,
    }


def test_a_code_is_good_for_five_tries_and_ten_minutes(db: Database, members: World) -> None:
    asked = join(db)
    work(db)
    code = secrets(members)["sms"]
    with pytest.raises(WrongJoinCode):
        type_code(db, asked.sign_up, code, now=NOW + 10 * MINUTE)
    for _ in range(5):
        with pytest.raises(WrongJoinCode):
            type_code(db, asked.sign_up, "wrong")
    with pytest.raises(WrongJoinCode):
        type_code(db, asked.sign_up, code)
    with pytest.raises(WrongJoinCode):
        type_code(db, new_id(), code)
    assert everybody(db) == []


def test_the_same_again_changes_nothing(db: Database, members: World) -> None:
    command = new_id()
    asked = join(db, command_id=command)
    assert join(db, command_id=command) == asked
    work(db)
    code = secrets(members)["sms"]

    first, again = type_code(db, asked.sign_up, code), type_code(db, asked.sign_up, code)

    assert first.member_id == again.member_id
    assert len(everybody(db)[0].consents) == 1


def test_a_link_ends_after_a_day_and_with_it_all_that_was_typed(
    db: Database, members: World
) -> None:
    join(db, phone="", email=EMAIL)
    work(db)
    token = secrets(members)["email"]
    with pytest.raises(LinkNotGood):
        follow(db, token, now=NOW + timedelta(hours=24))
    with pytest.raises(LinkNotGood):
        follow(db, "guess")

    work(db, now=NOW + timedelta(hours=24, minutes=1))
    assert members.count("members", "select count(*) from sign_ups") == 0
    assert members.count("members", "select count(*) from sign_up_addresses") == 0


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ({"first_name": " "}, NameMissing),
        ({"phone": ""}, NoAddressOrNumber),
        ({"phone": "0522123456"}, NoAddressOrNumber),
        ({"phone": "0890123456"}, NoAddressOrNumber),
        ({"phone": "+33612345678"}, NumberAbroad),
        ({"phone": "+1 900 555 0100"}, NoAddressOrNumber),
        ({"phone": "", "email": "amina@"}, NoAddress),
        ({"agreed": []}, ConsentNeeded),
        ({"agreed": [agreed("email")]}, ConsentNeeded),
        ({"agreed": [agreed("sms", version=9)]}, UnknownWording),
        ({"birth_year": "99"}, BadBirthYear),
        ({"birth_year": "2050"}, BadBirthYear),
        ({"birth_year": str(NOW.year - 16)}, GuardianMissing),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_sent(
    db: Database, members: World, typed: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        join(db, **typed)
    work(db)

    assert requested(members) == []


def test_a_country_can_be_opened(db: Database) -> None:
    rules = Rules(signing_key=KEY, sms_per_hour=200, countries={"MA", "FR"})
    assert join(db, phone="+33612345678", rules=rules).channels == ["sms"]


def test_a_minor_comes_in_with_the_guardian_who_agrees(db: Database, members: World) -> None:
    asked = join(db, birth_year=str(NOW.year - 16), guardian="Fatima Alaoui")
    work(db)
    type_code(db, asked.sign_up, secrets(members)["sms"])

    (amina,) = everybody(db)
    assert amina.guardian_consent is not None
    assert amina.channels == ["sms"]
    assert members.rows("members", "select guardian from people") == [{"guardian": "Fatima Alaoui"}]


def test_what_a_minor_says_of_a_guardian_is_marked_and_lifts_no_guardians_no(
    db: Database, members: World
) -> None:
    young = NOW.year - 15
    sheet = a_person(birth=str(young), guardian="2026-01-01")

    days = iter(NOW + timedelta(days=n) for n in range(9))

    def comes_in() -> MemberDetail:
        now = next(days)
        asked = join(db, birth_year=str(young), guardian="Anybody", now=now)
        work(db, now=now)
        type_code(db, asked.sign_up, secrets(members)["sms"], now=now)
        (amina,) = everybody(db)
        return amina

    assert comes_in().guardian_self
    import_sheet(db, sheet)
    (signed,) = everybody(db)
    assert (signed.guardian_consent, signed.guardian_self) == (date(2026, 1, 1), False)
    assert comes_in().guardian_consent == date(2026, 1, 1)

    refused = import_sheet(db, sheet | {"guardian": "non"})
    amina = comes_in()
    assert (amina.guardian_consent, amina.guardian_self) == (None, False)
    assert amina.guardian_no_on is not None
    clinic.undo_import(db, ImportRef(import_id=refused.import_id), by=STAFF)
    work_off(db, refused.import_id)
    assert comes_in().guardian_consent is None

    members.rows("members", "update people set guardian_no_on = '2026-01-31'")
    import_sheet(db, sheet | {"guardian": "2026-02-01"})
    (lifted,) = everybody(db)
    assert (lifted.guardian_consent, lifted.guardian_no_on) == (date(2026, 2, 1), None)


@pytest.mark.parametrize("day", ["2026-01-01", "2026-05-01"])
def test_a_sheet_from_before_a_guardians_no_does_not_lift_it_and_says_so(
    db: Database, members: World, day: str
) -> None:
    young = a_person(birth=str(NOW.year - 15), guardian="non")
    import_sheet(db, young)
    members.rows("members", "update people set guardian_no_on = '2026-05-01'")

    again = import_sheet(db, young | {"guardian": day})

    (amina,) = everybody(db)
    assert (amina.guardian_consent, amina.guardian_no_on) == (None, date(2026, 5, 1))
    assert again.verdicts == {"unchanged": 1}
    assert [row.reasons for row in rows_of(db, again.import_id)] == [["guardian-no-stands"]]


@pytest.mark.parametrize(
    ("since", "after"),
    [
        (None, (None, False, date(2026, 5, 1))),
        ("guardian_consent = '2026-07-01'", (date(2026, 7, 1), False, None)),
        (
            "guardian_consent = null, guardian_no_on = '2026-08-01'",
            (None, False, date(2026, 8, 1)),
        ),
    ],
)
def test_an_import_that_lifted_a_guardians_no_gives_it_back_unless_somebody_wrote_since(
    db: Database, members: World, since: str | None, after: tuple[object, ...]
) -> None:
    young = a_person(birth=str(NOW.year - 15), guardian="non")
    import_sheet(db, young)
    members.rows("members", "update people set guardian_no_on = '2026-05-01'")
    lifting = import_sheet(db, young | {"guardian": "2026-06-01"})
    if since:
        members.rows("members", f"update people set {since}")

    clinic.undo_import(db, ImportRef(import_id=lifting.import_id), by=STAFF)
    work_off(db, lifting.import_id)

    (amina,) = everybody(db)
    assert (amina.guardian_consent, amina.guardian_self, amina.guardian_no_on) == after


def test_what_a_minor_said_of_a_guardian_comes_back_as_their_own_word(
    db: Database, members: World
) -> None:
    young = a_person(birth=str(NOW.year - 15))
    import_sheet(db, young)
    members.rows(
        "members", "update people set guardian_consent = '2026-01-01', guardian_self = true"
    )
    signed = import_sheet(db, young | {"guardian": "2026-01-01"})
    (amina,) = everybody(db)
    assert (amina.guardian_consent, amina.guardian_self) == (date(2026, 1, 1), False)

    clinic.undo_import(db, ImportRef(import_id=signed.import_id), by=STAFF)
    work_off(db, signed.import_id)

    (amina,) = everybody(db)
    assert (amina.guardian_consent, amina.guardian_self) == (date(2026, 1, 1), True)


def test_nobody_has_both_a_guardians_consent_and_a_no(db: Database, members: World) -> None:
    import_sheet(db, a_person())

    with pytest.raises(psycopg.errors.CheckViolation):
        members.rows(
            "members",
            "update people set guardian_consent = '2026-01-01', guardian_no_on = '2026-05-01'",
        )


def test_whoever_comes_in_with_a_guardians_no_has_it(db: Database) -> None:
    first = import_sheet(db, a_person(birth=str(NOW.year - 15), guardian="non"))
    again = import_sheet(db, a_person(birth=str(NOW.year - 15), guardian="non"))

    (amina,) = everybody(db)
    assert amina.guardian_no_on is not None
    assert (first.verdicts, again.verdicts) == ({"new": 1}, {"unchanged": 1})


def test_nobody_can_have_sms_sent_to_others_again_and_again(db: Database) -> None:
    join(db)
    with pytest.raises(TooManyTries):
        join(db, now=NOW + 9 * MINUTE)
    few = Rules(signing_key=KEY, sms_per_hour=3, countries={"MA"})
    for number in range(2):
        join(db, phone=f"06000000{number:02}", rules=few)
    with pytest.raises(TooManyTries):
        join(db, phone="0600000009", rules=few)
    assert join(db, phone="", email=EMAIL, rules=few).channels == ["email"]
    join(db, phone="0600000009", rules=few, now=NOW + 61 * MINUTE)


def test_who_asks_for_a_place_is_told_to_events_once_the_address_is_proven(
    db: Database, members: World
) -> None:
    event_id = new_id()
    query = "select body from outbox where type = 'place.requested.v1'"
    asked = join(db, event_id=event_id, region="MA-04")
    work(db)
    assert members.rows("members", query) == []

    joined = type_code(db, asked.sign_up, secrets(members)["sms"])
    again = type_code(db, asked.sign_up, secrets(members)["sms"])

    assert joined.event_id == again.event_id == event_id
    told = {
        "event_id": str(event_id),
        "member_id": str(joined.member_id),
        "region": "MA-04",
    }
    assert [row["body"] for row in members.rows("members", query)] == [told]


def test_who_asks_for_nothing_more_is_told_to_nobody_else(db: Database, members: World) -> None:
    asked = join(db)
    work(db)
    joined = type_code(db, asked.sign_up, secrets(members)["sms"])

    assert joined.event_id is None
    query = "select from outbox where type = 'place.requested.v1'"
    assert members.rows("members", query) == []
