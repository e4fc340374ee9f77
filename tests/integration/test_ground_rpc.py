"""Asking a service: every call ends within its deadline, and says no more than it may."""

from __future__ import annotations

import base64
import contextlib
import json
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from nameko.standalone.rpc import ServiceRpcProxy

from shared import clock
from shared.edge.actors import sign
from shared.edge.upstream import Unavailable, Upstream
from shared.errors import Refused
from shared.ids import new_id
from shared.testing.waiting import eventually
from tests.support.ground import PARKING, Ground
from tests.toy.services import CANARY, Asleep, Ring

pytest_plugins = ["tests.support.ground"]
pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("warm_speaker")]

STOCK_QUEUE = "rpc-stock_answerer"


@contextlib.contextmanager
def at_most(seconds: float) -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began <= seconds


def refusal(upstream: Upstream, request: Ring, method: str = "ring", **options: str) -> Refused:
    with pytest.raises(Refused) as caught:
        upstream.call("speaker", method, request, Ring, **options)
    return caught.value


# -- no answer (N17)


@pytest.mark.slow
def test_n17_stock_rpc_waits_for_ever(ground: Ground) -> None:
    line, url = ground.broker_line()
    ground.stock("Answerer", STOCK_QUEUE).terminate()
    ended = threading.Event()

    def ask() -> None:
        with (
            contextlib.suppress(Exception),
            ServiceRpcProxy("stock_answerer", {"AMQP_URI": url}) as proxy,
        ):
            proxy.answer()
        ended.set()

    threading.Thread(target=ask, daemon=True).start()

    assert not ended.wait(5)
    line.refuse()


def test_n17_a_call_ends_at_its_deadline_and_is_not_done_later(ground: Ground) -> None:
    ground.speaker().terminate()
    upstream = ground.upstream(deadline_s=1)

    with at_most(1.5), pytest.raises(Unavailable):
        upstream.call("speaker", "ring", Ring(number=1), Ring)
    ground.speaker()
    upstream.call("speaker", "ring", Ring(number=2), Ring)

    assert ground.runs() == {2: 1}


def test_n17_a_frozen_service_costs_a_caller_no_more_than_the_deadline(ground: Ground) -> None:
    speaker = ground.speaker()
    upstream = ground.upstream(deadline_s=1)
    speaker.signal(signal.SIGSTOP)

    with at_most(1.5), pytest.raises(Unavailable):
        upstream.call("speaker", "ring", Ring(number=1), Ring)

    speaker.signal(signal.SIGCONT)
    assert upstream.call("speaker", "ring", Ring(number=2), Ring).number == 2


def test_a_service_that_never_was_is_unavailable_at_once(ground: Ground) -> None:
    with at_most(0.5), pytest.raises(Unavailable):
        ground.upstream().call("nobody", "ring", Ring(number=1), Ring)


def test_p6_without_a_broker_a_call_fails_within_a_second(ground: Ground) -> None:
    ground.speaker()
    line, url = ground.broker_line()
    upstream = ground.upstream(url)
    upstream.call("speaker", "ring", Ring(number=1), Ring)
    line.refuse()

    for _ in range(3):
        with at_most(1), pytest.raises(Unavailable):
            upstream.call("speaker", "ring", Ring(number=2), Ring)
    line.accept()

    assert upstream.call("speaker", "ring", Ring(number=3), Ring).number == 3


def test_p6_a_frozen_broker_costs_a_caller_no_more_than_the_deadline(ground: Ground) -> None:
    ground.speaker()
    line, url = ground.broker_line()
    upstream = ground.upstream(url, deadline_s=1.5)
    upstream.call("speaker", "ring", Ring(number=1), Ring)
    line.freeze()

    for _ in range(2):  # on a line that was open, and on one to be opened
        with at_most(2), pytest.raises(Unavailable):
            upstream.call("speaker", "ring", Ring(number=2), Ring)
    line.thaw()

    assert upstream.call("speaker", "ring", Ring(number=3), Ring).number == 3


def test_a_line_that_died_while_idle_is_replaced_unseen(ground: Ground) -> None:
    ground.speaker()
    line, url = ground.broker_line()
    upstream = ground.upstream(url)
    upstream.call("speaker", "ring", Ring(number=1), Ring)
    line.cut()

    assert upstream.call("speaker", "ring", Ring(number=2), Ring).number == 2


# -- requests that are none (N16)


@pytest.mark.slow
def test_n16_stock_rpc_dies_of_a_request_without_an_address(ground: Ground) -> None:
    answerer = ground.stock("Answerer", STOCK_QUEUE)

    ground.publish_to(
        "nameko-rpc",
        "stock_answerer.answer",
        b'{"args": [], "kwargs": {}}',
        content_type="application/json",
    )

    assert answerer.wait() != 0


BODIES = (b'{"request": {"number": 1}}', b"", b"{", b"[]", b'{"request": 7}', b"[" * 100_000)


def test_n16_a_request_without_an_address_does_no_harm(ground: Ground) -> None:
    speaker = ground.speaker()

    for body in BODIES:
        ground.publish_to("multaqa.rpc", "speaker.ring", body)
        ground.publish_to("multaqa.rpc", "speaker.", body)
        ground.publish_to("multaqa.rpc", "speaker.ring", body, message_id=b"\xff")

    answer = ground.upstream().call("speaker", "ring", Ring(number=2), Ring)
    assert answer.number == 2
    assert speaker.exit_code is None


def test_a_reply_goes_to_who_asked_and_into_no_queue(ground: Ground) -> None:
    ground.speaker()

    ground.publish_to(
        "multaqa.rpc", "speaker.ring", b'{"request": {"number": 1}}', reply_to=PARKING
    )
    ground.upstream().call("speaker", "ring", Ring(number=2), Ring)

    assert ground.runs() == {1: 1, 2: 1}
    assert ground.depth(PARKING) == 0


# -- what a caller is told


def test_a_caller_is_told_a_refusal_and_nothing_of_an_error(ground: Ground) -> None:
    ground.speaker()
    upstream = ground.upstream()

    too_loud = refusal(upstream, Ring(number=1, how="too-loud"))
    not_there = refusal(upstream, Ring(number=1, how="not-there"))
    no_method = refusal(upstream, Ring(number=1), method="whistle")
    boom = refusal(upstream, Ring(number=1, how="boom"))

    assert (too_loud.code, too_loud.detail) == ("too-loud", {"limit": 1})
    assert (not_there.code, list(not_there.detail)) == ("not-found", ["bell"])
    assert (no_method.code, no_method.detail) == ("not-found", {"method": "whistle"})
    assert (boom.code, list(boom.detail)) == ("internal-error", ["error_id"])
    (logged,) = ground.log_lines("speaker", "rpc_failed")
    assert logged["error_id"] == boom.detail["error_id"]
    assert logged["error"].startswith("builtins.RuntimeError at tests/toy/services.py")
    assert CANARY not in json.dumps(boom.detail) + ground.log_text()


def test_a_request_of_the_wrong_form_is_refused_with_the_names_of_its_fields(
    ground: Ground,
) -> None:
    ground.speaker()

    with pytest.raises(Refused) as caught:
        ground.upstream().call("speaker", "ring", Asleep(seconds=1), Ring)

    assert (caught.value.code, caught.value.detail) == ("invalid-request", {"fields": "number"})


def test_only_who_has_the_right_is_let_in(ground: Ground) -> None:
    ground.speaker()
    upstream = ground.upstream()
    key = base64.b64decode(ground.world.stack.secrets["actor_signing_key"])

    def token(*scopes: str, age_s: int = 0, signing_key: bytes = key) -> str:
        now = clock.now() - timedelta(seconds=age_s)
        rights = list(scopes)
        return sign(signing_key, staff_id=uuid4(), role="organiser", scopes=rights, now=now)

    def told(actor: str) -> str:
        return refusal(upstream, Ring(number=1), method="ring_as_somebody", actor=actor).code

    good = token("events:read", "events:write")
    answer = upstream.call("speaker", "ring_as_somebody", Ring(number=1), Ring, actor=good)

    assert answer.how == "organiser"
    assert told("") == told("nonsense") == told(good[:-4] + "AAAA") == "not-signed-in"
    assert told(token("events:write", age_s=61)) == "not-signed-in"
    assert told(token("events:write", signing_key=bytes(32))) == "not-signed-in"
    assert told(token("events:read")) == "not-allowed"


# -- many at once, and a stop


def test_a_command_sent_again_gets_the_first_reply_and_is_done_once(ground: Ground) -> None:
    ground.speaker()
    upstream = ground.upstream()
    command = Ring(number=1, command_id=new_id())

    with ThreadPoolExecutor(5) as threads:
        replies = list(
            threads.map(lambda _: upstream.call("speaker", "ring", command, Ring), range(20))
        )

    assert replies == [command] * 20
    assert ground.world.count("members", "select count(*) from outbox") == 1


def test_many_threads_share_the_lines_and_each_gets_its_own_reply(ground: Ground) -> None:
    ground.speaker()
    upstream = ground.upstream()

    def ask(number: int) -> int:
        return upstream.call("speaker", "ring", Ring(number=number), Ring).number

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ask, range(200))) == list(range(200))


def test_a_stop_during_calls_loses_no_reply(ground: Ground) -> None:
    """Two speakers, so that what one gives back the other takes; one is stopped again and again."""
    ground.speaker()
    second = ground.world.process(
        "speaker2",
        "shared.edge.run",
        "tests.toy.services:Speaker",
        environment=ground.settings("speaker"),
    )
    upstream = ground.upstream()
    stop = threading.Event()

    def restart() -> None:
        while not stop.is_set():
            second.start(ready="service_started")
            assert second.terminate() == 0

    def ask(number: int) -> int:
        time.sleep(0.03)
        return upstream.call("speaker", "ring", Ring(number=number), Ring).number

    restarting = threading.Thread(target=restart)
    restarting.start()
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(ask, range(250)))
    stop.set()
    restarting.join()

    assert answers == list(range(250))
    assert set(ground.runs().values()) == {1}
    assert second.log_count("service_stopped") >= 1


def test_a_call_that_is_running_at_a_stop_is_answered(ground: Ground) -> None:
    speaker = ground.speaker()
    upstream = ground.upstream()

    with ThreadPoolExecutor(4) as threads:
        slow = [
            threads.submit(upstream.call, "speaker", "ring", Ring(number=n, how="slow"), Ring)
            for n in range(4)
        ]
        eventually(lambda: len(ground.runs()) == 4)
        code = speaker.terminate()

    assert code == 0
    assert [each.result().number for each in slow] == [0, 1, 2, 3]
