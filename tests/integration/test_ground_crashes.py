"""
Crashes: SIGKILL at every point between a click and its effect, and what is counted afterwards.

lost, phantom and dup are those of docs/pitfalls.md: what was rung, and what was written down.
"""

from __future__ import annotations

import threading
import time

import pytest
from nameko.standalone.events import event_dispatcher

from shared.edge.upstream import Unavailable, Upstream
from shared.ids import new_id
from shared.messaging.publisher import open_connection
from shared.messaging.topology import DELIVERY_LIMIT
from shared.testing.waiting import eventually
from tests.support.ground import PARKING, QUEUE, Ground, StockBells
from tests.toy.services import Ring

pytest_plugins = ["tests.support.ground"]
pytestmark = pytest.mark.integration

POINTS = (
    "speaker.after_commit",
    "relay.before_confirm",
    "relay.before_mark",
    "subscribe.before_inbox",
    "subscribe.before_ack",
)
SLOW = pytest.mark.slow


@pytest.mark.usefixtures("warm_hearer", "warm_relay", "warm_speaker")
def test_what_is_rung_is_heard_once(ground: Ground) -> None:
    ground.start("speaker", "relay", "hearer")
    upstream = ground.upstream()

    for number in range(50):
        upstream.call("speaker", "ring", Ring(number=number), Ring)

    assert ground.await_heard(50) == list(range(50))
    assert set(ground.runs().values()) == {2}  # the speaker's and the hearer's


@pytest.mark.parametrize(
    "nth", [1, pytest.param(2, marks=SLOW), pytest.param(50, marks=SLOW)], ids=lambda n: f"nth{n}"
)
@pytest.mark.parametrize("point", POINTS)
def test_t1_a_crash_at_any_point_loses_nothing_and_doubles_nothing(
    ground: Ground, point: str, nth: int
) -> None:
    ground.start("speaker", "relay", "hearer", CRASH_AT=f"{point}:{nth}")
    upstream = ground.upstream(deadline_s=1)
    count = 10 + 2 * nth

    crashes = 0
    for number in range(count):
        crashes += ring_until_answered(ground, upstream, number)
    eventually(lambda: ground.revive() or crashes)  # relay and hearer may die after the last ring
    ground.await_heard(count)

    assert ground.heard() == list(range(count))
    assert ground.unpublished() == 0
    assert not ground.parked()


def ring_until_answered(ground: Ground, upstream: Upstream, number: int) -> int:
    """Ring as a person would who sends the same form again; tell how many crashes that took."""
    command_id = new_id()
    crashes = 0
    while True:
        crashes += ground.revive()
        try:
            upstream.call("speaker", "ring", Ring(number=number, command_id=command_id), Ring)
        except Unavailable:
            continue
        return crashes


# -- the delivery limit counts crashes (N5, T12)


@pytest.mark.slow
def test_n5_stock_delivery_limit_takes_healthy_messages(
    ground: Ground, stock_bells: StockBells
) -> None:
    channel = open_connection(ground.world.admin_broker_url, connect_timeout_s=2).channel()
    channel.queue_declare("stock.dead", durable=True, auto_delete=False)
    ground.stock("LimitedHearer", "stock.limited").kill()
    for number in range(10):
        stock_bells.ring(number, takes=60)

    for _ in range(4):
        began = len(ground.run_notes())
        process = ground.stock("LimitedHearer", "stock.limited")
        eventually(lambda: len(ground.run_notes()) >= began + 10)  # noqa: B023 - waited for here
        process.kill()

    eventually(lambda: ground.depth("stock.dead") == 10)
    ground.delete("stock.dead")
    assert not ground.stock_notes("ended")


def test_n5_healthy_messages_that_the_limit_took_are_driven_again(ground: Ground) -> None:
    ground.publish(range(4))
    for _ in range(DELIVERY_LIMIT + 1):
        take_and_die(ground, 4)
    eventually(lambda: ground.depth(PARKING) == 4)

    ground.hearer()

    assert ground.await_heard(4) == [0, 1, 2, 3]
    assert len(ground.log_lines("hearer", "message_driven_again")) == 4
    assert not ground.parked()
    assert ground.depth(PARKING) == 0


@pytest.mark.slow
def test_n5_what_kills_its_consumer_every_time_is_parked_in_the_end(ground: Ground) -> None:
    ground.publish([1])
    for _ in range(4):
        for _ in range(DELIVERY_LIMIT + 1):
            take_and_die(ground, 1)
        eventually(lambda: ground.depth(PARKING) == 1)
        drain_only(ground)

    (parked,) = ground.parked()
    assert parked["reason"] == "crashed-its-consumer"
    assert parked["queue"] == QUEUE
    assert not ground.heard()


def take_and_die(ground: Ground, count: int) -> None:
    """Be a consumer that takes messages and is killed before it settles them."""
    taken: list[object] = []
    connection = open_connection(ground.world.admin_broker_url, connect_timeout_s=2)
    connection.channel().basic_consume(QUEUE, callback=taken.append)
    until = time.monotonic() + 5
    while len(taken) < count and time.monotonic() < until:
        try:
            connection.drain_events(timeout=0.2)
        except TimeoutError:
            if ground.depth(PARKING):
                break
    connection.collect()


def drain_only(ground: Ground) -> None:
    """Let the hearer empty its parking queue, and stop before it hears what that gives back."""
    hearer = ground.hearer(RETRY_DELAYS_S="2")
    eventually(lambda: ground.depth(PARKING) == 0)
    hearer.terminate()
    eventually(lambda: ground.depth("retry.2s") == 0)


@pytest.mark.slow
def test_t12_a_consumer_killed_thirty_times_loses_nothing(ground: Ground) -> None:
    ground.publish(range(500))

    for _ in range(30):
        began = len(ground.run_notes())
        hearer = ground.hearer(TOY_DELAY_S="0.3")
        eventually(lambda: len(ground.run_notes()) >= began + 4)  # noqa: B023 - waited for here
        hearer.kill()
    ground.hearer()

    assert ground.await_heard(500, within_s=60) == list(range(500))
    assert not ground.parked()
    assert ground.depth() == ground.depth(PARKING) == 0


# -- a confirmation that is lost on its way (N9)


def test_n9_stock_dispatch_doubles_when_a_confirmation_is_lost(
    ground: Ground, stock_bells: StockBells
) -> None:
    line, url = ground.broker_line()
    channel = open_connection(ground.world.admin_broker_url, connect_timeout_s=2).channel()
    channel.queue_declare("stock.twice", durable=True, auto_delete=False)
    channel.queue_bind("stock.twice", "stock.events", "bell")
    dispatch = event_dispatcher({"AMQP_URI": url})
    dispatch("stock", "bell", {"number": 1})

    line.swallow_answers()
    sending = threading.Thread(target=dispatch, args=("stock", "bell", {"number": 2}))
    sending.start()
    eventually(lambda: ground.depth("stock.twice") == 2)
    line.cut()
    line.thaw()
    sending.join()

    eventually(lambda: ground.depth("stock.twice") == 3)
    ground.delete("stock.twice")


@pytest.mark.usefixtures("warm_hearer")
def test_n9_a_lost_confirmation_doubles_no_effect(ground: Ground) -> None:
    line, url = ground.broker_line()
    ground.hearer()
    ground.relay(BROKER_URL=url)
    ground.announce([1])
    ground.await_heard(1)
    eventually(lambda: ground.unpublished() == 0)

    line.swallow_answers()
    ground.announce([2])
    ground.await_heard(2)
    line.cut()
    line.thaw()

    eventually(lambda: ground.unpublished() == 0)
    eventually(lambda: ground.log_lines("hearer", "message_heard_before"))
    assert ground.heard() == [1, 2]
