"""The product's processes in a test's world, and the few things tests say to them."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import requests

from shared.contracts.events import (
    CancelEvent,
    CardText,
    EventForm,
    EventView,
    GiveAnswer,
    Invitation,
    PublishEvent,
)
from shared.contracts.members import (
    Addressee,
    AudienceResolved,
    Channel,
    Contact,
    MemberContactChanged,
)
from shared.contracts.notifications import (
    EventSends,
    OptedOut,
    OptOut,
    SendProgress,
    SendsProgress,
    StopSend,
)
from shared.contracts.wire import CHUNK, Wire
from shared.db.database import connect
from shared.edge.actors import sign
from shared.edge.upstream import Upstream
from shared.ids import new_id
from shared.messaging import outbox
from shared.settings import Secret
from shared.testing.waiting import eventually
from tests.support.world import World

W = TypeVar("W", bound=Wire)

SCOPES = [
    *("members:read", "members:write", "events:read", "events:write", "events:publish"),
    *("sends:read", "sends:control", "names:read", "people:count"),
]
STAFF = uuid4()


class System:
    """A world in which the product runs; the people in it are made by the test."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.upstream = Upstream(world.broker_url("web"))

    def start(self, *names: str, **settings: str) -> None:
        """Start processes together; `settings` are for all of them."""
        with ThreadPoolExecutor(len(names)) as pool:
            list(pool.map(lambda name: self.world.run(name, **settings), names))
        if "sandbox" in names:
            eventually(self._sandbox_answers, within_s=15)

    def _sandbox_answers(self) -> bool:
        try:
            return requests.get(f"{self.sandbox}/api/counts", timeout=1).ok
        except requests.RequestException:
            return False

    @property
    def sandbox(self) -> str:
        return f"http://127.0.0.1:{self.world.ports['sandbox_http']}"

    @property
    def web(self) -> str:
        return f"http://127.0.0.1:{self.world.ports['web']}"

    # -- asking

    def token(self, scopes: list[str] | None = None) -> str:
        key = Secret(self.world.stack.secrets["actor_signing_key"]).key()
        return sign(
            key,
            staff_id=STAFF,
            role="organiser",
            scopes=SCOPES if scopes is None else scopes,
            now=datetime.now(UTC),
        )

    def ask(self, service: str, method: str, request: Wire | None, reply: type[W]) -> W:
        return self.upstream.call(service, method, request, reply, actor=self.token())

    # -- members' part, played by the test

    def announce(self, *messages: Any) -> None:
        """Put messages into the outbox of members."""
        with connect(self.world.dsn("members")) as tx:
            outbox.add_all(tx, messages)

    def announce_contacts(self, contacts: list[Contact]) -> None:
        chunks = (contacts[n : n + CHUNK] for n in range(0, len(contacts), CHUNK))
        self.announce(*(MemberContactChanged(contacts=chunk) for chunk in chunks))

    def resolve(self, event_id: UUID, addressees: list[Addressee]) -> None:
        """Answer an event's request for its audience, as members would."""
        wave = self.world.rows("events", "select id from waves where event_id = %s", event_id)
        chunks = [addressees[n : n + CHUNK] for n in range(0, len(addressees), CHUNK)] or [[]]
        self.announce(
            *(
                AudienceResolved(
                    wave_id=wave[0]["id"],
                    event_id=event_id,
                    page=number,
                    addressees=chunk,
                    total=len(addressees) if number == len(chunks) else None,
                )
                for number, chunk in enumerate(chunks, start=1)
            )
        )

    # -- events

    def create_event(self, *, capacity: int = 100, hours: int = 72) -> EventView:
        return self.ask("events", "create_event", a_form(capacity=capacity, hours=hours), EventView)

    def publish(self, event_id: UUID, audience_id: UUID | None = None) -> EventView:
        request = PublishEvent(
            command_id=new_id(), event_id=event_id, audience_id=audience_id or new_id()
        )
        return self.ask("events", "publish_event", request, EventView)

    def answer(self, code: str, member_id: UUID, answer: Any) -> Invitation:
        request = GiveAnswer(command_id=new_id(), code=code, member_id=member_id, answer=answer)
        return self.upstream.call("events", "answer", request, Invitation)

    def cancel(self, event_id: UUID) -> EventView:
        request = CancelEvent(command_id=new_id(), event_id=event_id)
        return self.ask("events", "cancel_event", request, EventView)

    def invite(self, contacts: list[Contact], *, capacity: int = 100) -> UUID:
        """Create an event, publish it, and answer who it is for; gives the event's id."""
        event_id = self.create_event(capacity=capacity).card.event_id
        with self.in_place_of_members():
            self.publish(event_id)
            self.resolve(event_id, addressed(contacts))
        return event_id

    @contextmanager
    def in_place_of_members(self) -> Iterator[None]:
        """Keep members, if they run, from saying that nobody knows the audience of a test."""
        jobs = self.world.processes.get("members-jobs")
        if jobs:
            jobs.signal(signal.SIGSTOP)
        try:
            yield
        finally:
            if jobs:
                jobs.signal(signal.SIGCONT)

    # -- notifications

    def stop(self, event_id: UUID, kind: str = "invitation") -> SendProgress:
        send = self.send_of(event_id, kind)
        assert send is not None
        request = StopSend(command_id=new_id(), send_id=send.send_id)
        return self.ask("notifications", "stop_send", request, SendProgress)

    def opt_out(self, code: str, *channels: Channel) -> OptedOut:
        request = OptOut(code=code, channels=list(channels))
        return self.upstream.call("notifications", "opt_out", request, OptedOut)

    def send_of(self, event_id: UUID, kind: str = "invitation") -> SendProgress | None:
        sends = self.ask("notifications", "sends", EventSends(event_id=event_id), SendsProgress)
        return next((send for send in sends.sends if send.kind == kind), None)

    def finished(self, event_id: UUID, people: int, *, kind: str = "invitation") -> SendProgress:
        """Wait until everybody has a row and none waits; give the totals."""

        def look() -> SendProgress | None:
            send = self.send_of(event_id, kind)
            return send if send and send.finished and send.people == people else None

        try:
            found = eventually(look, within_s=90, every_s=0.3)
        except AssertionError as error:
            error.add_note(f"{self.send_of(event_id, kind)}\n{self._stuck(event_id)}")
            raise
        assert found is not None
        return found

    def _stuck(self, event_id: UUID) -> dict[str, Any]:
        """Say what waits where, for whoever asks why a send does not finish."""
        rows = self.world.rows
        of_event = "send_id in (select id from sends where event_id = %s)"
        return {
            "rows": rows("notifications", f"select * from deliveries where {of_event}", event_id),
            "batches": rows("notifications", f"select * from batches where {of_event}", event_id),
            "unpublished": {
                service: rows(service, "select * from outbox where published_at is null")
                for service in self.world.databases
            },
            "queues": {name: depth for name, depth in self.world.queue_depths().items() if depth},
        }

    # -- the outside world

    def misbehave(self, channel: str, **faults: int | str) -> None:
        """Let the outside world behave badly from now on (tools/sandbox/README.md)."""
        body = {"channel": channel, **faults}
        requests.post(f"{self.sandbox}/api/faults", json=body, timeout=5).raise_for_status()

    def behave(self) -> None:
        requests.delete(f"{self.sandbox}/api/faults", timeout=5).raise_for_status()

    def accepted(self) -> list[dict[str, Any]]:
        """Give the ledger that phones and inboxes wrote, each line before they answered."""
        path = Path(self.world.environment("sandbox")["SANDBOX_DIR"]) / "accepted.jsonl"
        lines = path.read_bytes().split(b"\n") if path.exists() else []
        return [json.loads(line) for line in lines[:-1]]

    def received(self, channel: str) -> list[dict[str, Any]]:
        """Give everything that phones or inboxes got."""
        messages: list[dict[str, Any]] = []
        wanted: dict[str, str | int] = {"channel": channel, "after": 0, "limit": 500}
        while True:
            page = requests.get(f"{self.sandbox}/api/messages", params=wanted, timeout=10).json()
            messages += page["messages"]
            if not page["messages"] or not page["next"]:
                return messages
            wanted["after"] = page["next"]

    def codes(self, event_id: UUID) -> dict[UUID, str]:
        """Give the code of each member, as notifications keeps it."""
        rows = self.world.rows(
            "notifications", "select member_id, code from codes where event_id = %s", event_id
        )
        return {row["member_id"]: row["code"] for row in rows}


def a_form(*, capacity: int = 100, hours: int = 72, **changes: Any) -> EventForm:
    start = datetime.now(ZoneInfo("Africa/Casablanca")).replace(tzinfo=None, microsecond=0)
    start += timedelta(hours=hours)
    fields: dict[str, Any] = {
        "command_id": new_id(),
        "type": "forum",
        "starts_at": start.isoformat(),
        "ends_at": (start + timedelta(hours=3)).isoformat(),
        "zone": "Africa/Casablanca",
        "capacity": capacity,
        "languages": ["fr", "ar"],
        "texts": {
            "fr": CardText(title="Forum des jeunes", venue="Rabat", description="Venez."),
            "ar": CardText(title="منتدى الشباب", venue="الرباط"),
        },
    }
    return EventForm(**(fields | changes))


def a_contact(number: int, **changes: Any) -> Contact:
    """Make somebody: every third by SMS only, the others by e-mail; in turn in each language."""
    by_sms = number % 3 == 0
    fields: dict[str, Any] = {
        "member_id": new_id(),
        "version": number + 1,
        "first_name": ("Amina", "يوسف", "ⵉⴷⵉⵔ", "Sara")[number % 4],
        "language": ("fr", "ar", "zgh", "en")[number % 4],
        "channels": ["sms"] if by_sms else ["email"],
        "phone": f"+2126{number:08d}",
        "email": None if by_sms else f"person{number}@members.example",
        "sms_consent": by_sms,
        "email_consent": not by_sms,
    }
    return Contact(**(fields | changes))


def addressed(contacts: list[Contact]) -> list[Addressee]:
    ordered = sorted(contacts, key=lambda c: (str(c.household_id or c.member_id), str(c.member_id)))
    return [Addressee(member_id=c.member_id, household_id=c.household_id) for c in ordered]
