"""One published event on a real database, the people it invites, and a clock: no process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, LiteralString
from uuid import UUID

import pytest

from services.events.domain import codes
from services.events.domain.holding import Hold
from services.events.operations import answering, changing, inviting, missing, organising, seating
from shared import clock
from shared.contracts.events import (
    Answer,
    ChangeEvent,
    EventView,
    GiveAnswer,
    Invitation,
    Invited,
    OpenInvitation,
    PublishEvent,
)
from shared.contracts.members import Addressee, AudienceResolved, Balance
from shared.contracts.notifications import PlanCounted
from shared.db.database import Database
from shared.ids import new_id
from tests.support.system import a_form
from tests.support.world import World

KEY = bytes(range(32))
STAFF = new_id()
HOLD = Hold(hours=12)


class Hall:
    """One published event, the people whom it invites, and a clock."""

    def __init__(self, db: Database, *, people: int, capacity: int, guests_most: int) -> None:
        self.db = db
        self.form = a_form(capacity=capacity, guests_most=guests_most)
        created = organising.create_event(db, self.form, by=STAFF, now=self.now())
        self.event_id = created.card.event_id
        organising.publish_event(
            db,
            PublishEvent(command_id=new_id(), event_id=self.event_id, audience_id=new_id()),
            by=STAFF,
            now=self.now(),
        )
        self.people = [new_id() for _ in range(people)]
        self.invite([Addressee(member_id=person) for person in self.people])

    def now(self) -> datetime:
        return datetime.now(UTC)

    def rows(self, query: LiteralString, *arguments: Any) -> list[dict[str, Any]]:
        with self.db.transaction() as tx:
            cursor = tx.execute(query, arguments)
            return cursor.fetchall() if cursor.description else []

    def invite(
        self, addressees: list[Addressee], *, page: int = 1, balance: Balance | None = None
    ) -> None:
        query = "select id from waves where event_id = %s order by id"
        wave = self.rows(query, self.event_id)[0]["id"]
        message = AudienceResolved(
            wave_id=wave,
            event_id=self.event_id,
            page=page,
            addressees=addressees,
            total=len(addressees),
            balance=balance,
        )
        with self.db.transaction() as tx:
            inviting.invite(tx, message, key=KEY, now=clock.now())

    def plan(self) -> None:
        """Say, as notifications would, that everybody who was handed over has a row."""
        for asked in self.announced("plan.questioned.v1"):
            counted = PlanCounted(
                wave_id=UUID(asked["wave_id"]), event_id=self.event_id, planned=asked["meant"]
            )
            with self.db.transaction() as tx:
                missing.hear_count(tx, counted, now=clock.now())

    def code(self, holder: UUID) -> str:
        query = "select n from codes where event_id = %s and holder_id = %s"
        n = self.rows(query, self.event_id, holder)[0]["n"]
        return codes.make_code(KEY, self.event_id, holder, n)

    def answer(
        self, person: UUID, answer: Answer, *, holder: UUID | None = None, **request: Any
    ) -> Invitation:
        asked = GiveAnswer(
            command_id=request.pop("command_id", new_id()),
            code=self.code(holder or person),
            member_id=person,
            answer=answer,
            guests=request.pop("guests", 0),
            together=request.pop("together", False),
        )
        now = request.pop("now", self.now())
        return answering.answer(self.db, asked, key=KEY, hold=HOLD, now=now)

    def change(self, *, silent: bool = False, **changes: Any) -> EventView:
        self.form = replace(self.form, command_id=new_id(), **changes)
        request = ChangeEvent(event_id=self.event_id, form=self.form, silent=silent)
        return changing.change_event(self.db, request, by=STAFF, hold=HOLD, now=self.now())

    def lapse(self, *people: UUID) -> None:
        """Let the time of every offer be over, or only of these people's."""
        query = (
            "update rsvps set offered_until = now() - interval '1 s' where event_id = %s"
            " and place = 'offered' and (%s::uuid[] = '{}' or member_id = any(%s))"
        )
        self.rows(query, self.event_id, list(people), list(people))
        self.pass_all_on()

    def pass_all_on(self) -> None:
        """Pass on what nobody took until now."""
        while seating.lapse_offers(self.db, hold=HOLD, now=self.now()):
            pass

    def close_answers(self) -> datetime:
        """Let the deadline be in an hour; gives it."""
        until = self.now() + timedelta(hours=1)
        self.rows("update events set answer_until = %s where id = %s", until, self.event_id)
        return until

    def move(self, *, starts_at: datetime) -> None:
        """Let the event begin at another time, without telling anybody."""
        ends_at = starts_at + timedelta(hours=3)
        query = "update events set starts_at = %s, ends_at = %s where id = %s"
        self.rows(query, starts_at, ends_at, self.event_id)

    def open(self, holder: UUID, *, now: datetime | None = None) -> Invitation:
        asked = OpenInvitation(code=self.code(holder))
        return answering.open_invitation(self.db, asked, key=KEY, now=now or self.now())

    def me(self, person: UUID) -> Invited:
        return next(p for p in self.open(person).people if p.member_id == person)

    def places(self) -> dict[UUID, str]:
        query = "select member_id, place from rsvps where event_id = %s"
        return {r["member_id"]: r["place"] for r in self.rows(query, self.event_id)}

    def queue(self) -> list[UUID]:
        query = (
            "select member_id from rsvps where event_id = %s and place = 'waiting' order by asked"
        )
        return [row["member_id"] for row in self.rows(query, self.event_id)]

    def announced(self, kind: str) -> list[dict[str, Any]]:
        query = "select body from outbox where type = %s and body ->> 'event_id' = %s order by id"
        rows = self.rows(query, kind, str(self.event_id))
        return [row["body"] for row in rows]


@pytest.fixture(scope="module")
def hall(make_world: Callable[..., World]) -> Iterator[Callable[..., Hall]]:
    world = make_world(services=("events",))
    db = Database(world.dsn("events"))

    def make(*, people: int = 6, capacity: int = 2, guests_most: int = 0) -> Hall:
        return Hall(db, people=people, capacity=capacity, guests_most=guests_most)

    yield make
    db.close()
