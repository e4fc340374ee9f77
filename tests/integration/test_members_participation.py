"""Who was invited to what and what they said, as members hears it from events."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.members.operations import participation, people
from shared.contracts.events import (
    Answer,
    AttendanceRecorded,
    Attended,
    InvitationIssued,
    Invitee,
    RsvpChanged,
)
from shared.contracts.members import FindMembers, MemberRef, TakingPart
from shared.contracts.wire import CHUNK
from shared.db.database import Database
from shared.ids import new_id
from shared.messaging import erasure
from tests.support.members import a_person, import_sheet
from tests.support.world import World

pytestmark = pytest.mark.integration

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
EARLIER = NOON - timedelta(hours=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def db(members: World) -> Iterator[Database]:
    with members.emptied("members", "people, households, imports, participation") as database:
        yield database


@pytest.fixture
def amina(db: Database) -> UUID:
    import_sheet(db, a_person("Amina"))
    return people.find_members(db, FindMembers(search="Amina")).members[0].member_id


def invite(
    db: Database,
    event_id: UUID,
    *invitees: Invitee,
    at: datetime | None = NOON,
    heard: datetime = NOON + HOUR,
) -> None:
    message = InvitationIssued(
        event_id=event_id,
        wave_id=new_id(),
        card_version=1,
        useful_until=NOON + 24 * HOUR,
        invitees=list(invitees),
        issued_at=at,
    )
    with db.transaction() as tx:
        participation.hear_invitations(tx, message, now=heard)


def answer(db: Database, event_id: UUID, person: UUID, said: Answer, version: int) -> None:
    message = RsvpChanged(
        event_id=event_id,
        member_id=person,
        version=version,
        answer=said,
        place="none",
        card_version=1,
        useful_until=NOON + 24 * HOUR,
        changed_at=NOON + version * HOUR,
    )
    with db.transaction() as tx:
        participation.hear_answer(tx, message)


def of(db: Database, person: UUID) -> list[TakingPart]:
    return people.member(db, MemberRef(member_id=person)).participation


def everything(db: Database) -> list[tuple[UUID, UUID]]:
    with db.transaction() as tx:
        rows = tx.execute("select event_id, person_id from participation").fetchall()
    return [(row["event_id"], row["person_id"]) for row in rows]


def test_an_invitation_and_its_answer_are_on_the_persons_page(db: Database, amina: UUID) -> None:
    event = new_id()

    invite(db, event, Invitee(member_id=amina, code="7KQ2P9xwA"))
    answer(db, event, amina, "maybe", 1)

    assert of(db, amina) == [
        TakingPart(event_id=event, invited_at=NOON, answer="maybe", answered_at=NOON + HOUR)
    ]


def test_whoever_was_refused_an_invitation_was_not_invited(db: Database, amina: UUID) -> None:
    invite(db, new_id(), Invitee(member_id=amina, refused="minor"))

    assert of(db, amina) == []


def test_heard_twice_and_in_any_order_it_is_the_same(db: Database, amina: UUID) -> None:
    event = new_id()
    invited = Invitee(member_id=amina, code="7KQ2P9xwA")

    answer(db, event, amina, "no", 2)
    answer(db, event, amina, "no", 2)
    answer(db, event, amina, "yes", 1)
    invite(db, event, invited)
    invite(db, event, invited, at=NOON + 5 * HOUR)
    invite(db, event, invited, at=EARLIER)

    assert of(db, amina) == [
        TakingPart(event_id=event, invited_at=EARLIER, answer="no", answered_at=NOON + 2 * HOUR)
    ]


def test_a_newer_answer_replaces_an_older_one(db: Database, amina: UUID) -> None:
    event = new_id()

    for version, said in enumerate(("maybe", "yes", "no"), start=1):
        answer(db, event, amina, said, version)  # type: ignore[arg-type]  # each is an answer

    assert [(one.answer, one.answered_at) for one in of(db, amina)] == [("no", NOON + 3 * HOUR)]


def test_an_invitation_that_does_not_say_when_counts_from_when_it_is_heard(
    db: Database, amina: UUID
) -> None:
    invite(db, new_id(), Invitee(member_id=amina, code="7KQ2P9xwA"), at=None, heard=EARLIER)

    assert [one.invited_at for one in of(db, amina)] == [EARLIER]


def test_of_somebody_erased_nothing_is_kept_whatever_comes_late(
    db: Database, amina: UUID, members: World
) -> None:
    other = new_id()
    with db.transaction() as tx:
        erasure.bury(tx, [amina])

    event = new_id()
    invite(db, event, Invitee(member_id=amina, code="A"), Invitee(member_id=other, code="B"))
    answer(db, event, amina, "yes", 1)

    assert everything(db) == [(event, other)]


def test_what_is_told_of_somebody_who_is_not_known_yet_is_kept(db: Database) -> None:
    event, strangers = new_id(), [new_id() for _ in range(CHUNK)]

    invite(db, event, *(Invitee(member_id=one, code="7KQ2P9xwA") for one in strangers))

    assert sorted(everything(db)) == sorted((event, one) for one in strangers)


def test_the_newest_invitation_stands_first(db: Database, amina: UUID) -> None:
    old, new = new_id(), new_id()

    invite(db, new, Invitee(member_id=amina, code="7KQ2P9xwA"))
    invite(db, old, Invitee(member_id=amina, code="7KQ2P9xwA"), at=EARLIER)

    assert [one.event_id for one in of(db, amina)] == [new, old]


def attend(db: Database, event_id: UUID, *attended: Attended) -> None:
    with db.transaction() as tx:
        message = AttendanceRecorded(event_id=event_id, attended=list(attended))
        participation.hear_attendance(tx, message)


def test_who_came_is_known_until_it_is_taken_back(db: Database, amina: UUID) -> None:
    """An older word that comes late changes nothing."""
    event = new_id()
    came = Attended(member_id=amina, version=1, came_at=NOON)

    attend(db, event, came)
    assert [part.attended_at for part in of(db, amina)] == [NOON]

    attend(db, event, Attended(member_id=amina, version=2))
    attend(db, event, came)
    assert [part.attended_at for part in of(db, amina)] == [None]


def test_whoever_came_without_an_invitation_took_part(db: Database, amina: UUID) -> None:
    event = new_id()

    attend(db, event, Attended(member_id=amina, version=1, came_at=NOON))

    assert [(part.event_id, part.invited_at) for part in of(db, amina)] == [(event, None)]
