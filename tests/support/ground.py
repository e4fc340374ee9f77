"""
The toy services in a world of their own, and the few things tests say to them.

A module that tries the ground takes these fixtures by `pytest_plugins = ["tests.support.ground"]`.
"""

from __future__ import annotations

import json
import os
import re
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import UUID

import amqp
import pytest

from deploy.local.stack import Stack
from shared.db.database import connect
from shared.edge.upstream import Upstream
from shared.ids import new_id
from shared.messaging import outbox
from shared.messaging.publisher import Parcel, Publisher, open_connection
from shared.testing.processes import RunningProcess
from shared.testing.waiting import eventually
from tests.support.proxy import Proxy, proxied
from tests.support.world import World
from tests.toy.services import BellRung, toy_definitions

QUEUE = "hearer.bell.rung.v1"
PARKING = "hearer.parking"
LADDER = "1,2,3"
"""Retries after so many seconds; the product's own ladder takes eleven minutes."""

READY = {"hearer": "service_started", "speaker": "service_started", "relay": "relay_started"}
COMMAND = {
    "hearer": ("shared.edge.run", "tests.toy.services:Hearer"),
    "speaker": ("shared.edge.run", "tests.toy.services:Speaker"),
    "relay": ("shared.messaging.relay",),
}
ROLE = {"hearer": "events", "speaker": "members", "relay": "relay"}


class Ground:
    """The speaker's outbox is in the database `members`, what the hearer hears in `events`."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.folder = world.folder
        self._lines = ExitStack()
        self._publisher = Publisher(world.admin_broker_url)
        self._tests = 0
        self._open_folder()

    @classmethod
    def make(cls, stack: Stack, folder: Path) -> Ground:
        world = World(stack, folder).make()
        world.declare(toy_definitions())
        with connect(world.dsn("events", role="events_owner"), autocommit=True) as connection:
            connection.execute("create table heard (number integer not null)")
        return cls(world)

    def _open_folder(self) -> None:
        """Let each test have its own logs; all of them stay until the end."""
        self._tests += 1
        self.world.folder = self.folder / f"{self._tests:03d}"
        self.world.folder.mkdir(parents=True)
        self.runs_file = self.world.folder / "runs"

    # -- processes

    def start(self, *names: str, **extra: str) -> None:
        """Start some of hearer, speaker and relay together; `extra` are settings for all."""
        processes = [self.prepare(name, **extra) for name in names]
        marks = [each.log_count(READY[each.name]) for each in processes]
        for each in processes:
            each.start()
        for each, mark in zip(processes, marks, strict=True):
            self.await_ready(each, mark)

    def hearer(self, **extra: str) -> RunningProcess:
        self.start("hearer", **extra)
        return self.world.processes["hearer"]

    def speaker(self, **extra: str) -> RunningProcess:
        self.start("speaker", **extra)
        return self.world.processes["speaker"]

    def relay(self, **extra: str) -> RunningProcess:
        self.start("relay", **extra)
        return self.world.processes["relay"]

    def prepare(self, name: str, **extra: str) -> RunningProcess:
        environment = self.settings(name) | extra
        return self.world.process(name, *COMMAND[name], environment=environment)

    def settings(self, name: str) -> dict[str, str]:
        """Give the settings of hearer, speaker or relay in this world."""
        return self.world.environment(ROLE[name]) | {
            "BROKER_URL": self.world.admin_broker_url,
            "RETRY_DELAYS_S": LADDER,
            "TOY_RUNS": str(self.runs_file),
        }

    def revive(self) -> int:
        """Start again those that were killed, without what killed them; tell how many."""
        dead = [each for each in self.world.processes.values() if each.exit_code is not None]
        assert {each.exit_code for each in dead} <= {-signal.SIGKILL}
        self.start(*(each.name for each in dead))
        return len(dead)

    def await_ready(self, process: RunningProcess, mark: int = 0) -> None:
        eventually(
            lambda: process.log_count(READY[process.name]) > mark or process.exit_code is not None,
            within_s=30,
        )
        assert process.exit_code is None, process.log_path.read_text()[-3000:]

    def stock(self, service: str, queue: str = "", *, url: str = "") -> RunningProcess:
        """Run a class of tests/toy/stock.py by nameko's own runner, until it consumes."""
        process = self.world.process(
            f"stock-{service}",
            *("nameko", "run", "--broker", url or self.world.admin_broker_url),
            f"tests.toy.stock:{service}",
            environment={"TOY_RUNS": str(self.runs_file)},
        ).start()
        wanted = queue or stock_queue(service)
        self._lines.callback(self.delete, wanted)
        eventually(lambda: self.consumers(wanted) > 0 or process.exit_code is not None)
        return process

    def line(self, url: str) -> tuple[Proxy, str]:
        """Put a proxy before a server, until the test ends."""
        return self._lines.enter_context(proxied(url))

    def broker_line(self) -> tuple[Proxy, str]:
        return self.line(self.world.admin_broker_url)

    @property
    def publisher(self) -> Publisher:
        self._publisher.freshen()  # a test may take longer than the broker waits for a heartbeat
        return self._publisher

    # -- speaking

    def announce(self, numbers: Iterable[int], how: str = "well") -> None:
        """Put bells into the outbox of members, as an operation would."""
        with connect(self.world.dsn("members")) as tx:
            outbox.add_all(tx, [BellRung(number=number, how=how) for number in numbers])

    def publish(self, numbers: Iterable[int], how: str = "well") -> list[UUID]:
        """Publish bells without outbox and relay; gives the messages' ids."""
        ids = []
        parcels = []
        for number in numbers:
            ids.append(new_id())
            body = json.dumps(BellRung(number=number, how=how).dump()).encode()
            parcels.append(bell_parcel(body, message_id=str(ids[-1])))
        assert not self.publisher.publish(parcels)
        return ids

    def publish_raw(self, body: bytes, **properties: Any) -> None:
        """Publish past everything, as a stranger with a client of his own would."""
        self.publish_to("events.events", "bell.rung.v1.bulk", body, **properties)

    def publish_to(self, exchange: str, key: str, body: bytes, **properties: Any) -> None:
        """Publish on a connection for this one message, closed when the broker has read it."""
        connection = open_connection(self.world.admin_broker_url, connect_timeout_s=2)
        message = amqp.Message(body, **properties)
        connection.channel().basic_publish(message, exchange=exchange, routing_key=key)
        connection.close()

    def upstream(self, url: str = "", **options: Any) -> Upstream:
        upstream = Upstream(url or self.world.admin_broker_url, **options)
        self._lines.callback(upstream.close)
        return upstream

    # -- looking

    def heard(self) -> list[int]:
        rows = self.world.rows("events", "select number from heard order by 1")
        return [row["number"] for row in rows]

    def await_heard(self, count: int, within_s: float = 20) -> list[int]:
        """Wait until so many bells were written down, and give all that were."""
        eventually(
            lambda: self.world.count("events", "select count(*) from heard") >= count,
            within_s=within_s,
            every_s=0.1,
        )
        return self.heard()

    def runs(self) -> Counter[int]:
        """Count how often the handler began, per number."""
        return Counter(number for number, _ in self.run_times())

    def run_times(self) -> list[tuple[int, float]]:
        return [(int(first), float(second)) for first, second in self.run_notes()]

    def run_notes(self) -> list[tuple[str, str]]:
        if not self.runs_file.exists():
            return []
        lines = self.runs_file.read_text().splitlines()
        return [(words[0], words[1]) for words in map(str.split, lines)]

    def stock_notes(self, what: str) -> Counter[int]:
        return Counter(int(number) for number, noted in self.run_notes() if noted == what)

    def parked(self) -> list[dict[str, Any]]:
        return self.world.rows("events", "select * from parked order by parked_at")

    def unpublished(self) -> int:
        query = "select count(*) from outbox where published_at is null"
        return self.world.count("members", query)

    def depth(self, queue: str = QUEUE) -> int:
        return int(self.declared(queue).message_count)

    def consumers(self, queue: str = QUEUE) -> int:
        return int(self.declared(queue).consumer_count) if self.has_queue(queue) else 0

    def declared(self, queue: str) -> Any:
        return self.publisher.channel().queue_declare(queue, passive=True)

    def delete(self, queue: str) -> None:
        self.publisher.channel().queue_delete(queue)

    def has_queue(self, queue: str) -> bool:
        return self.publisher.has_queue(queue)

    def queue(self, name: str) -> dict[str, Any]:
        """Give what the broker's management knows of a queue."""
        found: dict[str, Any] = self.world.stack.management.get(f"queues/{self.world.vhost}/{name}")
        return found

    def pace(self, queue: str) -> list[int]:
        """Give how many messages each consumer of a queue takes at once."""
        return [each["prefetch_count"] for each in self.queue(queue)["consumer_details"]]

    def log_text(self) -> str:
        """Give all that our processes in this world ever logged; not those of stock nameko."""
        files = [each for each in self.folder.rglob("*.log") if "-stock-" not in each.name]
        return "\n".join(each.read_text(errors="replace") for each in files)

    def log_lines(self, process: str, event: str) -> list[dict[str, Any]]:
        lines = self.world.processes[process].log_lines()
        return [line for line in lines if line.get("event") == event]

    # -- between tests

    def fresh(self) -> None:
        """End all processes and forget all messages."""
        self.end_processes()
        self._lines.close()
        channel = self.publisher.channel()
        for queue in (QUEUE, PARKING, "rpc.speaker", *self._ladder()):
            if self.has_queue(queue):
                channel = self.publisher.channel()
                channel.queue_purge(queue)
        for database in ("events", "members"):
            self.world.rows(database, "truncate outbox, inbox, parked, commands")
        self.world.rows("events", "truncate heard")
        self._open_folder()

    def _ladder(self) -> list[str]:
        return [f"retry.{seconds}s" for seconds in LADDER.split(",")]

    def end_processes(self) -> None:
        for process in self.world.processes.values():
            process.kill()
        self.world.processes.clear()

    def end(self) -> None:
        self.end_processes()
        self._lines.close()
        self._publisher.drop()
        self.world.end()


def bell_parcel(body: bytes, *, message_id: str = "") -> Parcel:
    return Parcel(
        exchange="events.events",
        routing_key="bell.rung.v1.bulk",
        message_id=message_id or str(new_id()),
        type="bell.rung.v1",
        body=body,
    )


def stock_queue(service: str) -> str:
    """Name the queue that nameko makes for a class of tests/toy/stock.py."""
    words = re.findall("[A-Z][a-z]+", service)
    return f"evt-stock-bell--stock_{'_'.join(words).lower()}.hear_bell"


class StockBells:
    """Rings the bells that stock nameko hears."""

    def __init__(self, ground: Ground) -> None:
        self._channel = open_connection(
            ground.world.admin_broker_url, connect_timeout_s=2
        ).channel()
        self._channel.exchange_declare("stock.events", "topic", durable=True, auto_delete=False)

    def ring(self, number: int, headers: dict[str, Any] | None = None, **bell: Any) -> None:
        self.ring_raw(
            json.dumps({"number": number, **bell}).encode(),
            content_type="application/json",
            application_headers=headers or {},
        )

    def ring_raw(self, body: bytes, **properties: Any) -> None:
        message = amqp.Message(body, delivery_mode=2, **properties)
        self._channel.basic_publish(message, exchange="stock.events", routing_key="bell")


@pytest.fixture(scope="session")
def the_ground(stack: Stack) -> Iterator[Ground]:
    """Make the one world in which all ground tests of a run are made, one after the other."""
    folder = Path(os.environ.get("GROUND_LOGS") or tempfile.mkdtemp(prefix="multaqa-ground-"))
    ground = Ground.make(stack, folder)
    yield ground
    ground.end()


@pytest.fixture
def ground(the_ground: Ground) -> Iterator[Ground]:
    """Give the ground, with nothing in it and nothing running."""
    yield the_ground
    the_ground.fresh()


@pytest.fixture
def stock_bells(ground: Ground) -> StockBells:
    return StockBells(ground)


def steadily(true: Any, *, for_s: float) -> None:
    """Fail unless something stays true for a while: for what must not happen."""
    until = time.monotonic() + for_s
    while time.monotonic() < until:
        assert true()
        time.sleep(0.1)
