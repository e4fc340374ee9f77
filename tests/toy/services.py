"""Two services of two methods: one speaks, one hears; to try the ground on before features."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import ClassVar

from shared.contracts.wire import Message, Wire, published
from shared.crashpoints import crashpoint
from shared.db.database import Transaction
from shared.edge.service import (
    DatabaseProvider,
    SettingsProvider,
    drain_parking,
    rpc,
    subscribe,
)
from shared.errors import Refusal
from shared.messaging import outbox
from shared.messaging.topology import Definitions, Hearing, definitions
from shared.settings import ServiceSettings


@published
@dataclass(frozen=True, kw_only=True)
class BellRung(Message):
    """A bell was rung. `how` makes the hearer fail in different ways."""

    type: ClassVar[str] = "bell.rung.v1"
    owner: ClassVar[str] = "events"

    number: int
    how: str = "well"


@dataclass(frozen=True, kw_only=True)
class Ring(Wire):
    number: int
    how: str = "well"


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
        if request.how == "too-loud":
            raise TooLoud(limit=1)
        if request.how == "boom":
            raise RuntimeError("canary +212600000001")  # noqa: EM101
        if request.how == "slow":
            time.sleep(1)
        with self.db.transaction() as tx:
            outbox.add(tx, BellRung(number=request.number, how=request.how))
        crashpoint("speaker.after_commit")
        return request


class Hearer:
    """Writes down every bell it hears."""

    name = "hearer"
    settings = SettingsProvider(ServiceSettings)
    db = DatabaseProvider()

    @subscribe(BellRung)
    def hear_bell(self, tx: Transaction, message: BellRung) -> None:
        began(message.number)
        time.sleep(float(os.environ.get("TOY_DELAY_S", "0")))
        if message.how == "always-fails":
            raise RuntimeError("canary +212600000001")  # noqa: EM101
        if message.how == "refused":
            raise TooLoud
        tx.execute("insert into heard (number) values (%s)", (message.number,))

    @drain_parking
    def empty_parking(self) -> None:
        """Take over what the broker gave up on."""


def began(number: int) -> None:
    """Note outside any transaction that a handler ran, so that runs can be counted."""
    if path := os.environ.get("TOY_RUNS"):
        with open(path, "a") as runs:  # noqa: PTH123
            runs.write(f"{number}\n")


def toy_definitions() -> Definitions:
    return definitions([Hearing("hearer", BellRung.type)], answering=["speaker"])
