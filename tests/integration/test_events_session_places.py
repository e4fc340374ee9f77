"""Sessions with a capacity of their own: exactly as many have a place, on a real database."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from cryptography.fernet import Fernet

from services.events import errors
from services.events.operations import (
    attendance,
    erasing,
    organising,
    own_data,
    session_places,
    sessions,
)
from shared.contracts.events import (
    ChooseSessions,
    EventRef,
    FindAttendance,
    FindInSession,
    InSessionPage,
    Invitation,
    RemoveSession,
)
from shared.contracts.members import Addressee, MemberErased
from shared.contracts.persons import PersonRef
from shared.db.database import DatabaseDown
from shared.ids import new_id
from tests.integration.test_events_sessions import put
from tests.support.hall import HOLD, KEY, STAFF, Hall, hall

__all__ = ["hall"]

pytestmark = pytest.mark.integration

PEOPLE, PLACES = 500, 60


def add(here: Hall, hours: float = 0, capacity: int | None = 2, **changes: Any) -> UUID:
    """Write a session of an hour; gives its id."""
    before = organising.event(here.db, here.event_id).card.sessions
    written = put(here, hours=hours, capacity=capacity, **changes)
    (added,) = {one.session_id for one in written} - {one.session_id for one in before}
    return added


def choose(here: Hall, person: UUID, *wanted: UUID, **changes: Any) -> Invitation:
    now = changes.pop("now", here.now())
    wish = ChooseSessions(
        command_id=changes.pop("command_id", new_id()),
        code=here.code(changes.pop("holder", person)),
        member_id=person,
        session_ids=list(wanted),
    )
    return session_places.choose_sessions(here.db, wish, key=KEY, now=now)


def chosen(here: Hall, person: UUID) -> list[UUID]:
    return here.me(person).sessions


def taken(here: Hall) -> dict[UUID, int]:
    rooms = session_places.session_rooms(here.db, EventRef(event_id=here.event_id)).rooms
    return {room.session_id: room.taken for room in rooms}


def with_places(hall: Callable[..., Hall], people: int = 3, **kind: Any) -> Hall:
    here = hall(people=people, capacity=kind.pop("capacity", 50), **kind)
    for person in here.people:
        here.answer(person, "yes")
    return here


def test_whoever_has_a_place_chooses_and_the_last_word_counts(hall: Callable[..., Hall]) -> None:
    here = with_places(hall)
    first, second = add(here, hours=0), add(here, hours=1)
    open_to_all = add(here, hours=2, capacity=None)
    person = here.people[0]

    shown = choose(here, person, first)
    choose(here, person, second, first)

    assert [room.session_id for room in shown.rooms] == [first, second]
    assert shown.people[0].sessions == [], "what a command gives back is kept, and says nothing"
    assert chosen(here, person) == [first, second]
    assert taken(here) == {first: 1, second: 1}
    choose(here, person)
    assert taken(here) == {first: 0, second: 0}
    with pytest.raises(errors.UnknownSession):
        choose(here, person, open_to_all)
    with pytest.raises(errors.UnknownSession):
        choose(here, person, new_id())


def test_a_full_session_says_so_and_nothing_else_is_lost(hall: Callable[..., Hall]) -> None:
    here = with_places(hall)
    small, large = add(here, hours=0, capacity=1), add(here, hours=1, capacity=9)
    one, other, _ = here.people
    choose(here, one, small)
    choose(here, other, large)

    with pytest.raises(errors.SessionFull) as refused:
        choose(here, other, small)

    assert refused.value.detail == {"field": str(small)}
    assert chosen(here, other) == [large]
    choose(here, one, small, large)
    choose(here, one, large)
    choose(here, other, small)
    assert taken(here) == {small: 1, large: 1}


def test_nobody_is_in_two_sessions_at_once(hall: Callable[..., Hall]) -> None:
    here = with_places(hall)
    long, inside, after = add(here, 0, length=2), add(here, 1), add(here, 2)

    with pytest.raises(errors.SessionsAtOnce):
        choose(here, here.people[0], long, inside)
    choose(here, here.people[0], long, after)

    assert chosen(here, here.people[0]) == [long, after]


def test_guests_take_places_too_and_are_refused_where_there_are_none(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=2, capacity=9, guests_most=3)
    session = add(here, capacity=4)
    one, other = here.people
    here.answer(one, "yes", guests=2)
    here.answer(other, "yes")
    choose(here, one, session)
    choose(here, other, session)

    assert taken(here) == {session: 4}
    with pytest.raises(errors.SessionTooSmall):
        here.answer(other, "yes", guests=1)
    here.answer(one, "yes", guests=0)
    here.answer(other, "yes", guests=1)
    assert taken(here) == {session: 3}


@pytest.mark.parametrize("answer", ["no", "maybe"])
def test_whoever_leaves_their_place_leaves_their_sessions(
    hall: Callable[..., Hall], answer: Any
) -> None:
    here = with_places(hall)
    session = add(here, capacity=1)
    one, other, _ = here.people
    choose(here, one, session)

    here.answer(one, answer)
    choose(here, other, session)
    here.answer(one, "yes")

    assert chosen(here, one) == []
    assert taken(here) == {session: 1}


def test_only_whoever_has_a_place_chooses(hall: Callable[..., Hall]) -> None:
    here = hall(people=3, capacity=1)
    session = add(here)
    confirmed, waiting, silent = here.people
    here.answer(confirmed, "yes")
    here.answer(waiting, "yes")

    for person in (waiting, silent):
        with pytest.raises(errors.SessionsNotYet):
            choose(here, person, session)
    with pytest.raises(errors.UnknownCode):
        choose(here, silent, session, holder=confirmed)


def test_sessions_are_chosen_until_the_deadline_and_not_of_what_has_begun(
    hall: Callable[..., Hall],
) -> None:
    here = with_places(hall)
    session = add(here)
    with pytest.raises(errors.EventIsOver):
        choose(here, here.people[0], session, now=here.now() + timedelta(days=4))
    until = here.close_answers()

    with pytest.raises(errors.AnswersClosed):
        choose(here, here.people[0], session, now=until)


def test_a_session_never_has_fewer_places_than_are_taken(hall: Callable[..., Hall]) -> None:
    here = with_places(hall)
    session = add(here, capacity=2)
    for person in here.people[:2]:
        choose(here, person, session)

    with pytest.raises(errors.SessionFilled):
        put(here, session_id=session, capacity=1)
    put(here, session_id=session, capacity=3)
    choose(here, here.people[2], session)
    put(here, session_id=session, capacity=None)
    put(here, session_id=session, capacity=1)

    assert taken(here) == {session: 0}, "where there was room for everybody nobody had chosen"


def test_a_session_that_is_removed_takes_its_places_along(hall: Callable[..., Hall]) -> None:
    here = with_places(hall)
    session = add(here)
    choose(here, here.people[0], session)
    gone = RemoveSession(command_id=new_id(), event_id=here.event_id, session_id=session)

    sessions.remove_session(here.db, gone, by=STAFF, now=here.now())

    assert chosen(here, here.people[0]) == []


def test_of_a_household_each_chooses_and_the_same_command_changes_nothing(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=1, capacity=9)
    session = add(here)
    home, one, other = new_id(), new_id(), new_id()
    people = [Addressee(member_id=person, household_id=home) for person in (one, other)]
    here.invite(people, page=2)
    here.answer(one, "yes", holder=home)
    here.answer(other, "yes", holder=home)
    command = new_id()

    choose(here, one, session, holder=home, command_id=command)
    choose(here, one, holder=home)
    choose(here, one, session, holder=home, command_id=command)

    shown = {person.member_id: person.sessions for person in here.open(home).people}
    assert shown == {one: [], other: []}


def test_what_was_chosen_is_told_and_taken_out_with_the_person(hall: Callable[..., Hall]) -> None:
    here = with_places(hall)
    session = add(here)
    person = here.people[0]
    choose(here, person, session)
    wish = FindAttendance(event_id=here.event_id, with_replies=True)
    rows = attendance.attendance(here.db, wish, by=STAFF).rows
    held = own_data.data_of(here.db, PersonRef(member_id=person)).held

    with here.db.transaction() as tx:
        erasing.erase(
            tx,
            MemberErased(member_ids=[person]),
            hold=HOLD,
            parking_key=Fernet.generate_key().decode(),
            now=here.now(),
        )

    assert {row.member_id: row.sessions for row in rows}[person] == [session]
    assert "Atelier" in str(held)
    assert here.rows("select * from session_places where event_id = %s", here.event_id) == []


def test_of_five_hundred_at_once_exactly_the_capacity_is_in_the_session(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=PEOPLE, capacity=PEOPLE)
    session = add(here, capacity=PLACES)
    here.rows(
        "insert into rsvps (event_id, member_id, answer, place, asked, answered_at)"
        " select %s, id, 'yes', 'confirmed', nextval('asking'), now() from unnest(%s::uuid[]) id",
        here.event_id,
        here.people,
    )
    start = Barrier(PEOPLE)

    def press(person: UUID) -> bool:
        command = new_id()
        start.wait()
        while True:
            try:
                choose(here, person, session, command_id=command)
            except DatabaseDown:
                continue
            except errors.SessionFull:
                return False
            return True

    with ThreadPoolExecutor(PEOPLE) as pool:
        told = list(pool.map(press, here.people))

    assert told.count(True) == PLACES
    assert taken(here) == {session: PLACES}
    inside = {person for person, yes in zip(here.people, told, strict=True) if yes}
    query = "select member_id from session_places where session_id = %s"
    assert {row["member_id"] for row in here.rows(query, session)} == inside


def test_who_chose_a_session_is_read_page_by_page_and_each_stands_there_once(
    hall: Callable[..., Hall], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = with_places(hall, people=3)
    mine, other = add(here, capacity=5), add(here, hours=1, capacity=5)
    for person in here.people:
        choose(here, person, mine)
    monkeypatch.setattr(session_places, "PAGE", 2)

    def page(session_id: UUID, after: UUID | None = None) -> InSessionPage:
        wish = FindInSession(event_id=here.event_id, session_id=session_id, after=after)
        return session_places.in_session(here.db, wish)

    first = page(mine)
    last = page(mine, first.next)
    shown = [one.member_id for one in [*first.people, *last.people]]
    assert (shown, last.next) == (sorted(here.people), None)
    assert page(other).people == []
    with pytest.raises(errors.UnknownSession):
        page(new_id())
