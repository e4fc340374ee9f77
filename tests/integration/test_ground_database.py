"""The database that goes away, and the wait that must not freeze a process."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from shared.db.database import Database
from shared.edge.upstream import Unavailable
from shared.testing.processes import ROOT
from shared.testing.waiting import eventually
from tests.support.ground import Ground, StockBells, stock_queue
from tests.toy.services import Asleep, Ring
from tests.toy.stock_database import SLEEP_S

pytest_plugins = ["tests.support.ground"]
pytestmark = pytest.mark.integration

TERMINATE = (
    "select count(pg_terminate_backend(pid)) from pg_stat_activity"
    " where datname = current_database() and pid <> pg_backend_pid()"
)


# -- the wait (N12)


def measure(ground: Ground, **environment: str) -> tuple[float, float]:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.toy.stock_database"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATABASE_URL": ground.world.dsn("events"), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    took, stall = done.stdout.split()
    return float(took), float(stall)


def test_n12_stock_psycopg_freezes_every_greenlet(ground: Ground) -> None:
    took, stall = measure(ground)

    assert took > 4 * SLEEP_S
    assert stall >= SLEEP_S


def test_n12_with_our_wait_function_greenlets_wait_side_by_side(ground: Ground) -> None:
    took, stall = measure(ground, PSYCOPG_WAIT_FUNC="wait_selector")

    assert took < 3 * SLEEP_S
    assert stall < SLEEP_S


@pytest.mark.usefixtures("warm_speaker")
def test_n12_a_service_answers_while_others_wait_for_the_database(ground: Ground) -> None:
    ground.speaker()
    upstream = ground.upstream()

    began = time.monotonic()
    with ThreadPoolExecutor(8) as threads:
        sleeping = [
            threads.submit(upstream.call, "speaker", "sleep_in_database", Asleep(seconds=1), Asleep)
            for _ in range(7)
        ]
        upstream.call("speaker", "ring", Ring(number=1), Ring)
        answered = time.monotonic() - began
    together = time.monotonic() - began

    assert all(each.result() for each in sleeping)
    assert answered < 0.9
    assert together < 3


# -- connections that died (N13)


def test_n13_stock_pool_hands_out_dead_connections(ground: Ground) -> None:
    with ConnectionPool(ground.world.dsn("events"), min_size=2, open=True) as pool:
        pool.wait()
        ground.world.rows("events", TERMINATE)

        with pytest.raises(psycopg.OperationalError), pool.connection() as connection:
            connection.execute("select 1")


def test_n13_our_pool_hands_out_only_what_is_alive(ground: Ground) -> None:
    database = Database(ground.world.dsn("events"), size=4)

    with database.transaction() as one, database.transaction() as other:
        one.execute("select 1")
        other.execute("select 1")
    ground.world.rows("events", TERMINATE)

    with database.transaction() as one, database.transaction() as other:
        assert one.execute("select 1").fetchone()
        assert other.execute("select 1").fetchone()
    database.close()


def test_n13_messages_are_held_while_the_database_is_away(ground: Ground) -> None:
    line, url = ground.line(ground.world.dsn("events"))
    hearer = ground.hearer(DATABASE_URL=url, TOY_DELAY_S="0.05")
    ground.publish(range(100))
    ground.await_heard(10)

    line.refuse()
    eventually(lambda: hearer.log_count("message_held") >= 4)
    heard = len(ground.heard())
    line.accept()
    began = time.monotonic()
    ground.await_heard(heard + 1)
    resumed_after = time.monotonic() - began

    assert resumed_after < 15
    assert ground.await_heard(100) == list(range(100))
    assert not ground.parked()
    assert not ground.log_lines("hearer", "message_postponed")


def test_n13_killed_connections_in_mid_work_cost_nothing(ground: Ground) -> None:
    ground.hearer(TOY_DELAY_S="0.05")
    ground.publish(range(80))

    for _ in range(3):
        before = len(ground.heard())
        ground.world.rows("events", TERMINATE)
        ground.await_heard(before + 10)

    assert ground.await_heard(80) == list(range(80))
    assert not ground.parked()


@pytest.mark.slow
def test_t10_work_goes_on_soon_after_a_long_outage(ground: Ground) -> None:
    line, url = ground.line(ground.world.dsn("events"))
    hearer = ground.hearer(DATABASE_URL=url)
    ground.publish([1])
    ground.await_heard(1)
    line.refuse()
    ground.publish(range(2, 20))
    time.sleep(45)

    line.accept()
    began = time.monotonic()

    assert ground.await_heard(19) == list(range(1, 20))
    assert time.monotonic() - began < 15
    assert not ground.parked()
    assert hearer.exit_code is None


@pytest.mark.slow
def test_a_stop_while_the_database_is_away_gives_messages_back(ground: Ground) -> None:
    line, url = ground.line(ground.world.dsn("events"))
    hearer = ground.hearer(DATABASE_URL=url)
    line.refuse()
    ground.publish(range(3))
    eventually(lambda: hearer.log_count("message_held") > 0)

    assert hearer.terminate(within_s=20) == 0
    ground.hearer()

    assert ground.await_heard(3) == [0, 1, 2]


# -- a start without a database (N14)


@pytest.mark.slow
def test_n14_stock_nameko_dies_of_a_dependency_that_fails(
    ground: Ground, stock_bells: StockBells
) -> None:
    process = ground.stock("NeedyHearer")

    stock_bells.ring(1)

    assert process.wait() != 0
    assert ground.depth(stock_queue("NeedyHearer")) == 1


def test_n14_a_service_starts_and_waits_while_its_database_is_away(ground: Ground) -> None:
    events_line, events_url = ground.line(ground.world.dsn("events"))
    members_line, members_url = ground.line(ground.world.dsn("members"))
    for line in (events_line, members_line):
        line.refuse()
    hearer = ground.hearer(DATABASE_URL=events_url)
    speaker = ground.speaker(DATABASE_URL=members_url)
    upstream = ground.upstream(deadline_s=1)

    ground.publish([1])
    with pytest.raises(Unavailable):
        upstream.call("speaker", "ring", Ring(number=2), Ring)
    assert hearer.exit_code is speaker.exit_code is None
    for line in (events_line, members_line):
        line.accept()

    assert ground.await_heard(1) == [1]
    eventually(lambda: answers(ground))


def answers(ground: Ground) -> bool:
    try:
        ground.upstream().call("speaker", "ring", Ring(number=3), Ring)
    except Unavailable:
        return False
    return True
