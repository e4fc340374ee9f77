"""The call sheet, on a real database: who is on it and why, and who is left in peace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal
from uuid import UUID

import pytest

from services.members.errors import UnknownAudience
from services.members.operations import audiences, by_hand, call_sheets, people
from shared import clock
from shared.contracts.events import AudienceRequested
from shared.contracts.members import (
    AudienceFilter,
    CallSheet,
    Channel,
    FindCallSheet,
    FindMembers,
    MailWorksAgain,
    MemberRef,
    SaveAudience,
    WaveWish,
)
from shared.contracts.members.statutes import Mandated
from shared.contracts.notifications import ContactOptedOut, ContactUnreachable, ending_of
from shared.db.database import Database
from shared.ids import new_id
from tests.support.members import STAFF, a_person, import_sheet, numbered
from tests.support.world import World

pytestmark = pytest.mark.integration


@pytest.fixture
def db(members: World) -> Iterator[Database]:
    with members.emptied(
        "members", "people, households, imports, outbox, audiences, resolvings, audit"
    ) as database:
        yield database


def stop(db: Database, name: str, *channels: Channel) -> None:
    (row,) = people.find_members(db, FindMembers(search=name)).members
    with db.transaction() as tx:
        said = ContactOptedOut(member_ids=[row.member_id], channels=list(channels), at=clock.now())
        people.hear_opt_outs(tx, said)


def came_back(db: Database, name: str) -> UUID:
    (row,) = people.find_members(db, FindMembers(search=name)).members
    with db.transaction() as tx:
        message = ContactUnreachable(
            member_ids=[row.member_id], channel="email", status="5.1.1", at=clock.now()
        )
        people.hear_unreachable(tx, message)
    return row.member_id


def look(db: Database, **wish: object) -> CallSheet:
    return call_sheets.call_sheet(db, FindCallSheet(**wish), by=STAFF)  # type: ignore[arg-type]


def reasons(sheet: CallSheet) -> dict[str, tuple[str | None, str]]:
    return {row.first_name: (row.number, row.reason) for row in sheet.rows}


def test_whoever_no_message_reaches_is_on_it_with_the_reason(db: Database) -> None:
    import_sheet(
        db,
        a_person("Reached"),
        a_person("Landline", phone="0522123456"),
        a_person("Nothing", phone=""),
        a_person("Stopped", phone="0612345601"),
        a_person("ByMail", phone="0612345602", email="a@courriel.example", by_email="oui"),
        a_person("Never", phone="0612345603", sms=""),
    )
    stop(db, "Stopped", "sms")
    stop(db, "ByMail", "sms")

    sheet = look(db)

    assert reasons(sheet) == {
        "Landline": ("+212522123456", "landline_only"),
        "Nothing": (None, "no_contact"),
        "Stopped": ("+212612345601", "stopped_sms"),
        "Never": ("+212612345603", "never_agreed"),
    }
    assert (sheet.total, sheet.left_in_peace) == (4, 0)


def test_whoever_stopped_everything_and_minors_are_left_in_peace(
    db: Database, members: World
) -> None:
    young = str(clock.now().year - 15)
    import_sheet(
        db,
        a_person("Peace"),
        a_person("Young", phone="0522123457", birth=young),
    )
    stop(db, "Peace", "sms", "email")

    sheet = look(db)

    assert (sheet.rows, sheet.total, sheet.left_in_peace) == ([], 0, 2)
    assert members.count("members", "select count(*) from people") == 2


def test_it_is_of_an_audience_or_of_whoever_an_event_is_for(db: Database) -> None:
    import_sheet(
        db,
        a_person("Here", phone="0522123451", language="arabe"),
        a_person("There", phone="0522123452", language="français"),
    )
    wish = SaveAudience(name="ar", filter=AudienceFilter(languages=["ar"]), command_id=new_id())
    audience = audiences.save_audience(db, wish, by=STAFF)
    event_id = new_id()
    assert look(db, event_id=event_id).rows == []
    with db.transaction() as tx:
        audiences.hear_request(
            tx,
            AudienceRequested(
                event_id=event_id, wave_id=new_id(), audience_id=audience.audience_id
            ),
        )

    assert list(reasons(look(db, audience_id=audience.audience_id))) == ["Here"]
    assert list(reasons(look(db, event_id=event_id))) == ["Here"]
    with pytest.raises(UnknownAudience):
        look(db, audience_id=new_id())


def wave(db: Database, event_id: UUID, audience_id: UUID | None = None, **asked: object) -> None:
    """Hear that a wave of an event asks for an audience."""
    known = {"wave_id": new_id(), "event_id": event_id, "audience_id": audience_id or event_id}
    with db.transaction() as tx:
        audiences.hear_request(tx, AudienceRequested(**known | asked))  # type: ignore[arg-type]


def speakers(db: Database, language: Literal["ar", "fr"]) -> UUID:
    filter_ = AudienceFilter(languages=[language])
    wish = SaveAudience(name=language, filter=filter_, command_id=new_id())
    return audiences.save_audience(db, wish, by=STAFF).audience_id


def test_of_an_event_it_has_whom_any_of_its_waves_was_for_and_nobody_of_an_announcement(
    db: Database,
) -> None:
    import_sheet(
        db,
        a_person("First", phone="0522123451", language="arabe"),
        a_person("Second", phone="0522123452", language="français"),
        a_person("Told", phone="0522123453", language="anglais"),
    )
    event_id, everybody = new_id(), new_id()
    wave(db, event_id, speakers(db, "ar"))
    wave(db, event_id, speakers(db, "fr"))
    wave(db, event_id, speakers(db, "fr"))
    saved = SaveAudience(name="all", filter=AudienceFilter(), command_id=everybody)
    audience_id = audiences.save_audience(db, saved, by=STAFF).audience_id
    wave(db, event_id, audience_id, invites=False)

    sheet = look(db, event_id=event_id)

    assert set(reasons(sheet)) == {"First", "Second"}
    assert sheet.total == 2


def test_of_an_event_it_has_nobody_beyond_the_regions_of_who_published_it(db: Database) -> None:
    import_sheet(
        db,
        a_person("Rabat", phone="0522123451", language="arabe", region="MA-04"),
        a_person("Souss", phone="0522123452", language="arabe", region="MA-09"),
    )
    event_id = new_id()
    wave(db, event_id, speakers(db, "ar"), within=["MA-04"])

    assert set(reasons(look(db, event_id=event_id))) == {"Rabat"}


def test_of_an_assembly_it_has_the_members_in_mandate_on_its_day(
    db: Database, members: World
) -> None:
    import_sheet(
        db,
        a_person("Until", phone="0522123451"),
        a_person("Still", phone="0522123452"),
        a_person("Else", phone="0522123453"),
    )
    members.rows(
        "members",
        "insert into bodies (code, names) values ('council', '{}') on conflict do nothing",
    )
    members.rows(
        "members",
        "insert into mandates (person_id, body, ends_on)"
        " select id, 'council', case first_name when 'Until' then date '2027-01-01' end"
        "   from people where first_name <> 'Else'",
    )
    event_id, day = new_id(), date(2026, 12, 27)
    wave(db, event_id, mandated=Mandated(body="council", on=day))
    assert set(reasons(look(db, event_id=event_id))) == {"Until", "Still"}

    wave(db, event_id, mandated=Mandated(body="council", on=date(2027, 2, 1)), invites=False)
    assert set(reasons(look(db, event_id=event_id))) == {"Still"}


def test_of_a_wave_for_some_it_has_whoever_lives_with_somebody_who_was_invited(
    db: Database, members: World
) -> None:
    import_sheet(
        db,
        a_person("Chosen", phone="0612345601"),
        a_person("Sister", phone="0612345601", sms=""),
        a_person("Else", phone="0522123453"),
    )
    event_id = new_id()
    wish = SaveAudience(name="all", filter=AudienceFilter(), command_id=new_id())
    audience = audiences.save_audience(db, wish, by=STAFF).audience_id
    wave(db, event_id, audience, wish=WaveWish(size=1))
    members.rows(
        "members",
        "insert into participation (event_id, person_id, invited_at)"
        " select %s, id, now() from people where first_name = 'Chosen'",
        event_id,
    )

    assert set(reasons(look(db, event_id=event_id))) == {"Sister"}


def test_it_comes_in_pages_and_nobody_is_left_out_or_doubled(db: Database) -> None:
    import_sheet(db, *numbered(25, sms=""))
    seen: list[UUID] = []
    after: UUID | None = None
    while True:
        page = look(db, after=after, limit=10)
        seen += [row.member_id for row in page.rows]
        after = page.next
        if after is None:
            break

    assert len(seen) == len(set(seen)) == 25


def test_who_looks_and_who_takes_it_out_is_written_down(db: Database, members: World) -> None:
    event_id = new_id()
    look(db, event_id=event_id)
    import_sheet(db, a_person(sms=""))
    look(db)
    look(db, taken_out=True)

    rows = members.rows(
        "members", "select action, actor_id from audit where action like 'call-sheet%' order by id"
    )
    assert [row["action"] for row in rows] == ["call-sheet-seen", "call-sheet-taken-out"]
    assert {row["actor_id"] for row in rows} == {STAFF}


def test_whose_mail_comes_back_is_told_otherwise_or_called(db: Database, members: World) -> None:
    mail = {"by_email": "oui", "wish": "e-mail"}
    import_sheet(
        db,
        a_person("Called", phone="", email="called@courriel.example", **mail),
        a_person("Texted", phone="0612345610", email="texted@courriel.example", **mail),
        a_person("Fine", phone="", email="fine@courriel.example", **mail),
    )
    members.rows("members", "truncate outbox")

    called, texted = came_back(db, "Called"), came_back(db, "Texted")
    came_back(db, "Called")

    assert reasons(look(db)) == {"Called": (None, "came_back")}
    assert people.member(db, MemberRef(member_id=called)).came_back_at
    assert people.member(db, MemberRef(member_id=texted)).channels == ["sms"]
    told = members.rows(
        "members", "select body from outbox where type = 'member.contact_changed.v1'"
    )
    assert len(told) == 2, "said again it changes nothing"

    members.rows(
        "members", "update people set email = 'new@courriel.example' where id = %s", called
    )

    assert look(db).rows == []
    assert people.member(db, MemberRef(member_id=called)).came_back_at is None


def test_whoever_says_yes_themselves_reads_their_mail_again(db: Database, members: World) -> None:
    import_sheet(
        db, a_person("Back", phone="", email="back@courriel.example", by_email="oui", wish="e-mail")
    )
    person = came_back(db, "Back")
    assert people.member(db, MemberRef(member_id=person)).channels == []

    members.rows(
        "members",
        "insert into consents (person_id, channel, given, at, source, own)"
        " values (%s, 'email', true, now(), 'own page', true)",
        person,
    )

    assert people.member(db, MemberRef(member_id=person)).channels == ["email"]
    assert look(db).rows == []


def test_somebody_of_the_staff_says_that_mail_works_again_and_it_may_come_back_once_more(
    db: Database, members: World
) -> None:
    import_sheet(
        db,
        a_person("Works", phone="", email="works@courriel.example", by_email="oui", wish="e-mail"),
    )
    person = came_back(db, "Works")
    members.rows("members", "truncate outbox")

    command = MailWorksAgain(command_id=new_id(), member_id=person)
    for _ in range(2):
        by_hand.mail_works_again(db, command, by=STAFF, now=clock.now())

    found = people.member(db, MemberRef(member_id=person))
    assert (found.came_back_at, found.channels) == (None, ["email"])
    (told,) = members.rows(
        "members", "select body from outbox where type = 'member.contact_changed.v1'"
    )
    assert told["body"]["contacts"][0]["email_works_at"]
    done = members.rows("members", "select actor_id from audit where action = 'mail-works-again'")
    assert [row["actor_id"] for row in done] == [STAFF]
    came_back(db, "Works")
    assert people.member(db, MemberRef(member_id=person)).channels == []


def test_an_address_that_was_corrected_meanwhile_is_not_the_one_that_came_back(
    db: Database,
) -> None:
    import_sheet(db, a_person("Corrected", phone="", email="b@courriel.example", by_email="oui"))

    def said(address: str) -> int:
        (row,) = people.find_members(db, FindMembers(search="Corrected")).members
        message = ContactUnreachable(
            member_ids=[row.member_id],
            channel="email",
            status="5.1.1",
            at=clock.now(),
            of_address=ending_of(address),
        )
        with db.transaction() as tx:
            people.hear_unreachable(tx, message)
            found = tx.execute("select count(*) as n from people where dead_email is not null")
            return int(found.fetchall()[0]["n"])

    assert [said("a@courriel.example"), said("b@courriel.example")] == [0, 1]
