"""What is sensitive: kept apart, read by its own role only, and every time written down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
from cryptography.fernet import Fernet, InvalidToken

from services.members.errors import (
    ConsentNotExplicit,
    ReasonMissing,
    UnknownMember,
    ValueMissing,
)
from services.members.operations import merging, people, staff, vault
from shared import clock
from shared.contracts.members import (
    FindMembers,
    ForgetFromVault,
    KeepInVault,
    MemberRef,
    MergeDoubles,
    OpenVault,
    ProposeDouble,
)
from shared.db.database import Database
from shared.errors import Refusal
from shared.ids import new_id
from tests.support import accounts
from tests.support.members import a_person, import_sheet
from tests.support.world import World

pytestmark = pytest.mark.integration

KEY = Fernet.generate_key().decode()
WHO = new_id()
NOW = clock.now()
VALUE = "Union des exemples"


@pytest.fixture
def db(members: World) -> Iterator[Database]:
    with members.emptied(
        "members", "people, households, imports, audit, outbox", size=2
    ) as database:
        import_sheet(database, *(a_person(f"N{n}x", phone=f"06123456{n:02d}") for n in range(12)))
        yield database


@pytest.fixture
def safe(members: World, db: Database) -> Iterator[Database]:
    """The same database, as the vault's own role."""
    database = Database(members.dsn("members", role="members_vault"), size=2)
    yield database
    database.close()


def everybody(members: World) -> list[UUID]:
    return [row["id"] for row in members.rows("members", "select id from people order by id")]


def a_wish(person: UUID, **changes: object) -> KeepInVault:
    wish = KeepInVault(
        command_id=new_id(),
        member_id=person,
        kind="union",
        value=VALUE,
        wording="J'accepte que mon syndicat soit gardé.",
        agreed_on=NOW.date() - timedelta(days=2),
        collected_by="Sara",
        purpose="Mélanger les secteurs",
    )
    return replace(wish, **changes)  # type: ignore[arg-type]


def keep(safe: Database, wish: KeepInVault) -> None:
    vault.keep_in_vault(safe, KEY, wish, by=WHO, now=NOW)


def read(
    db: Database, safe: Database, person: UUID, reason: str = "balance of the forum"
) -> list[str]:
    wish = OpenVault(member_id=person, reason=reason)
    return [line.value for line in vault.vault_entry(db, safe, KEY, wish, by=WHO).lines]


def deeds(members: World) -> list[tuple[str, UUID, str]]:
    rows = members.rows(
        "members",
        "select action, subject_id, detail from audit where action like 'vault%%' order by id",
    )
    return [(row["action"], row["subject_id"], row["detail"]) for row in rows]


def test_what_was_agreed_to_is_kept_read_and_removed_and_each_is_written_down(
    db: Database, safe: Database, members: World
) -> None:
    person = everybody(members)[0]
    wish = a_wish(person)

    keep(safe, wish)
    keep(safe, wish)
    seen = read(db, safe, person)
    vault.forget_from_vault(db, safe, ForgetFromVault(member_id=person, kind="union"), by=WHO)

    assert seen == [VALUE]
    assert read(db, safe, person) == []
    assert deeds(members) == [
        ("vault-kept", person, ""),
        ("vault-read", person, "balance of the forum"),
        ("vault-forgotten", person, ""),
        ("vault-read", person, "balance of the forum"),
    ]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        *(({"wording": " "}, ConsentNotExplicit), ({"agreed_on": None}, ConsentNotExplicit)),
        *(({"collected_by": ""}, ConsentNotExplicit), ({"purpose": ""}, ConsentNotExplicit)),
        ({"agreed_on": NOW.date() + timedelta(days=2)}, ConsentNotExplicit),
        *(({"value": " "}, ValueMissing), ({"member_id": new_id()}, UnknownMember)),
    ],
)
def test_nothing_is_kept_without_the_whole_consent(
    safe: Database, members: World, changes: dict[str, object], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        keep(safe, a_wish(everybody(members)[0], **changes))

    assert members.count("members", "select count(*) from vault.entries") == 0
    assert deeds(members) == []


@pytest.mark.parametrize("reason", ["", "   ", "why"])
def test_without_a_reason_nothing_is_read(
    db: Database, safe: Database, members: World, reason: str
) -> None:
    with pytest.raises(ReasonMissing):
        read(db, safe, everybody(members)[0], reason)


def test_what_cannot_be_written_down_is_not_read(
    db: Database, safe: Database, members: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = everybody(members)[0]
    keep(safe, a_wish(person))
    members.rows("members", "revoke insert on audit from members_vault")
    try:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            read(db, safe, person)
    finally:
        members.rows("members", "grant insert on audit to members_vault")


@pytest.mark.parametrize("role", ["members", "members_within", "relay"])
def test_no_other_role_comes_near_it(safe: Database, members: World, role: str) -> None:
    keep(safe, a_wish(everybody(members)[0]))
    usual = Database(members.dsn("members"), size=1)
    try:
        with (  # noqa: PT012 - becoming the role is part of the try
            pytest.raises(psycopg.errors.InsufficientPrivilege),
            usual.transaction() as tx,
        ):
            if role != "members":
                tx.execute(f"set local role {role}")
            tx.execute("select * from vault.entries")
    finally:
        usual.close()


@pytest.mark.parametrize(
    "query",
    [
        *("select * from people", "select * from staff", "select * from audit"),
        *("delete from audit", "update audit set action = ''", "truncate audit"),
        *("select * from outbox", "truncate vault.entries", "select * from commands"),
    ],
)
def test_the_vaults_role_comes_near_nothing_else(safe: Database, query: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), safe.transaction() as tx:
        tx.execute(query)


def test_without_its_key_it_says_nothing_and_nobodys_entry_opens_as_anothers(
    db: Database, safe: Database, members: World
) -> None:
    one, other = everybody(members)[:2]
    keep(safe, a_wish(one))
    [row] = members.rows("members", "select sealed from vault.entries")
    assert VALUE.encode() not in bytes(row["sealed"])
    with pytest.raises(InvalidToken):
        vault.vault_entry(
            db,
            safe,
            Fernet.generate_key().decode(),
            OpenVault(member_id=one, reason="another key"),
            by=WHO,
        )

    members.rows("members", "update vault.entries set person_id = %s", other)

    with pytest.raises(ValueError, match="somebody else"):
        read(db, safe, other)


def test_it_is_on_no_page_in_no_message_and_goes_with_its_person(
    db: Database, safe: Database, members: World
) -> None:
    person = everybody(members)[0]
    keep(safe, a_wish(person))

    shown = str(people.member(db, MemberRef(member_id=person)).dump())
    listed = str(people.find_members(db, FindMembers(search=VALUE)).dump())
    told = members.rows("members", "select body::text, headers::text from parked") + members.rows(
        "members", "select body::text from outbox"
    )
    written = str(deeds(members))
    for text in (shown, listed, str(told), written):
        assert VALUE not in text

    members.rows("members", "delete from people where id = %s", person)

    assert members.count("members", "select count(*) from vault.entries") == 0


def test_what_is_kept_of_somebody_merged_is_the_persons(
    db: Database, safe: Database, members: World
) -> None:
    one, other = everybody(members)[:2]
    keep(safe, a_wish(other))
    wish = ProposeDouble(command_id=new_id(), one_id=one, other_id=other)
    proposed = merging.propose(db, wish, by=WHO)
    merge = MergeDoubles(command_id=new_id(), double_id=proposed.double_id)
    person = merging.merge(db, merge, by=WHO, now=clock.now()).member_id

    assert read(db, safe, person) == [VALUE]
    vault.forget_from_vault(db, safe, ForgetFromVault(member_id=person, kind="union"), by=WHO)
    assert read(db, safe, person) == []


def test_a_wave_learns_who_is_of_one_sector_by_numbers_and_that_is_written_down(
    safe: Database, members: World
) -> None:
    known, wave = everybody(members), new_id()
    for person in known[:5]:
        keep(safe, a_wish(person, value="One"))
    for person in known[5:8]:
        keep(safe, a_wish(person, value="Two", kind="party"))

    pages = list(vault.sectors(safe, KEY, by=WHO, about=wave))

    told = [line for page in pages for line in page]
    assert sorted(person for person, _ in told) == known[:8]
    numbers = dict(told)
    assert len({numbers[person] for person in known[:5]}) == 1
    assert len({numbers[person] for person in known[5:8]}) == 1
    assert len(set(numbers.values())) == 2
    assert deeds(members)[-1] == ("vault-balanced", wave, "")


def test_the_right_to_it_needs_the_second_step(members: World) -> None:
    accounts.empty(members)
    db = Database(members.dsn("members"), size=2)
    try:
        accounts.add(db, role="admin")
        session = accounts.sign_in(db)
        before = staff.actor(db, accounts.KEY, accounts.ref(session), now=accounts.NOW)
        accounts.enrol(db, session)
        after = staff.actor(db, accounts.KEY, accounts.ref(session), now=accounts.NOW)
    finally:
        db.close()

    assert {"vault:read", "vault:write"}.isdisjoint(before.scopes)
    assert {"vault:read", "vault:write"} <= set(after.scopes)
