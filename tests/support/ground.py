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
LADDER = "1,2"
"""Retries after so many seconds; the product's own ladder takes eleven minutes."""

READY = {"hearer": "service_started", "speaker": "service_started", "relay": "relay_started"}
COMMAND = {
    "hearer": ("shared.edge.run", "tests.toy.services:Hearer"),
    "speaker": ("shared.edge.run", "tests.toy.services:Speaker"),
    "relay": ("shared.messaging.relay",),
}
TABLES = ("outbox", "inbox", "parked", "commands")
ROLE = {"hearer": "events", "speaker": "members", "relay": "relay"}


class Ground:
    """The speaker's outbox is in the database `members`, what the hearer hears in `events`."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.folder = world.folder
        self._lines = ExitStack()
        self._publisher = Publisher(world.admin_broker_url)
        self._warm: dict[str, RunningProcess] = {}
        self._read_before: dict[str, int] = {}
        self._tests = 0
        self.runs_file = world.folder / "runs"
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

    # -- processes

    def start(self, *names: str, **extra: str) -> None:
        """
        Start some of hearer, speaker and relay together; `extra` are settings for all.

        Without such settings a process that the test before left running is taken over.
        """
        cold = [name for name in names if extra or not self._take_over(name)]
        processes = [self.prepare(name, **extra) for name in cold]
        started = [each.log_count(READY[each.name]) for each in processes]
        for each in processes:
            each.start()
        for each, before in zip(processes, started, strict=True):
            self._await_ready(each, before)
            if not extra:
                self._warm[each.name] = each

    def _take_over(self, name: str) -> bool:
        process = self._warm.get(name)
        if process is None or process.exit_code is not None:
            return False
        self.world.processes[name] = process
        return True

    def leave_running(self, *names: str) -> None:
        """End what runs, but for what the next test says it can take over."""
        kept = {name: self._warm[name] for name in names if name in self._warm}
        for process in (*self.world.processes.values(), *self._warm.values()):
            if process not in kept.values():
                process.kill()
        self._warm = kept
        self._read_before = {name: len(each.log_lines()) for name, each in kept.items()}
        self.world.processes.clear()

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

    def _await_ready(self, process: RunningProcess, before: int) -> None:
        eventually(
            lambda: (
                process.log_count(READY[process.name]) > before or process.exit_code is not None
            ),
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
        """Give the lines of one process that name an event, as far as this test caused them."""
        running = self.world.processes[process]
        before = self._read_before.get(process, 0) if running in self._warm.values() else 0
        lines = running.log_lines()[before:]
        return [line for line in lines if line.get("event") == event]

    # -- between tests

    def fresh(self) -> None:
        """Forget all messages."""
        for name, process in self.world.processes.items():
            if self._warm.get(name) is not process:
                process.kill()
        self.world.processes.clear()
        self._lines.close()
        for queue in (QUEUE, PARKING, "rpc.speaker", *self._ladder()):
            if self.has_queue(queue):
                self.publisher.channel().queue_purge(queue)
        # Deleting a few rows is quicker than truncating.
        for database, tables in (("events", (*TABLES, "heard")), ("members", TABLES)):
            self.world.rows(database, "; ".join(f"delete from {table}" for table in tables))
        self.runs_file.unlink(missing_ok=True)
        self._open_folder()

    def _ladder(self) -> list[str]:
        return [f"retry.{seconds}s" for seconds in LADDER.split(",")]

    def end(self) -> None:
        self.leave_running()
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
def ground(the_ground: Ground, request: pytest.FixtureRequest) -> Iterator[Ground]:
    """Give the ground with no message in it, and nothing running but what the test can use."""
    the_ground.leave_running(*(name for name in READY if f"warm_{name}" in request.fixturenames))
    yield the_ground
    the_ground.fresh()


@pytest.fixture
def warm_hearer() -> None:
    """Let a test take over a hearer that runs: starting one takes a second."""


@pytest.fixture
def warm_speaker() -> None:
    """Let a test take over a speaker that runs."""


@pytest.fixture
def warm_relay() -> None:
    """Let a test take over a relay that runs."""


@pytest.fixture
def stock_bells(ground: Ground) -> StockBells:
    return StockBells(ground)


def steadily(true: Any, *, for_s: float) -> None:
    """Fail unless something stays true for a while: for what must not happen."""
    until = time.monotonic() + for_s
    while time.monotonic() < until:
        assert true()
        time.sleep(0.1)
