"""Two services of few methods: one speaks, one hears; to try the ground on without features."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

import structlog
from eventlet import patcher

from shared.contracts.wire import Message, Wire, published
from shared.crashpoints import crashpoint
from shared.db.database import Transaction
from shared.edge.service import (
    ActorToken,
    DatabaseProvider,
    SettingsProvider,
    drain_parking,
    rpc,
    subscribe,
)
from shared.errors import NotFound, Refusal
from shared.ids import new_id
from shared.messaging import commands, outbox
from shared.messaging.topology import Definitions, Hearing, definitions
from shared.settings import ServiceSettings

log = structlog.get_logger()

CANARY = "+212600000001"
"""A made-up phone number that may stand in no log."""


@published
@dataclass(frozen=True, kw_only=True)
class BellRung(Message):
    """A bell was rung. `how` makes the hearer fail in different ways."""

    type: ClassVar[str] = "bell.rung.v1"
    owner: ClassVar[str] = "events"

    number: int
    how: str = "well"
    phone: str = CANARY


@published
@dataclass(frozen=True, kw_only=True)
class GongStruck(Message):
    """A gong was struck; nobody hears it."""

    type: ClassVar[str] = "gong.struck.v1"
    owner: ClassVar[str] = "events"

    number: int


@published
@dataclass(frozen=True, kw_only=True)
class DrumBeaten(Message):
    """A drum was beaten, on an exchange that nobody made."""

    type: ClassVar[str] = "drum.beaten.v1"
    owner: ClassVar[str] = "nobody"

    number: int


@dataclass(frozen=True, kw_only=True)
class Ring(Wire):
    number: int
    how: str = "well"
    command_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Asleep(Wire):
    seconds: float


class TooLoud(Refusal):
    """The bell is too loud."""

    code = "too-loud"


class Speaker:
    """Rings bells."""

    name = "speaker"
    settings = SettingsProvider(ServiceSettings)
    db = DatabaseProvider()

    @rpc(Ring)
    def ring(self, request: Ring) -> Ring:
        began(request.number)
        misbehave(request.how)
        with self.db.transaction() as tx:
            rung = commands.once(
                tx, request.command_id or new_id(), Ring, lambda: announce(tx, request)
            )
        crashpoint("speaker.after_commit")
        return rung

    @rpc(Ring, scope="events:write")
    def ring_as_somebody(self, request: Ring, actor: ActorToken) -> Ring:
        return Ring(number=request.number, how=actor.role)

    @rpc(Asleep)
    def sleep_in_database(self, request: Asleep) -> Asleep:
        with self.db.transaction() as tx:
            tx.execute("select pg_sleep(%s)", (request.seconds,))
        return request


def announce(tx: Transaction, request: Ring) -> Ring:
    outbox.add(tx, BellRung(number=request.number, how=request.how))
    return request


def misbehave(how: str) -> None:
    """Do to a caller what a service may do."""
    if how == "too-loud":
        raise TooLoud(limit=1)
    if how == "not-there":
        raise NotFound(bell=new_id())
    if how == "boom":
        raise RuntimeError(CANARY)
    if how == "slow":
        time.sleep(1)


class Hearer:
    """Writes down every bell it hears."""

    name = "hearer"
    settings = SettingsProvider(ServiceSettings)
    db = DatabaseProvider()

    @subscribe(BellRung)
    def hear_bell(self, tx: Transaction, message: BellRung) -> None:
        began(message.number)
        time.sleep(float(os.environ.get("TOY_DELAY_S", "0")))
        if message.how == "freezes":
            freeze(2)
        if message.how == "always-fails":
            raise RuntimeError(CANARY)
        if message.how == "refused":
            raise TooLoud(phone=CANARY)
        if message.how == "bad-sql":
            tx.execute("insert into heard (number) values (%s)", (CANARY,))
        tx.execute("insert into heard (number) values (%s)", (message.number,))
        log.info("bell_heard", number=message.number)

    @drain_parking
    def empty_parking(self) -> None:
        """Take over what the broker gave up on."""


class ClassicHearer:
    """Another hearer, which finds its queue made by somebody who knew less."""

    name = "classic"
    settings = SettingsProvider(ServiceSettings)
    db = DatabaseProvider()

    @subscribe(BellRung)
    def hear_bell(self, tx: Transaction, message: BellRung) -> None:
        """Never called."""


def began(number: int) -> None:
    """Note outside any transaction that a handler ran, with the time, so that runs are counted."""
    if path := os.environ.get("TOY_RUNS"):
        with open(path, "a") as runs:  # noqa: PTH123
            runs.write(f"{number} {time.time()}\n")


def freeze(seconds: float) -> None:
    """Stop the whole process, as a computation would: no greenlet runs, no heartbeat is sent."""
    patcher.original("time").sleep(seconds)


def toy_definitions() -> Definitions:
    wanted = definitions([Hearing("hearer", BellRung.type)], answering=["speaker"])
    exchanges = [each for each in wanted["exchanges"] if each["name"] != "nobody.events"]
    return wanted | {"exchanges": exchanges}
