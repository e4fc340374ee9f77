"""One assembly on a real database, the members of its body, and a clock: no process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, LiteralString
from uuid import UUID

import pytest

from services.events.domain import codes
from services.events.operations import assemblies, changing, checking_in, inviting, organising
from shared.contracts.events import ChangeEvent, CheckIn, EventView, Scan
from shared.contracts.events.assemblies import AssemblyView, Convene, PutAssembly, Standing
from shared.contracts.members import Addressee, AudienceResolved
from shared.contracts.members.statutes import BodyStatutes, Statutes
from shared.db.database import Database
from shared.ids import new_id
from tests.support.hall import HOLD, KEY, STAFF
from tests.support.system import a_form
from tests.support.world import World

COUNCIL = BodyStatutes(
    body="council",
    names={"fr": "Conseil", "ar": "المجلس"},
    statutes=Statutes(most_proxies=2),
    written=True,
)
AGENDA = {"fr": ["Rapport moral", "Budget"], "ar": ["التقرير الأدبي", "الميزانية"]}


class Assembly:
    """A draft that convenes a council, a month ahead."""

    def __init__(self, db: Database, *, days: int) -> None:
        self.db = db
        self.form = a_form(capacity=500, hours=24 * days, type="assembly")
        created = organising.create_event(db, self.form, by=STAFF, now=self.now())
        self.event_id = created.card.event_id

    def now(self) -> datetime:
        return datetime.now(UTC)

    def rows(self, query: LiteralString, *arguments: Any) -> list[dict[str, Any]]:
        with self.db.transaction() as tx:
            cursor = tx.execute(query, arguments)
            return cursor.fetchall() if cursor.description else []

    def put(self, body: BodyStatutes = COUNCIL, agenda: Any = None) -> AssemblyView:
        request = PutAssembly(
            command_id=new_id(),
            event_id=self.event_id,
            body=body,
            agenda=AGENDA if agenda is None else agenda,
        )
        return assemblies.put_assembly(self.db, request, by=STAFF, now=self.now())

    def convene(self, *, reason: str = "", now: datetime | None = None) -> AssemblyView:
        command = Convene(command_id=new_id(), event_id=self.event_id, late_reason=reason)
        return assemblies.convene(self.db, command, by=STAFF, now=now or self.now())

    def convened(self, members: int, **statutes: Any) -> list[UUID]:
        """Convene a council of so many members, whose roll is heard; gives their ids."""
        self.put(replace(COUNCIL, statutes=replace(COUNCIL.statutes, **statutes)))
        self.convene()
        people = [new_id() for _ in range(members)]
        self.hear_wave(people)
        self.hear_roll(people)
        return people

    def hear_wave(self, people: Iterable[UUID]) -> None:
        """Let members answer whom the convocation is for."""
        query = "select id from waves where event_id = %s and kind = 'invitation'"
        self._hear(self.rows(query, self.event_id)[0]["id"], [list(people)])

    def hear_roll(self, *pages: Iterable[UUID], roll: UUID | None = None) -> None:
        """Let members answer who is in mandate, page by page."""
        self._hear(roll or self.roll(), [list(page) for page in pages])

    def roll(self) -> UUID:
        """Give the newest roll."""
        query = "select id from rolls where event_id = %s order by asked_at desc, id desc"
        roll_id: UUID = self.rows(query, self.event_id)[0]["id"]
        return roll_id

    def _hear(self, wave: UUID, pages: list[list[UUID]]) -> None:
        total = sum(map(len, pages))
        for number, page in enumerate(pages, 1):
            message = AudienceResolved(
                wave_id=wave,
                event_id=self.event_id,
                page=number,
                addressees=[Addressee(member_id=member) for member in page],
                total=total if number == len(pages) else None,
            )
            with self.db.transaction() as tx:
                inviting.invite(tx, message, key=KEY, now=self.now())

    def change(self, **changes: Any) -> EventView:
        self.form = replace(self.form, command_id=new_id(), **changes)
        request = ChangeEvent(event_id=self.event_id, form=self.form)
        return changing.change_event(self.db, request, by=STAFF, hold=HOLD, now=self.now())

    def begin(self) -> None:
        """Let the assembly have begun an hour ago."""
        self.rows(
            "update events set starts_at = now() - interval '1 h',"
            " ends_at = now() + interval '3 h' where id = %s",
            self.event_id,
        )

    def scan(self, *members: UUID, out: bool = False) -> None:
        """Let people in, or take it back."""
        kind: Any = "out" if out else "in"
        scans = [Scan(id=new_id(), kind=kind, at=self.now(), member_id=one) for one in members]
        request = CheckIn(event_id=self.event_id, device=new_id(), clock=self.now(), scans=scans)
        checking_in.check_in(self.db, request, by=STAFF, key=KEY, now=self.now())

    def standing(self) -> Standing:
        found = assemblies.quorum(self.db, self.event_id).standing
        assert found is not None
        return found

    def view(self) -> AssemblyView:
        return assemblies.assembly(self.db, self.event_id, now=self.now())

    def code(self, holder: UUID) -> str:
        query = "select n from codes where event_id = %s and holder_id = %s"
        n = self.rows(query, self.event_id, holder)[0]["n"]
        return codes.make_code(KEY, self.event_id, holder, n)

    def announced(self, kind: str) -> list[dict[str, Any]]:
        query = "select body from outbox where type = %s order by id"
        bodies = [row["body"] for row in self.rows(query, kind)]
        own = str(self.event_id)
        return [b for b in bodies if own in (b.get("event_id"), b.get("card", {}).get("event_id"))]


@pytest.fixture(scope="module")
def convened(make_world: Callable[..., World]) -> Iterator[Callable[..., Assembly]]:
    """Make assemblies on one database."""
    database = Database(make_world(services=("events",)).dsn("events"))

    def make(*, days: int = 30) -> Assembly:
        return Assembly(database, days=days)

    yield make
    database.close()
