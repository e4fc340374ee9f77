"""
nameko as it comes, for the contrast: each class meets one pitfall of docs/pitfalls.md.

Run by nameko's own runner: `python -m nameko run --broker … tests.toy.stock:Hearer`.
"""

from __future__ import annotations

import os
import time
from typing import Any

from eventlet import patcher
from nameko.events import EventHandler, event_handler
from nameko.extensions import DependencyProvider
from nameko.rpc import rpc

SOURCE = "stock"
"""Whose events all of them hear: the exchange is `stock.events`, the routing key `bell`."""

Bell = dict[str, Any]


def note(number: int, what: str) -> None:
    """Write what a handler did where a test can count it."""
    with open(os.environ["TOY_RUNS"], "a") as runs:  # noqa: PTH123
        runs.write(f"{number} {what}\n")


def hear(bell: Bell) -> None:
    """Do what the bell says: take its time, raise, hold the whole process."""
    number = bell["number"]
    note(number, "began")
    if bell.get("raises"):
        raise RuntimeError(bell["raises"])
    time.sleep(bell.get("takes", 0))
    patcher.original("time").sleep(bell.get("freezes", 0))
    note(number, "ended")


class Hearer:
    name = "stock_hearer"

    @event_handler(SOURCE, "bell")
    def hear_bell(self, bell: Bell) -> None:
        hear(bell)


class HotHearer:
    name = "stock_hot_hearer"

    @event_handler(SOURCE, "bell", requeue_on_error=True)
    def hear_bell(self, bell: Bell) -> None:
        hear(bell)


class LimitedEventHandler(EventHandler):
    """Hears on a quorum queue with a delivery limit: what is usually advised, and no more."""

    def setup(self) -> None:
        super().setup()
        self.queue.name = "stock.limited"
        self.queue.queue_arguments = {
            "x-queue-type": "quorum",
            "x-delivery-limit": 3,
            "x-dead-letter-exchange": "",
            "x-dead-letter-routing-key": "stock.dead",
        }


class LimitedHearer:
    name = "stock_limited_hearer"

    @LimitedEventHandler.decorator(SOURCE, "bell")
    def hear_bell(self, bell: Bell) -> None:
        hear(bell)


class Answerer:
    name = "stock_answerer"

    @rpc
    def answer(self) -> str:
        return "yes"


class FlawedProvider(DependencyProvider):
    """Asks a database when a worker begins, as many do, while the database is away."""

    def get_dependency(self, _: Any) -> Any:
        raise ConnectionError


class NeedyHearer:
    name = "stock_needy_hearer"
    database = FlawedProvider()

    @event_handler(SOURCE, "bell")
    def hear_bell(self, bell: Bell) -> None:
        hear(bell)
