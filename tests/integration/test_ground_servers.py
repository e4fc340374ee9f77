"""Servers that die, forget and fill up: a private broker and database, killed in mid-work."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.local.stack import Stack
from shared.edge.upstream import Unavailable
from shared.testing.waiting import eventually
from tests.support.ground import Ground
from tests.support.servers import OwnServers
from tests.toy.services import Ring, toy_definitions

pytestmark = [pytest.mark.integration, pytest.mark.slow, pytest.mark.timeout(300)]

FOLDER = Path(__file__).resolve().parents[2] / "var" / "test-broker"


@pytest.fixture(scope="module")
def servers() -> Iterator[OwnServers]:
    """Give servers that nobody else uses."""
    stack = Stack(FOLDER)
    stack.up(only_servers=True)
    yield OwnServers(stack)
    stack.clean()


@pytest.fixture
def ground(servers: OwnServers, tmp_path: Path) -> Iterator[Ground]:
    made = Ground.make(servers.stack, tmp_path)
    yield made
    made.end()


class Announcing(threading.Thread):
    """Goes on announcing, ten times a second, whatever happens to the broker."""

    def __init__(self, ground: Ground) -> None:
        super().__init__()
        self._ground = ground
        self._stopping = threading.Event()
        self.count = 0

    def run(self) -> None:
        while not self._stopping.wait(0.1):
            self._ground.announce([self.count])
            self.count += 1

    def end(self) -> int:
        self._stopping.set()
        self.join()
        return self.count


def seconds_until(ground: Ground, more_than: int) -> float:
    """Wait until more bells were heard; tell how long that took."""
    began = time.monotonic()
    ground.await_heard(more_than + 1, within_s=60)
    return time.monotonic() - began


def test_p6_a_broker_killed_in_mid_work_costs_neither_a_message_nor_a_double(
    ground: Ground, servers: OwnServers
) -> None:
    ground.start("hearer", "relay", "speaker")
    announcing = Announcing(ground)
    announcing.start()
    ground.await_heard(20)

    servers.kill_broker()
    servers.await_broker()
    resumed_after = seconds_until(ground, len(ground.heard()))
    count = announcing.end()

    assert resumed_after < 15
    assert ground.await_heard(count) == list(range(count))
    assert not ground.parked()
    assert ground.upstream().call("speaker", "ring", Ring(number=count), Ring)


def test_t8_a_memory_alarm_holds_nobody_up(ground: Ground, servers: OwnServers) -> None:
    ground.start("hearer", "relay", "speaker")
    upstream = ground.upstream(deadline_s=2)
    upstream.call("speaker", "ring", Ring(number=0), Ring)
    ground.await_heard(1)

    servers.set_memory_limit(0.0001)
    try:
        ground.announce(range(1, 100))
        began = time.monotonic()
        for _ in range(2):
            with pytest.raises(Unavailable):
                upstream.call("speaker", "ring", Ring(number=1000), Ring)
        asked_for = time.monotonic() - began
        eventually(lambda: ground.log_lines("relay", "broker_away"), within_s=11)
    finally:
        servers.set_memory_limit(0.4)

    assert asked_for < 2 * 2 + 1
    heard = ground.await_heard(100, within_s=60)
    assert [number for number in heard if number < 1000] == list(range(100))
    assert upstream.call("speaker", "ring", Ring(number=2000), Ring)


def test_a_message_that_is_in_hand_for_very_long_does_not_end_its_consumer(
    ground: Ground, servers: OwnServers
) -> None:
    """RabbitMQ gives up on an ack after half an hour: seen failing, the process ended then."""
    servers.set_consumer_timeout(3_000)
    try:
        hearer = ground.hearer(TOY_DELAY_S="8")
        ground.publish([1])
        eventually(lambda: hearer.log_count("broker_away") > 0, within_s=15)
        heard = ground.await_heard(1, within_s=30)
        ground.publish([2])
        assert ground.await_heard(2, within_s=30) == [*heard, 2]
    finally:
        servers.set_consumer_timeout(1_800_000)


def test_t9_a_broker_that_lost_its_disk_loses_no_message(
    ground: Ground, servers: OwnServers
) -> None:
    line, url = ground.broker_line()
    hearer = ground.hearer(BROKER_URL=url)
    ground.relay(BROKER_URL=url)
    ground.announce(range(30))
    ground.await_heard(30)
    hearer.terminate()
    ground.announce(range(30, 60))
    eventually(lambda: ground.unpublished() == 0)

    line.refuse()
    servers.lose_the_brokers_disk()
    servers.stack.add_vhost(ground.world.vhost)
    ground.world.declare(toy_definitions())
    line.accept()
    ground.hearer(BROKER_URL=url)

    assert ground.await_heard(60, within_s=60) == list(range(60))
    replayed = [each["replayed"] for each in ground.log_lines("relay", "broker_is_new")]
    assert 60 in replayed
    eventually(lambda: len(ground.log_lines("hearer", "message_heard_before")) == 30)


@pytest.mark.parametrize("how", [OwnServers.kill_database, OwnServers.stop_database_at_once])
def test_n13_a_database_that_dies_in_mid_work_parks_nothing(
    ground: Ground, servers: OwnServers, how: Callable[[OwnServers], None]
) -> None:
    ground.hearer(TOY_DELAY_S="0.05")
    ground.relay()
    ground.announce(range(300))
    ground.await_heard(30)

    how(servers)
    eventually(lambda: database_answers(ground), within_s=60)
    resumed_after = seconds_until(ground, len(ground.heard()))

    assert resumed_after < 15
    assert ground.await_heard(300, within_s=60) == list(range(300))
    assert not ground.parked()
    assert not ground.log_lines("hearer", "message_postponed")


def database_answers(ground: Ground) -> bool:
    try:
        ground.heard()
    except Exception:  # noqa: BLE001 - whatever a dying server says
        return False
    return True


def test_p10_a_consumer_gives_up_a_line_on_which_nothing_comes(ground: Ground) -> None:
    line, url = ground.broker_line()
    hearer = ground.hearer(BROKER_URL=url)
    line.freeze()

    eventually(lambda: hearer.log_count("broker_away") > 0, within_s=75)
    line.cut()
    line.thaw()
    ground.publish([1])

    assert ground.await_heard(1) == [1]
