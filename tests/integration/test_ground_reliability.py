"""
The ground under every feature, tried on two toy services with real servers.

Tests are named after the numbered pitfalls of docs/pitfalls.md.
"""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest

from shared.contracts.wire import Wire
from shared.db.database import connect
from shared.edge.upstream import Unavailable, Upstream
from shared.errors import Refused
from shared.ids import new_id
from shared.messaging import outbox
from shared.messaging.publisher import Parcel, Publisher
from shared.messaging.topology import DELIVERY_LIMIT
from shared.testing.processes import RunningProcess
from shared.testing.waiting import eventually
from tests.support.world import World
from tests.toy.services import BellRung, Ring, toy_definitions

QUEUE = "hearer.bell.rung.v1"


@pytest.fixture(scope="module")
def toy(make_world: Callable[..., World]) -> World:
    world = make_world()
    world.declare(toy_definitions())
    with connect(world.dsn("events", role="events_owner"), autocommit=True) as connection:
        connection.execute("create table heard (number integer not null)")
    return world


@pytest.fixture
def clean(toy: World) -> Iterator[World]:
    yield toy
    for process in toy.processes.values():
        process.kill()
    publisher = Publisher(toy.admin_broker_url)
    for queue in (QUEUE, "hearer.parking", "retry.5s", "rpc.speaker"):
        publisher.channel().queue_purge(queue)
    publisher.drop()
    toy.rows("events", "truncate heard, inbox, parked, outbox")
    toy.rows("members", "truncate outbox, inbox, parked")


def start_hearer(world: World, **extra: str) -> RunningProcess:
    environment = world.environment("events") | {"BROKER_URL": world.admin_broker_url}
    process = world.processes.get("hearer") or world.process(
        "hearer",
        "shared.edge.run",
        "tests.toy.services:Hearer",
        environment=environment,
    )
    return process.start(ready="service_started", **extra)


def start_speaker(world: World, **extra: str) -> RunningProcess:
    environment = world.environment("members") | {"BROKER_URL": world.admin_broker_url}
    process = world.processes.get("speaker") or world.process(
        "speaker",
        "shared.edge.run",
        "tests.toy.services:Speaker",
        environment=environment,
    )
    return process.start(ready="service_started", **extra)


def start_relay(world: World, **extra: str) -> RunningProcess:
    environment = world.environment("relay") | {"BROKER_URL": world.admin_broker_url}
    process = world.processes.get("relay") or world.process(
        "relay", "shared.messaging.relay", environment=environment
    )
    return process.start(ready="relay_started", **extra)


def announce(world: World, numbers: range, how: str = "well") -> None:
    """Put bells into the outbox of members, as an operation would."""
    with connect(world.dsn("members")) as tx:
        outbox.add_all(tx, [BellRung(number=number, how=how) for number in numbers])


def publish_raw(world: World, body: bytes, **fields: object) -> str:
    """Publish past the contracts, as a stranger would."""
    publisher = Publisher(world.admin_broker_url)
    message_id = str(new_id())
    parcel = Parcel(
        exchange="events.events",
        routing_key="bell.rung.v1.bulk",
        message_id=message_id,
        type="bell.rung.v1",
        body=body,
        **fields,  # type: ignore[arg-type]
    )
    publisher.publish([parcel])
    publisher.drop()
    return message_id


def heard(world: World) -> list[int]:
    return [row["number"] for row in world.rows("events", "select number from heard order by 1")]


def test_what_is_announced_is_heard_once(clean: World) -> None:
    start_hearer(clean)
    start_relay(clean)

    announce(clean, range(50))

    eventually(lambda: len(heard(clean)) >= 50)
    assert heard(clean) == list(range(50))


def test_a_redelivered_message_has_one_effect(clean: World) -> None:
    start_hearer(clean)
    message_id = str(new_id())
    publisher = Publisher(clean.admin_broker_url)
    parcel = Parcel(
        exchange="events.events",
        routing_key="bell.rung.v1.bulk",
        message_id=message_id,
        type="bell.rung.v1",
        body=b'{"number": 7}',
    )

    publisher.publish([parcel])
    publisher.publish([parcel, parcel])
    publisher.publish([Parcel(**{**parcel.__dict__, "message_id": str(new_id())})])

    eventually(lambda: len(heard(clean)) >= 2)
    assert heard(clean) == [7, 7]
