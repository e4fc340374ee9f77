"""Answers to sensitive questions: agreed to, sealed, read as the vault is, and over soon."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
from cryptography.fernet import Fernet, InvalidToken

from services.members.errors import ConsentNotExplicit, ReasonMissing, UnknownMember, ValueMissing
from services.members.operations import merging, sealed_answers
from shared import clock
from shared.contracts.members import (
    AskWhatIsSealed,
    MergeDoubles,
    OpenAnswers,
    OpenedAnswers,
    ProposeDouble,
    SealAnswers,
    SealedAnswer,
    TakeBackAnswer,
)
from shared.db.database import Database
from shared.errors import Refusal
from shared.ids import new_id
from tests.support.members import a_person, import_sheet
from tests.support.world import World

pytestmark = pytest.mark.integration

KEY = Fernet.generate_key().decode()
WHO, EVENT, QUESTION = new_id(), new_id(), new_id()
NOW = clock.now()
ENDS = NOW + timedelta(days=10)
VALUE = "Arachides"
ASKED = "Avez-vous une allergie ?"
WORDING = "J’accepte que cette réponse soit gardée sous scellé."


@pytest.fixture
def db(members: World) -> Iterator[Database]:
    tables = "people, households, imports, participation, audit, outbox, erased, erasures"
    with members.emptied("members", tables) as database:
        import_sheet(database, *(a_person(f"N{n}x", phone=f"06123456{n:02d}") for n in range(4)))
        for person in everybody(members):
            invite(members, person)
        yield database


@pytest.fixture
def safe(members: World, db: Database) -> Iterator[Database]:
    """The same database, as the vault's own role."""
    database = Database(members.dsn("members", role="members_vault"), size=2)
    yield database
    database.close()


def everybody(members: World) -> list[UUID]:
    return [row["id"] for row in members.rows("members", "select id from people order by id")]


def invite(members: World, person: UUID, event: UUID = EVENT) -> None:
    members.rows(
        "members",
        "insert into participation (event_id, person_id, invited_at) values (%s, %s, now())",
        event,
        person,
    )


def an_answer(**changes: object) -> SealedAnswer:
    answer = SealedAnswer(question_id=QUESTION, asked=ASKED, value=VALUE, wording=WORDING)
    return replace(answer, **changes)  # type: ignore[arg-type]


def say(
    db: Database, safe: Database, person: UUID, *answers: SealedAnswer, **changes: object
) -> SealAnswers:
    command = SealAnswers(
        command_id=new_id(),
        event_id=EVENT,
        member_id=person,
        ends_at=ENDS,
        answers=list(answers or (an_answer(),)),
    )
    command = replace(command, **changes)  # type: ignore[arg-type]
    sealed_answers.seal_answers(db, safe, KEY, command, now=NOW)
    return command


def read(safe: Database) -> OpenedAnswers:
    wish = OpenAnswers(event_id=EVENT, reason="repas et accès")
    return sealed_answers.open_answers(safe, KEY, wish, by=WHO)


def values(page: OpenedAnswers) -> list[tuple[UUID, str]]:
    return [(one.member_id, one.value) for one in page.answers]


def deeds(members: World) -> list[tuple[str, UUID]]:
    rows = members.rows(
        "members",
        "select action, subject_id from audit where action like 'vault%%' order by id",
    )
    return [(row["action"], row["subject_id"]) for row in rows]


def sealed_of(db: Database, safe: Database, *people: UUID) -> list[UUID]:
    wish = AskWhatIsSealed(event_id=EVENT, member_ids=list(people))
    return [one.member_id for one in sealed_answers.what_is_sealed(db, safe, wish).sealed]


def test_an_answer_is_kept_replaced_read_and_taken_back_and_each_is_written_down(
    db: Database, safe: Database, members: World
) -> None:
    person = everybody(members)[0]
    say(db, safe, person)
    say(db, safe, person, an_answer(value="Noix"))

    [seen] = read(safe).answers
    assert (seen.asked, seen.value, seen.wording) == (ASKED, "Noix", WORDING)
    assert sealed_of(db, safe, person) == [person]
    sealed_answers.take_back(
        db, safe, TakeBackAnswer(event_id=EVENT, member_id=person, question_id=QUESTION)
    )

    assert read(safe).answers == []
    assert sealed_of(db, safe, person) == []
    kept = ("vault-answered", person)
    opened = ("vault-answers-read", EVENT)
    assert deeds(members) == [*[kept] * 2, opened, ("vault-taken-back", person), opened]


def test_the_same_answer_sent_again_changes_nothing(
    db: Database, safe: Database, members: World
) -> None:
    command = say(db, safe, everybody(members)[0])

    sealed_answers.seal_answers(db, safe, KEY, command, now=NOW + timedelta(hours=1))

    [seen] = read(safe).answers
    assert seen.agreed_at == NOW
    assert [deed for deed, _ in deeds(members)] == ["vault-answered", "vault-answers-read"]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [({"wording": "  "}, ConsentNotExplicit), ({"value": " "}, ValueMissing)],
)
def test_nothing_is_kept_without_the_words_that_were_agreed_to(
    db: Database,
    safe: Database,
    members: World,
    changes: dict[str, str],
    refusal: type[Refusal],
) -> None:
    with pytest.raises(refusal):
        say(db, safe, everybody(members)[0], an_answer(**changes))

    assert members.count("members", "select count(*) from vault.answers") == 0


def test_only_whoever_has_to_do_with_the_event_has_an_answer_to_it(
    db: Database, safe: Database, members: World
) -> None:
    person = everybody(members)[0]

    for changes in ({"member_id": new_id()}, {"event_id": new_id()}):
        with pytest.raises(UnknownMember):
            say(db, safe, person, **changes)

    assert members.count("members", "select count(*) from vault.answers") == 0


def test_what_is_kept_says_nothing_without_the_key_and_opens_for_nobody_else(
    db: Database, safe: Database, members: World
) -> None:
    one, two = everybody(members)[:2]
    say(db, safe, one)
    say(db, safe, two, an_answer(value="Aucune"))
    rows = members.rows("members", "select * from vault.answers")
    assert all(VALUE.encode() not in bytes(row["sealed"]) for row in rows)
    assert all(ASKED.encode() not in bytes(row["sealed"]) for row in rows)

    with pytest.raises(InvalidToken):
        sealed_answers.open_answers(
            safe,
            Fernet.generate_key().decode(),
            OpenAnswers(event_id=EVENT, reason="repas"),
            by=WHO,
        )
    swap = (
        "update vault.answers a set sealed = b.sealed from vault.answers b"
        " where a.person_id = %s and b.person_id = %s"
    )
    members.rows("members", swap, one, two)
    with pytest.raises(ValueError, match="somebody else"):
        read(safe)


def test_the_services_own_role_cannot_reach_them(
    db: Database, safe: Database, members: World
) -> None:
    say(db, safe, everybody(members)[0])

    with pytest.raises(psycopg.errors.InsufficientPrivilege), db.transaction() as tx:
        tx.execute("select * from vault.answers")


@pytest.mark.parametrize("reason", ["", "   ", "why"])
def test_nobody_reads_without_saying_why(
    db: Database, safe: Database, members: World, reason: str
) -> None:
    say(db, safe, everybody(members)[0])

    with pytest.raises(ReasonMissing):
        sealed_answers.open_answers(safe, KEY, OpenAnswers(event_id=EVENT, reason=reason), by=WHO)

    assert [deed for deed, _ in deeds(members)] == ["vault-answered"]


def test_many_are_read_page_by_page_and_each_page_is_written_down(
    db: Database, safe: Database, members: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed_answers, "PAGE", 3)
    people = everybody(members)
    for person in people:
        say(db, safe, person, an_answer(), an_answer(question_id=new_id(), value="Noix"))

    first = read(safe)
    wish = OpenAnswers(event_id=EVENT, reason="repas et accès", after=first.next)
    second = sealed_answers.open_answers(safe, KEY, wish, by=WHO)

    assert first.next == people[2]
    assert second.next is None
    assert len(first.answers) == 6
    assert {one.member_id for one in second.answers} == {people[3]}
    assert [deed for deed, _ in deeds(members)][-2:] == ["vault-answers-read"] * 2


def merge(db: Database, one: UUID, other: UUID) -> UUID:
    wish = ProposeDouble(command_id=new_id(), one_id=one, other_id=other)
    proposed = merging.propose(db, wish, by=WHO)
    command = MergeDoubles(command_id=new_id(), double_id=proposed.double_id)
    return merging.merge(db, command, by=WHO, now=NOW).member_id


def take_back(db: Database, safe: Database, person: UUID) -> None:
    wish = TakeBackAnswer(event_id=EVENT, member_id=person, question_id=QUESTION)
    sealed_answers.take_back(db, safe, wish)


def test_of_a_person_who_was_merged_nothing_is_lost(
    db: Database, safe: Database, members: World
) -> None:
    one, other = everybody(members)[:2]
    say(db, safe, other)
    person = merge(db, one, other)

    assert [value for _, value in values(read(safe))] == [VALUE]
    assert sealed_of(db, safe, person) == [person]
    take_back(db, safe, person)
    assert read(safe).answers == []


def test_a_merged_person_sees_and_takes_back_under_either_id(
    db: Database, safe: Database, members: World
) -> None:
    one, other, third = everybody(members)[:3]
    merge(db, merge(db, one, other), third)
    for said, shown in ((one, other), (other, one), (other, third)):
        say(db, safe, said)

        assert sealed_of(db, safe, shown) == [shown]
        assert sealed_of(db, safe, one, other, third) == sorted([one, other, third])
        take_back(db, safe, shown)
        assert read(safe).answers == []


def test_a_merged_person_has_one_answer_to_a_question(
    db: Database, safe: Database, members: World
) -> None:
    one, other, third = everybody(members)[:3]
    merge(db, one, other)
    kept = an_answer(question_id=new_id(), value="Rampe")
    say(db, safe, one, an_answer(), kept)
    say(db, safe, third)
    say(db, safe, other, an_answer(value="Noix"))

    assert sorted(values(read(safe))) == sorted([(one, "Rampe"), (other, "Noix"), (third, VALUE)])
    say(db, safe, one, an_answer(value="Lait"))
    assert sorted(values(read(safe))) == sorted([(one, "Rampe"), (one, "Lait"), (third, VALUE)])


def test_an_answer_is_over_thirty_days_after_the_event(
    db: Database, safe: Database, members: World
) -> None:
    one, two = everybody(members)[:2]
    say(db, safe, one)
    say(db, safe, two, ends_at=ENDS + timedelta(days=2))

    assert not sealed_answers.forget_past(safe, now=ENDS + timedelta(days=30))
    assert len(read(safe).answers) == 2
    sealed_answers.forget_past(safe, now=ENDS + timedelta(days=31))

    assert values(read(safe)) == [(two, VALUE)]


def test_whoever_is_erased_leaves_no_answer(db: Database, safe: Database, members: World) -> None:
    person = everybody(members)[0]
    say(db, safe, person)

    members.rows("members", "delete from people where id = %s", person)

    assert members.count("members", "select count(*) from vault.answers") == 0
