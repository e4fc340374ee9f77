"""
Whoever waits for an answer is told at once, whatever else is under way.

Twenty thousand invitations are going out, by a message centre and by a mail server. One provider
answers nothing but errors, one number is put off for ever, and a send before all of them cannot be
written. Meanwhile fifty people say that they come, and ten ask for a code.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import pytest
import structlog
from cryptography.fernet import Fernet

from deploy.local.places import database_account
from services.notifications import domain
from shared.contracts.members import Contact, VerificationRequested
from shared.ids import new_id
from shared.testing.waiting import eventually
from tests.support.scene import NUMBERS
from tests.support.sms_peers import Fake, Smsc
from tests.support.system import System, a_contact, addressed
from tests.support.world import World, free_port
from tools.bench.sink import Sink

log = structlog.get_logger()

PROVIDERS = """
[[provider]]
name = "smsc"
kind = "smpp"
host = "127.0.0.1"
port = {port}
system_id = "fmas"
password_from = "SMSC_PASSWORD"
sender = "FMAS"
window = 20
parts_per_second = 200

[[provider]]
name = "broken"
kind = "http"
url = "{url}?to={{to}}&text={{text}}"
codes = {{ "503" = "unavailable" }}
window = 20
"""
CHANNELS = ("sms", "email")
SENDERS = ("notifications-sms", "notifications-email")
BULK, URGENT, CODES = 20_000, 50, 10
LATER_BY_S = 5.0
PUT_OFF = "+212699999999"

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]


class Town:
    """The product with its peers outside."""

    def __init__(self, world: World, smsc: Smsc, sink: Sink, broken: Fake) -> None:
        self.world, self.smsc, self.sink, self.broken = world, smsc, sink, broken
        self.system = System(world)
        self.settings: dict[str, str] = {}

    def start(self, *names: str) -> None:
        self.system.start(*names, **self.settings)

    def people(self, number: int) -> list[Contact]:
        """Make people of whom every second is told by SMS, the others by e-mail."""
        made = []
        for _ in range(number):
            n = next(NUMBERS)
            by_sms = bool(n % 2)
            made.append(
                a_contact(
                    n,
                    channels=["sms"] if by_sms else ["email"],
                    email=None if by_sms else f"person{n}@members.example",
                    sms_consent=by_sms,
                    email_consent=not by_sms,
                )
            )
        self.system.announce_contacts(made)
        return made

    def invite(self, people: list[Contact]) -> UUID:
        return self.system.invite(people, capacity=len(people))

    def unwritable(self, people: list[Contact]) -> UUID:
        """Invite to an event of which nothing can be read."""
        event = self.system.create_event(capacity=len(people)).card.event_id
        self.system.publish(event)
        known = "select count(*) from cards where event_id = %s"
        eventually(lambda: self.world.count("notifications", known, event), within_s=30)
        spoil = "update cards set body = body - 'texts' where event_id = %s"
        self.world.rows("notifications", spoil, event)
        self.system.resolve(event, addressed(people))
        return event

    def states(self, event: UUID, channel: str, kind: str = "invitation") -> Counter[str]:
        rows = self.world.rows(
            "notifications",
            "select state, count(*) as n from deliveries where send_id = %s and channel = %s"
            " group by 1",
            domain.send_id(event, kind),
            channel,
        )
        return Counter({row["state"]: row["n"] for row in rows})

    def confirmed_after(self, event: UUID, people: list[Contact]) -> list[float]:
        """Let everybody say yes; gives after how many seconds each confirmation was taken."""
        codes = self.system.codes(event)
        said: dict[UUID, datetime] = {}
        for person in people:
            self.system.answer(codes[person.member_id], person.member_id, "yes")
            said[person.member_id] = datetime.now(UTC)
        query = "select member_id, changed_at from deliveries where send_id = %s and state = 'sent'"
        send_id = domain.send_id(event, "confirmation")

        def all_taken() -> list[dict[str, Any]] | None:
            rows = self.world.rows("notifications", query, send_id)
            return rows if len(rows) == len(people) else None

        rows = eventually(all_taken, within_s=60, every_s=0.2)
        return [(row["changed_at"] - said[row["member_id"]]).total_seconds() for row in rows]

    def coded_after(self) -> list[float]:
        """Let people ask for a code by SMS; gives after how many seconds each was taken."""
        box = Fernet(self.world.environment("notifications-sms")["LINKS_KEY"])
        began, ids = datetime.now(UTC), [new_id() for _ in range(CODES)]
        self.system.announce(
            *(
                VerificationRequested(
                    verification_id=each,
                    staff_id=new_id(),
                    purpose="own_page",
                    email="",
                    name="",
                    language="fr",
                    sealed_token=box.encrypt(b"LinkOf22Letters_abc-de").decode(),
                    sealed_address=box.encrypt(f"+21261{next(NUMBERS):07d}".encode()).decode(),
                    channel="sms",
                    valid_until=began + timedelta(minutes=10),
                )
                for each in ids
            )
        )
        query = "select changed_at from account_mails where id = any(%s) and state = 'sent'"

        def all_taken() -> list[dict[str, Any]] | None:
            rows = self.world.rows("notifications", query, ids)
            return rows if len(rows) == CODES else None

        rows = eventually(all_taken, within_s=60, every_s=0.2)
        return [(row["changed_at"] - began).total_seconds() for row in rows]


@pytest.fixture
def town(make_world: Callable[..., World], tmp_path: Path) -> Iterator[Town]:
    with ExitStack() as stack:
        smsc = Smsc(tmp_path, latency=20, reject_dest=f"{PUT_OFF[1:]}=0x08")
        stack.callback(smsc.stop)
        broken = Fake(lambda *_: (503, "out of order"))
        stack.callback(broken.stop)
        mail = free_port()
        sink = Sink(tmp_path / "sink", mail, database_account(), keep=True)
        stack.enter_context(sink)
        file = tmp_path / "providers.toml"
        file.write_text(PROVIDERS.format(port=smsc.port, url=broken.url), "utf-8")
        town = Town(make_world(), smsc, sink, broken)
        town.settings = {
            "SMS_PROVIDERS": str(file),
            "SMSC_PASSWORD": "sesame",
            "SMTP_URL": f"smtp://127.0.0.1:{mail}",
        }
        town.start("relay", "events", "notifications", *SENDERS)
        yield town


@dataclass(frozen=True, kw_only=True)
class Bulk:
    """Events whose invitations go out: one of many, one that cannot be written, one behind them."""

    many: UUID
    by_sms: int
    spoilt: UUID
    behind: UUID


def begun(town: Town) -> Bulk:
    """Queue it all while nothing is sent, and begin to send."""
    for name in SENDERS:
        town.world.processes[name].terminate()
    spoilt = town.unwritable(town.people(100))
    crowd = town.people(BULK - 1)
    put_off = replace(crowd[0], member_id=new_id(), phone=PUT_OFF)
    if "sms" not in put_off.channels:
        put_off = replace(crowd[1], member_id=new_id(), phone=PUT_OFF)
    town.system.announce_contacts([put_off])
    bulk = Bulk(
        spoilt=spoilt,
        many=town.invite([*crowd, put_off]),
        by_sms=sum(person.channels == ["sms"] for person in crowd),
        behind=town.invite(town.people(30)),
    )

    def queued() -> bool:
        return all(
            town.states(event, "sms") + town.states(event, "email") == {"waiting": people}
            for event, people in ((spoilt, 100), (bulk.many, BULK), (bulk.behind, 30))
        )

    eventually(queued, within_s=240, every_s=0.5)
    town.start(*SENDERS)
    return bulk


def under_way(town: Town, bulk: Bulk) -> int:
    """Wait until enough of both channels went; gives how many wait where fewest do."""

    def enough() -> bool:
        return all(town.states(bulk.many, channel)["sent"] >= 300 for channel in CHANNELS)

    eventually(enough, within_s=240)
    return min(town.states(bulk.many, channel)["waiting"] for channel in CHANNELS)


def all_went(town: Town, bulk: Bulk) -> None:
    def all_but_one() -> bool:
        states = sum((town.states(bulk.many, channel) for channel in CHANNELS), Counter[str]())
        return states.total() == BULK and states["waiting"] + states["claimed"] <= 1

    eventually(all_but_one, within_s=600, every_s=1)
    for channel in CHANNELS:
        states = partial(town.states, bulk.behind, channel)
        eventually(lambda states=states: states() == {"sent": 15}, within_s=60)  # type: ignore[misc]
        assert set(town.states(bulk.spoilt, channel)) == {"waiting"}
    assert town.states(bulk.many, "sms") == {"sent": bulk.by_sms, "waiting": 1}
    # It was left alone after a window, and then tried with one message at a time.
    assert len(town.broken.asked) <= 20 + 20
    stats = town.smsc.stats()
    assert (stats["duplicates"], stats["cut_chars"]) == (0, 0)
    # Nobody has two invitations; some have a confirmation.
    assert Counter(town.sink.recipients().values()) == {1: BULK // 2 + 15, 2: URGENT}


def test_who_answers_is_told_at_once_while_twenty_thousand_are_invited(town: Town) -> None:
    first, second = town.people(URGENT), town.people(URGENT)
    events = [town.invite(first), town.invite(second)]
    for event in events:
        town.system.finished(event, URGENT)
    alone = {"confirmed": town.confirmed_after(events[0], first), "codes": town.coded_after()}

    bulk = begun(town)
    waiting, began = under_way(town, bulk), time.monotonic()
    amid = {"confirmed": town.confirmed_after(events[1], second), "codes": town.coded_after()}
    for what, seconds in amid.items():
        log.info(what, alone=figures(alone[what]), amid=figures(seconds), waiting=waiting)
    all_went(town, bulk)
    took_s = round(time.monotonic() - began)
    log.info("bulk", people=BULK, took_s=took_s, errors_of_broken=len(town.broken.asked))

    assert waiting > 2_000, "there was much to do"
    for what, seconds in amid.items():
        assert max(seconds) <= max(alone[what]) + LATER_BY_S


def figures(seconds: list[float]) -> dict[str, float]:
    return {"median_s": round(median(seconds), 2), "last_s": round(max(seconds), 2)}
