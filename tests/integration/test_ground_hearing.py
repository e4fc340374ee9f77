"""
Hearing: what a consumer does when it is stopped, when a handler fails, when nonsense comes.

N1, N2, ... are the pitfalls of docs/pitfalls.md; a test called `stock` shows what nameko does as
it comes, the one beside it what our edge does.
"""

from __future__ import annotations

import itertools
import time
from typing import Any

import pytest

from shared.testing.waiting import eventually
from tests.support.ground import PARKING, QUEUE, Ground, StockBells, steadily, stock_queue
from tests.toy.services import CANARY

pytest_plugins = ["tests.support.ground"]
pytestmark = pytest.mark.integration

HEARER = stock_queue("Hearer")


# -- a stop (N1, T7)


@pytest.mark.slow
def test_n1_stock_nameko_runs_what_it_finished_again(
    ground: Ground, stock_bells: StockBells
) -> None:
    first = ground.stock("Hearer")
    for number in range(5):
        stock_bells.ring(number, takes=4)
    eventually(lambda: len(ground.stock_notes("began")) == 5)

    first.terminate()
    ended = ground.stock_notes("ended")
    ground.stock("Hearer")

    assert sum(ended.values()) == 5
    eventually(lambda: sum(ground.stock_notes("began").values()) == 10)


def test_n1_a_stopping_consumer_acks_what_it_finished(ground: Ground) -> None:
    hearer = ground.hearer(TOY_DELAY_S="1")
    ground.publish(range(10))
    eventually(lambda: len(ground.runs()) == 4)

    code = hearer.terminate()
    heard = ground.heard()
    ground.hearer()

    assert code == 0
    assert len(heard) == 4
    assert ground.await_heard(10) == list(range(10))
    assert set(ground.runs().values()) == {1}


def test_n1_what_waits_for_a_free_worker_is_given_back_at_a_stop(ground: Ground) -> None:
    hearer = ground.hearer(TOY_DELAY_S="1", WORKERS="1")
    ground.publish(range(4))
    eventually(lambda: len(ground.runs()) == 1)

    code = hearer.terminate()

    assert code == 0
    assert ground.heard() == [0]
    eventually(lambda: ground.depth() == 3)


@pytest.mark.slow
def test_t7_stops_under_load_lose_nothing_and_repeat_nothing(ground: Ground) -> None:
    rounds = 5
    ground.publish(range(rounds * 60))

    for _ in range(rounds):
        before = len(ground.runs())
        hearer = ground.hearer(TOY_DELAY_S="0.1")
        eventually(lambda: len(ground.runs()) > before + 10)  # noqa: B023 - waited for at once
        began = time.monotonic()
        assert hearer.terminate() == 0
        assert time.monotonic() - began < 30
    ground.hearer()

    assert ground.await_heard(rounds * 60) == list(range(rounds * 60))
    assert set(ground.runs().values()) == {1}
    assert not ground.log_lines("hearer", "message_heard_before")


def test_a_stop_while_the_broker_is_away_is_quick(ground: Ground) -> None:
    line, url = ground.broker_line()
    hearer = ground.hearer(BROKER_URL=url)

    line.refuse()
    eventually(lambda: hearer.log_count("broker_away") > 0)

    assert hearer.terminate(within_s=10) == 0


def test_a_stop_before_there_ever_was_a_broker_is_quick(ground: Ground) -> None:
    line, url = ground.broker_line()
    line.refuse()
    hearer = ground.prepare("hearer", BROKER_URL=url).start()
    eventually(lambda: hearer.log_count("broker_away") > 0)

    assert hearer.terminate(within_s=10) == 0
    assert hearer.log_count("service_started") == 0


def test_a_consumer_that_starts_before_the_broker_waits_for_it(ground: Ground) -> None:
    line, url = ground.broker_line()
    line.refuse()
    hearer = ground.prepare("hearer", BROKER_URL=url).start()
    eventually(lambda: hearer.log_count("broker_away") > 1)

    line.accept()
    ground.publish([1])

    assert ground.await_heard(1, within_s=15) == [1]


@pytest.mark.slow
def test_a_broker_that_was_away_is_found_again_at_once(ground: Ground) -> None:
    line, url = ground.broker_line()
    hearer = ground.hearer(BROKER_URL=url)
    line.refuse()
    eventually(lambda: hearer.log_count("broker_away") > 4, within_s=20)

    line.accept()
    ground.publish([1])

    assert ground.await_heard(1, within_s=4) == [1]


# -- a handler that fails (N2, N3)


@pytest.mark.slow
def test_n2_stock_nameko_loses_what_its_handler_could_not_do(
    ground: Ground, stock_bells: StockBells
) -> None:
    process = ground.stock("Hearer")

    for number in range(5):
        stock_bells.ring(number, raises="no")

    eventually(lambda: sum(ground.stock_notes("began").values()) == 5)
    process.terminate()
    assert ground.depth(HEARER) == 0


def test_n2_what_a_handler_cannot_do_is_tried_again_then_parked(ground: Ground) -> None:
    ground.hearer(RETRY_DELAYS_S="1")

    (message_id,) = ground.publish([7], how="always-fails")

    eventually(ground.parked)
    (parked,) = ground.parked()
    assert parked["message_id"] == message_id
    assert parked["reason"] == "failed-every-time"
    assert parked["error"].startswith("builtins.RuntimeError at ")
    assert ground.runs() == {7: 2}
    assert ground.depth() == 0


@pytest.mark.usefixtures("warm_hearer")
def test_n2_what_failed_once_is_done_the_second_time(ground: Ground) -> None:
    ground.world.rows("events", "alter table heard rename to gone")
    try:
        ground.hearer()
        ground.publish([7])
        eventually(lambda: ground.log_lines("hearer", "message_postponed"))
    finally:
        ground.world.rows("events", "alter table gone rename to heard")

    assert ground.await_heard(1) == [7]
    assert not ground.parked()


@pytest.mark.usefixtures("warm_hearer")
def test_a_refusal_is_parked_at_once(ground: Ground) -> None:
    ground.hearer()

    ground.publish([7], how="refused")

    eventually(ground.parked)
    assert ground.parked()[0]["reason"] == "too-loud"
    assert ground.runs() == {7: 1}


@pytest.mark.slow
def test_n3_stock_requeue_is_a_hot_loop(ground: Ground, stock_bells: StockBells) -> None:
    process = ground.stock("HotHearer")
    stock_bells.ring(1, raises="always")
    eventually(lambda: ground.stock_notes("began"))

    time.sleep(1)
    process.kill()

    assert ground.stock_notes("began")[1] > 100


@pytest.mark.usefixtures("warm_hearer")
def test_n3_tries_are_few_and_further_and_further_apart(ground: Ground) -> None:
    ground.hearer()

    ground.publish([7], how="always-fails")

    eventually(ground.parked, within_s=15)
    times = [at for _, at in ground.run_times()]
    gaps = [after - before for before, after in itertools.pairwise(times)]
    assert [round(gap) for gap in gaps] == pytest.approx([1, 2], abs=1)
    assert gaps == sorted(gaps)


# -- what cannot be read (N4, N15)


@pytest.mark.slow
def test_n4_stock_nameko_loses_what_it_cannot_decode_and_logs_it(
    ground: Ground, stock_bells: StockBells
) -> None:
    process = ground.stock("Hearer")

    stock_bells.ring_raw(b"{" + CANARY.encode(), content_type="application/json")
    stock_bells.ring(1)

    eventually(lambda: ground.stock_notes("ended"))
    process.terminate()
    assert ground.depth(HEARER) == 0
    assert CANARY in process.log_path.read_text()


@pytest.mark.slow
def test_n15_stock_nameko_dies_of_a_header_again_and_again(
    ground: Ground, stock_bells: StockBells
) -> None:
    first = ground.stock("Hearer")

    stock_bells.ring(1, headers={"nameko.call_id_stack": 5})

    assert first.wait() != 0
    assert ground.stock("Hearer").wait() != 0


GOOD = b'{"number": 1, "phone": "' + CANARY.encode() + b'"}'
DEEP = b"[" * 100_000 + b"]" * 100_000
JSON: dict[str, Any] = {
    "content_type": "application/json",
    "content_encoding": "utf-8",
    "type": "bell.rung.v1",
}
UUID = "0199d5a0-0000-7000-8000-0000000000{:02d}"

UNREADABLE: dict[str, tuple[str, bytes, dict[str, Any]]] = {
    "bad JSON": ("not-json", b"{" + GOOD, JSON),
    "pickle": (
        "not-json",
        b"\x80\x04K\x01.",
        {**JSON, "content_type": "application/x-python-serialize"},
    ),
    "wrong charset": (
        "not-json",
        GOOD.replace(b"+", b"\xff"),
        {**JSON, "content_encoding": "utf-16"},
    ),
    "5 MB": ("too-large", b'{"number": 1, "a": "' + b"a" * 5_000_000 + b'"}', JSON),
    "an array": ("not-an-object", b"[" + GOOD + b"]", JSON),
    "a number": ("not-an-object", b"7", JSON),
    "nothing": ("not-json", b"", JSON),
    "nested 100,000 deep": ("not-json", DEEP, JSON),
    "nested deep in a field": ("not-json", b'{"number":' + DEEP + b"}", JSON),
    "a field missing": ("number", b"{}", JSON),
    "a field of the wrong type": ("number", b'{"number": "many"}', JSON),
    "not a number": ("number", b'{"number": NaN}', JSON),
    "a number without end": ("number", b'{"number": 1e999}', JSON),
    "zlib that is none": (
        "not-json",
        b"\x00\xff",
        {**JSON, "application_headers": {"compression": "zlib"}},
    ),
    "strange texts": (
        "not-json",
        b"{",
        {**JSON, "type": "a\0b", "correlation_id": "\ud800\n" + "x" * 200},
    ),
    "strange counts": ("not-json", b"{", {**JSON, "application_headers": {"x-attempt": 2**60}}),
    "strange deaths": ("not-json", b"{", {**JSON, "application_headers": {"x-death": [5]}}),
}
NAMELESS: dict[str, tuple[str, bytes, dict[str, Any]]] = {
    "no properties": ("no-message-id", GOOD, {}),
    "no message id": ("no-message-id", GOOD, JSON),
    "a message id that is none": ("no-message-id", GOOD, {**JSON, "message_id": "seven"}),
    "properties that are no text": ("no-message-id", GOOD, {**JSON, "message_id": b"\xff\xfe"}),
}


def publish_unreadable(ground: Ground, count: int = 0) -> list[str]:
    """Publish one of each kind, or the first `count`; give the reasons they should have."""
    named = [
        (reason, body, {"message_id": UUID.format(number), **properties})
        for number, (reason, body, properties) in enumerate(UNREADABLE.values())
    ]
    wanted = [*named, *NAMELESS.values()][: count or None]
    for _, body, properties in wanted:
        ground.publish_raw(body, **properties)
    return sorted(f"unreadable: {reason}" for reason, *_ in wanted)


@pytest.mark.usefixtures("warm_hearer")
def test_n4_what_cannot_be_read_is_parked_with_its_reason(ground: Ground) -> None:
    hearer = ground.hearer()

    reasons = publish_unreadable(ground)

    eventually(lambda: len(ground.parked()) == len(reasons), within_s=10)
    assert sorted(row["reason"] for row in ground.parked()) == reasons
    assert hearer.exit_code is None
    assert ground.depth() == ground.depth(PARKING) == 0
    assert CANARY not in ground.log_text()


@pytest.mark.usefixtures("warm_hearer")
def test_n15_a_strange_header_does_no_harm(ground: Ground) -> None:
    hearer = ground.hearer()

    for number, header in enumerate((5, "5", [5], {"a": None})):
        ground.publish_raw(
            b'{"number": %d}' % number,
            **{**JSON, "message_id": UUID.format(number)},
            application_headers={"nameko.call_id_stack": header},
        )

    assert ground.await_heard(4) == [0, 1, 2, 3]
    assert hearer.exit_code is None


@pytest.mark.usefixtures("warm_hearer")
def test_t11_poison_is_contained(ground: Ground) -> None:
    hearer = ground.hearer()

    ground.publish(range(250))
    ground.publish(range(1000, 1020), how="always-fails")
    publish_unreadable(ground, 20)
    ground.publish(range(250, 500))
    ground.await_heard(500, within_s=40)
    eventually(lambda: len(ground.parked()) == 40, within_s=20)

    assert ground.heard() == list(range(500))
    times = ground.run_times()
    last_good = max(at for number, at in times if number < 500)
    last_bad = max(at for number, at in times if number >= 1000)
    assert last_good < last_bad
    parked = ground.parked()
    assert sum(row["reason"] == "failed-every-time" for row in parked) == 20
    assert sum(row["reason"].startswith("unreadable: ") for row in parked) == 20
    assert {count for number, count in ground.runs().items() if number >= 1000} == {3}
    assert hearer.exit_code is None
    assert CANARY not in ground.log_text()


# -- a socket that died, a message that comes twice, the pace (N10)


@pytest.mark.slow
def test_n10_stock_nameko_dies_when_it_acks_on_a_dead_socket(
    ground: Ground, stock_bells: StockBells
) -> None:
    line, url = ground.broker_line()
    process = ground.stock("Hearer", url=url)
    stock_bells.ring(1, freezes=2)
    eventually(lambda: ground.stock_notes("began"))

    line.cut()

    assert process.wait() != 0


def test_n10_an_ack_on_a_dead_socket_costs_nothing(ground: Ground) -> None:
    line, url = ground.broker_line()
    hearer = ground.hearer(BROKER_URL=url)
    ground.publish([1], how="freezes")
    eventually(ground.runs)

    line.cut()
    eventually(lambda: hearer.log_count("message_heard_before") > 0)

    assert ground.heard() == [1]
    assert ground.runs() == {1: 1}
    assert hearer.exit_code is None


@pytest.mark.usefixtures("warm_hearer")
def test_a_message_that_comes_three_times_has_one_effect(ground: Ground) -> None:
    ground.hearer()
    for _ in range(3):
        ground.publish_raw(b'{"number": 7}', **{**JSON, "message_id": UUID.format(1)})
    ground.publish_raw(b'{"number": 8}', **{**JSON, "message_id": UUID.format(2)})

    assert ground.await_heard(2) == [7, 8]
    steadily(lambda: ground.heard() == [7, 8], for_s=0.5)


@pytest.mark.usefixtures("warm_hearer")
def test_each_queue_is_consumed_at_its_own_pace(ground: Ground) -> None:
    ground.hearer()

    # The management plugin hears of consumers late when the broker is busy.
    eventually(lambda: ground.pace(QUEUE) == [4], within_s=60)
    eventually(lambda: ground.pace(PARKING) == [10], within_s=60)
