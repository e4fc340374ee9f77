"""The relay: what leaves the outbox, what stays, and what holds it up."""

from __future__ import annotations

import time

import pytest
from nameko.standalone.events import event_dispatcher

from shared.db.database import connect
from shared.messaging import outbox
from shared.messaging.publisher import BrokerDown, Publisher
from shared.messaging.relay import UNROUTABLE_WAIT_S
from shared.testing.waiting import eventually
from tests.support.ground import QUEUE, Ground, StockBells, bell_parcel
from tests.toy.services import BellRung, DrumBeaten, GongStruck

pytest_plugins = ["tests.support.ground"]
pytestmark = pytest.mark.integration


# -- a message that no queue takes (N6)


@pytest.mark.slow
def test_n6_stock_dispatch_loses_what_nobody_has_a_queue_for(
    ground: Ground, stock_bells: StockBells
) -> None:
    dispatch = event_dispatcher({"AMQP_URI": ground.world.admin_broker_url})
    dispatch("stock", "bell", {"number": 1})  # no error, although it goes nowhere

    hearer = ground.stock("Hearer")
    dispatch("stock", "bell", {"number": 2})

    eventually(lambda: ground.stock_notes("ended"))
    hearer.terminate()
    assert set(ground.stock_notes("ended")) == {2}


@pytest.mark.usefixtures("warm_relay")
def test_n6_what_is_announced_before_its_hearer_ever_ran_is_heard(ground: Ground) -> None:
    ground.relay()
    ground.announce(range(3))
    eventually(lambda: ground.unpublished() == 0)

    ground.hearer()

    assert ground.await_heard(3) == [0, 1, 2]


@pytest.mark.usefixtures("warm_hearer", "warm_relay")
def test_n6_what_no_queue_takes_stays_and_the_others_go_on(ground: Ground) -> None:
    with connect(ground.world.dsn("members")) as tx:
        outbox.add(tx, BellRung(number=1))
        outbox.add(tx, GongStruck(number=2))  # an exchange, but no queue
        outbox.add(tx, DrumBeaten(number=3))  # no exchange
        outbox.add(tx, BellRung(number=4))
        tx.execute(
            "update outbox set correlation_id = repeat('x', 300) where type like 'bell%'"
            " and body->>'number' = '4'"
        )  # more than AMQP can say
        outbox.add(tx, BellRung(number=5))

    ground.start("hearer", "relay")
    ground.await_heard(2)
    ground.announce([6])
    ground.await_heard(3)

    assert ground.heard() == [1, 5, 6]
    waiting = ground.world.rows(
        "members",
        "select body->>'number' as number, extract(epoch from not_before - now()) as seconds"
        " from outbox where published_at is null order by 1",
    )
    assert [row["number"] for row in waiting] == ["2", "3", "4"]
    assert all(0 < row["seconds"] <= UNROUTABLE_WAIT_S for row in waiting)
    assert ground.log_lines("relay", "no_queue_for_messages")


@pytest.mark.usefixtures("warm_relay")
def test_n6_what_stayed_goes_out_when_its_queue_is_there(ground: Ground) -> None:
    with connect(ground.world.dsn("members")) as tx:
        outbox.add(tx, GongStruck(number=2))
    ground.relay()
    eventually(lambda: ground.log_lines("relay", "no_queue_for_messages"))

    channel = ground.publisher.channel()
    channel.queue_declare("gongs", auto_delete=False)
    channel.queue_bind("gongs", "events.events", "gong.#")
    ground.world.rows("members", "update outbox set not_before = now()")
    ground.announce([1])  # a hint: the relay looks at once

    eventually(lambda: ground.depth("gongs") == 1)
    assert ground.unpublished() == 0
    ground.delete("gongs")


@pytest.mark.usefixtures("warm_relay")
def test_what_is_not_due_waits_and_what_is_urgent_goes_first(ground: Ground) -> None:
    with connect(ground.world.dsn("members")) as tx:
        outbox.add_all(tx, [BellRung(number=number) for number in range(150)])
        outbox.add(tx, BellRung(number=1000), urgent=True)
        tx.execute(
            "update outbox set not_before = now() + interval '1 hour' where body->>'number' = '7'"
        )
    ground.relay()
    eventually(lambda: ground.unpublished() == 1)

    ground.hearer(WORKERS="1")
    heard = ground.await_heard(150)
    ground.world.rows("members", "update outbox set not_before = now()")

    assert 7 not in heard
    assert next(iter(ground.runs())) == 1000
    assert 7 in ground.await_heard(151)


def test_what_hearers_would_find_too_large_is_not_said(ground: Ground) -> None:
    with pytest.raises(ValueError, match=r"bell\.rung\.v1 is larger"):
        ground.announce([1], how="x" * 1_000_000)

    assert ground.unpublished() == 0


# -- a broker that is away, frozen, or new


@pytest.mark.usefixtures("warm_hearer")
def test_the_relay_goes_on_when_the_broker_is_back(ground: Ground) -> None:
    line, url = ground.broker_line()
    ground.hearer()
    relay = ground.relay(BROKER_URL=url)
    line.refuse()
    ground.announce(range(10))
    eventually(lambda: relay.log_count("broker_away") > 2)

    line.accept()
    began = time.monotonic()

    assert ground.await_heard(10) == list(range(10))
    assert time.monotonic() - began < 15


def test_the_relay_notices_while_idle_that_the_broker_went(ground: Ground) -> None:
    line, url = ground.broker_line()
    relay = ground.relay(BROKER_URL=url)
    time.sleep(0.5)

    line.cut()

    eventually(lambda: relay.log_count("broker_away") > 0, within_s=5)


def test_a_publisher_that_nothing_answers_gives_up(ground: Ground) -> None:
    line, url = ground.broker_line()
    publisher = Publisher(url, patience_s=1)
    publisher.publish([bell_parcel(b'{"number": 1}')])
    line.freeze()

    began = time.monotonic()
    with pytest.raises(BrokerDown):
        publisher.publish([bell_parcel(b'{"number": 2}')])

    assert time.monotonic() - began < 2
    line.thaw()
    publisher.publish([bell_parcel(b'{"number": 3}')])
    publisher.drop()


def test_a_publisher_that_was_idle_too_long_opens_a_new_line(ground: Ground) -> None:
    line, url = ground.broker_line()
    publisher = Publisher(url)
    publisher.publish([bell_parcel(b'{"number": 1}')])
    line.cut()
    time.sleep(0.2)

    publisher.freshen()

    assert publisher.publish([bell_parcel(b'{"number": 2}')]) == set()
    publisher.drop()


@pytest.mark.slow
def test_t8_the_relay_drops_a_frozen_connection_and_drains_afterwards(ground: Ground) -> None:
    line, url = ground.broker_line()
    ground.hearer()
    relay = ground.relay(BROKER_URL=url)
    ground.announce([0])
    ground.await_heard(1)

    line.freeze()
    ground.announce(range(1, 100))
    eventually(lambda: relay.log_count("broker_away") > 0, within_s=11)
    line.cut()
    line.thaw()

    assert ground.await_heard(100) == list(range(100))


@pytest.mark.usefixtures("warm_hearer")
def test_p7_a_broker_that_lost_its_disk_is_told_everything_again(ground: Ground) -> None:
    line, url = ground.broker_line()
    hearer = ground.hearer()
    ground.relay(BROKER_URL=url)
    ground.announce(range(5))
    ground.await_heard(5)
    hearer.terminate()
    ground.announce(range(5, 10))
    eventually(lambda: ground.unpublished() == 0)

    for service in ("members", "events", "notifications"):
        ground.delete(f"relay.marker.{service}")
    ground.publisher.channel().queue_purge(QUEUE)
    line.cut()
    ground.hearer()

    assert ground.await_heard(10) == list(range(10))
    assert len(ground.log_lines("hearer", "message_heard_before")) == 5
    (told,) = [
        line
        for line in ground.log_lines("relay", "broker_is_new")
        if line["database"] == "members" and line["replayed"]
    ]
    assert told["replayed"] == 10
    assert ground.has_queue("relay.marker.members")


@pytest.mark.usefixtures("warm_hearer", "warm_relay")
def test_two_relays_publish_each_row_once(ground: Ground) -> None:
    ground.start("hearer", "relay")
    second = ground.world.process(
        "relay2", "shared.messaging.relay", environment=ground.settings("relay")
    ).start()
    eventually(lambda: second.log_count("relay_started"))

    for start in range(0, 300, 30):
        ground.announce(range(start, start + 30))

    assert ground.await_heard(300) == list(range(300))
    assert set(ground.runs().values()) == {1}
    assert not ground.log_lines("hearer", "message_heard_before")
    assert second.terminate() == 0
