"""Answers as `web` gives them: by RPC, many at once, to the running service."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest

from shared.contracts.events import (
    AnswerPage,
    ChangeEvent,
    EventRef,
    EventView,
    FindAnswers,
    GiveAnswer,
    Invitation,
    OpenInvitation,
    PublishEvent,
)
from shared.contracts.members import Addressee
from shared.edge.upstream import Unavailable, Upstream
from shared.errors import Refused
from shared.ids import new_id
from shared.testing.waiting import eventually
from tests.support.system import System, a_form
from tests.support.world import World

PLACES = 50
PEOPLE = 200


@pytest.fixture(scope="module")
def system(make_world: Callable[..., World]) -> System:
    system = System(make_world())
    system.start("relay", "events")
    return system


class Forum:
    """A published event whose people have their codes."""

    def __init__(self, system: System, *, people: int, capacity: int) -> None:
        self.system = system
        self.people = [new_id() for _ in range(people)]
        self.event_id = system.create_event(capacity=capacity).card.event_id
        system.publish(self.event_id)
        system.resolve(self.event_id, [Addressee(member_id=person) for person in self.people])
        # Whether all have their rows is for notifications to say, which does not run here.
        eventually(lambda: len(self._codes()) == people)
        self.codes = self._codes()

    def _codes(self) -> dict[UUID, str]:
        rows = self.system.world.rows(
            "events",
            "select body from outbox where type = 'invitation.issued.v1'"
            " and body ->> 'event_id' = %s",
            str(self.event_id),
        )
        invitees = [invitee for row in rows for invitee in row["body"]["invitees"]]
        return {UUID(invitee["member_id"]): invitee["code"] for invitee in invitees}

    def view(self) -> EventView:
        return self.system.ask("events", "event", EventRef(event_id=self.event_id), EventView)

    def answer(self, person: UUID, answer: str = "yes") -> Invitation:
        return self.system.answer(self.codes[person], person, answer)

    def place(self, person: UUID) -> str:
        return self.open(self.codes[person]).people[0].place

    def open(self, code: str) -> Invitation:
        request = OpenInvitation(code=code)
        return self.system.upstream.call("events", "open_invitation", request, Invitation)

    def answers(self, place: str) -> list[UUID]:
        found: list[UUID] = []
        after = None
        while True:
            request = FindAnswers(event_id=self.event_id, place=place, after=after)  # type: ignore[arg-type]  # a place's name
            page = self.system.ask("events", "answers", request, AnswerPage)
            found += [row.member_id for row in page.answers]
            after = page.next
            if after is None:
                return found


def persistently(upstream: Upstream, request: GiveAnswer) -> Invitation:
    """Answer as a person at a slow page does: again, with the same form, until it is taken."""
    while True:
        try:
            return upstream.call("events", "answer", request, Invitation)
        except Unavailable:
            continue


def test_of_two_hundred_at_once_exactly_the_capacity_is_confirmed(system: System) -> None:
    forum = Forum(system, people=PEOPLE, capacity=PLACES)
    start = Barrier(PEOPLE)
    requests = [
        GiveAnswer(command_id=new_id(), code=forum.codes[person], member_id=person, answer="yes")
        for person in forum.people
    ]

    def ask(request: GiveAnswer) -> Invitation:
        start.wait()
        return persistently(system.upstream, request)

    with ThreadPoolExecutor(PEOPLE) as pool:
        replies = list(pool.map(ask, requests))

    assert Counter(reply.people[0].place for reply in replies) == {
        "confirmed": PLACES,
        "waiting": PEOPLE - PLACES,
    }
    counts = forum.view().counts
    assert (counts.yes, counts.confirmed, counts.waiting) == (PEOPLE, PLACES, PEOPLE - PLACES)
    rows = system.world.rows(
        "events",
        "select member_id, place, version from rsvps where event_id = %s order by asked",
        forum.event_id,
    )
    assert len(rows) == PEOPLE
    assert [row["place"] for row in rows] == ["confirmed"] * PLACES + ["waiting"] * 150
    assert {row["version"] for row in rows} == {1}
    positions = sorted(reply.people[0].position or 0 for reply in replies)
    assert positions == [0] * PLACES + list(range(1, PEOPLE - PLACES + 1))
    announced = (
        "select count(*) from outbox where type = 'rsvp.changed.v1' and body ->> 'event_id' = %s"
    )
    assert system.world.count("events", announced, str(forum.event_id)) == PEOPLE


def test_the_last_places_are_not_oversold_by_answers_that_come_and_go(system: System) -> None:
    forum = Forum(system, people=40, capacity=5)
    start = Barrier(40)

    def waver(person: UUID) -> None:
        start.wait()
        for answer in ("yes", "no", "yes"):
            request = GiveAnswer(
                command_id=new_id(),
                code=forum.codes[person],
                member_id=person,
                answer=answer,
            )
            persistently(system.upstream, request)
            held = system.world.count(
                "events",
                "select count(*) from rsvps where event_id = %s"
                " and place in ('confirmed', 'offered')",
                forum.event_id,
            )
            assert held <= 5

    with ThreadPoolExecutor(40) as pool:
        list(pool.map(waver, forum.people))

    counts = forum.view().counts
    assert counts.confirmed + counts.offered == 5
    assert counts.waiting == 35


def test_the_same_command_twice_is_one_answer(system: System) -> None:
    forum = Forum(system, people=1, capacity=1)
    (person,) = forum.people
    request = GiveAnswer(
        command_id=new_id(), code=forum.codes[person], member_id=person, answer="yes"
    )

    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda _: persistently(system.upstream, request), range(8)))
    forum.answer(person, "no")
    late = persistently(system.upstream, request)

    assert all(reply == replies[0] for reply in [*replies, late])
    assert forum.place(person) == "none"


def test_publishing_fifty_times_at_once_asks_for_one_audience(system: System) -> None:
    """T5: the same form again and again, and others who press the same button."""
    event_id = system.create_event().card.event_id
    same = new_id()
    requests = [
        PublishEvent(
            command_id=same if number % 2 else new_id(), event_id=event_id, audience_id=new_id()
        )
        for number in range(50)
    ]

    def publish(request: PublishEvent) -> str:
        while True:
            try:
                return system.ask("events", "publish_event", request, EventView).state
            except Refused as refusal:
                return refusal.code
            except Unavailable:
                continue

    with ThreadPoolExecutor(16) as pool:
        replies = Counter(pool.map(publish, requests))

    waves = system.world.count("events", "select count(*) from waves where event_id = %s", event_id)
    assert waves == 1
    assert set(replies) <= {"published", "already-published"}
    assert replies["published"] in (1, 25)


def test_a_withdrawn_place_is_offered_refused_and_passed_on_in_time(system: System) -> None:
    forum = Forum(system, people=4, capacity=1)
    first, second, third, fourth = forum.people
    for person in forum.people:
        forum.answer(person)

    forum.answer(first, "no")
    assert forum.place(second) == "offered"
    forum.answer(second, "no")
    assert forum.place(third) == "offered"
    system.world.rows(
        "events",
        "update rsvps set offered_until = now() where place = 'offered' and event_id = %s",
        forum.event_id,
    )
    eventually(lambda: forum.place(fourth) == "offered")
    forum.answer(fourth)

    assert forum.answers("confirmed") == [fourth]
    assert forum.answers("waiting") == []


def test_an_invitation_says_what_has_become_of_the_event(system: System) -> None:
    forum = Forum(system, people=3, capacity=1)
    first, second, third = forum.people
    assert forum.open(forum.codes[third]).situation == "open"
    forum.answer(first)
    forum.answer(second)
    assert forum.open(forum.codes[third]).situation == "full"
    assert forum.open(forum.codes[second]).situation == "open", "he has his place in the queue"

    request = ChangeEvent(event_id=forum.event_id, form=a_form(capacity=1, hours=80))
    system.ask("events", "change_event", request, EventView)
    assert forum.open(forum.codes[third]).situation == "changed"

    past = "update events set starts_at = now() - interval '1 h' where id = %s"
    system.world.rows("events", past, forum.event_id)
    assert forum.open(forum.codes[third]).situation == "past"
    with pytest.raises(Refused, match="event-is-over"):
        forum.answer(third)


def test_a_cancelled_event_takes_no_answers(system: System) -> None:
    forum = Forum(system, people=1, capacity=1)
    (person,) = forum.people
    system.cancel(forum.event_id)

    assert forum.open(forum.codes[person]).situation == "cancelled"
    with pytest.raises(Refused, match="event-cancelled"):
        forum.answer(person)
    with pytest.raises(Refused, match="event-cancelled"):
        system.cancel(forum.event_id)


def test_more_places_are_offered_at_once(system: System) -> None:
    forum = Forum(system, people=3, capacity=1)
    for person in forum.people:
        forum.answer(person)

    request = ChangeEvent(event_id=forum.event_id, form=a_form(capacity=2))
    counts = system.ask("events", "change_event", request, EventView).counts

    assert (counts.confirmed, counts.offered, counts.waiting) == (1, 1, 1)


@pytest.mark.parametrize("how", ["unknown", "altered", "other case", "cut", "expired", "nothing"])
def test_codes_that_lead_nowhere_are_refused_alike(system: System, how: str) -> None:
    forum = Forum(system, people=1, capacity=1)
    (person,) = forum.people
    code = forum.codes[person]
    wrong = {
        "unknown": "123456789",
        "altered": ("2" if code[0] != "2" else "3") + code[1:],
        "other case": code.swapcase(),
        "cut": code[:-1],
        "expired": code,
        "nothing": "",
    }[how]
    if how == "expired":
        gone = "update events set starts_at = now() - interval '61 days',"
        gone += " ends_at = now() - interval '60 days 1 s' where id = %s"
        system.world.rows("events", gone, forum.event_id)

    with pytest.raises(Refused, match="unknown-code"):
        forum.open(wrong)
    with pytest.raises(Refused, match="unknown-code"):
        system.answer(wrong, person, "yes")
