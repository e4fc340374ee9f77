"""The ledger of consents, on a real database: by channel and purpose, in words that are kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from services.members.operations import people
from shared import clock
from shared.contracts.members import Channel, FindMembers, MemberDetail, MemberRef
from shared.contracts.notifications import ContactOptedOut, ContactOptInAsked
from shared.db.database import Database
from tests.support.members import a_person, import_sheet
from tests.support.world import World

pytestmark = pytest.mark.integration
LATER = clock.now() + timedelta(hours=1)


@pytest.fixture
def db(members: World) -> Iterator[Database]:
    with members.emptied("members", "people, households, imports, outbox") as database:
        yield database


def amina(db: Database) -> MemberDetail:
    (row,) = people.find_members(db, FindMembers(search="Amina")).members
    return people.member(db, MemberRef(member_id=row.member_id))


def say(db: Database, person_id: UUID, **line: Any) -> None:
    """Write a line of the ledger."""
    said = {"channel": "sms", "given": True, "at": LATER, "own": True, "purpose": "news"} | line
    with db.transaction() as tx:
        tx.execute(
            "insert into consents (person_id, channel, purpose, given, at, source, own)"
            " values (%(id)s, %(channel)s, %(purpose)s, %(given)s, %(at)s, 'test', %(own)s)",
            said | {"id": person_id},
        )


def stop(
    db: Database, person_id: UUID, at: datetime, *, channels: tuple[Channel, ...] = ("sms",)
) -> None:
    with db.transaction() as tx:
        said = ContactOptedOut(member_ids=[person_id], channels=list(channels), at=at)
        people.hear_opt_outs(tx, said)


def test_whoever_writes_start_is_told_again_and_it_is_announced_as_their_own(db: Database) -> None:
    import_sheet(db, a_person())
    member = amina(db)
    stop(db, member.member_id, LATER)
    assert "sms" not in amina(db).channels
    asked = ContactOptInAsked(
        member_ids=[member.member_id], channels=["sms"], at=LATER + timedelta(minutes=5)
    )

    for _ in range(2):
        with db.transaction() as tx:
            people.hear_opt_ins(tx, asked)

    assert "sms" in amina(db).channels
    own = [(line.given, line.source) for line in amina(db).consents if line.own]
    assert own.count((True, "own SMS")) == 1


def test_agreeing_to_news_opens_no_door_for_invitations(db: Database) -> None:
    import_sheet(db, a_person(sms=""))
    member = amina(db)

    say(db, member.member_id)

    assert amina(db).channels == []
    assert [(line.purpose, line.own) for line in amina(db).consents] == [("news", True)]


def test_withdrawing_news_leaves_invitations_alone_and_nobody_is_doubled(db: Database) -> None:
    import_sheet(db, a_person())
    member = amina(db)

    say(db, member.member_id)
    say(db, member.member_id, given=False, at=LATER + timedelta(minutes=1))

    assert amina(db).channels == ["sms"]
    assert people.find_members(db, FindMembers()).total == 1


def test_a_persons_own_stop_is_for_every_purpose(db: Database) -> None:
    import_sheet(db, a_person())
    member = amina(db)
    say(db, member.member_id)

    stop(db, member.member_id, LATER + timedelta(hours=1))
    stop(db, member.member_id, LATER + timedelta(hours=1))

    withdrawn = [line.purpose for line in amina(db).consents if not line.given]
    assert sorted(withdrawn) == ["invitations", "news"]
    assert amina(db).channels == []


def test_both_channels_stopped_in_one_breath_are_both_written_down(db: Database) -> None:
    import_sheet(db, a_person(email="amina@courriel.example", by_email="oui"))
    member = amina(db)

    for channel in ("sms", "email"):
        stop(db, member.member_id, LATER, channels=(channel,))

    assert sorted(line.channel for line in amina(db).consents if line.own) == ["email", "sms"]
    assert amina(db).channels == []


def test_a_sheet_says_nothing_against_an_own_no_but_only_for_invitations(db: Database) -> None:
    import_sheet(db, a_person(sms=""))
    member = amina(db)
    say(db, member.member_id, given=False)

    import_sheet(db, a_person())

    assert amina(db).channels == ["sms"]


def test_a_line_says_in_which_words_and_who_collected_it(db: Database) -> None:
    import_sheet(db, a_person())

    (line,) = amina(db).consents

    assert (line.purpose, line.collector, line.own) == ("invitations", "Sara", False)
    assert (line.wording_version, line.language) == (None, None)


def test_every_channel_has_its_words_in_every_language_and_they_stay(db: Database) -> None:
    with db.transaction() as tx:
        rows = tx.execute("select channel, language from wordings where version = 1").fetchall()
    assert len({(row["channel"], row["language"]) for row in rows}) == 8

    for statement in ("update wordings set text = 'x'", "delete from wordings"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), db.transaction() as tx:
            tx.execute(statement)
