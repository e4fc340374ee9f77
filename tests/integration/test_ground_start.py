"""Refusing to start: what is unsafe or unusable is said at once, with the setting's name (P23)."""

from __future__ import annotations

import subprocess
import sys
from urllib.parse import urlsplit

import pytest
import yaml

from shared.settings import EX_CONFIG, ServiceSettings, UnusableSettings, read
from shared.testing.processes import ROOT, RunningProcess
from shared.testing.waiting import eventually
from tests.support.ground import COMMAND, QUEUE, Ground, StockBells, stock_queue

pytest_plugins = ["tests.support.ground"]
pytestmark = pytest.mark.integration

BROKEN = {
    "no mode": ("MULTAQA_MODE", ""),
    "a mode nobody knows": ("MULTAQA_MODE", "staging"),
    "no database": ("DATABASE_URL", ""),
    "a database that is no address": ("DATABASE_URL", "somewhere"),
    "a server without a database": ("DATABASE_URL", "postgresql://events@127.0.0.1:1"),
    "a port that is none": ("DATABASE_URL", "postgresql://events@127.0.0.1:port/events"),
    "no broker": ("BROKER_URL", ""),
    "a broker that is no address": ("BROKER_URL", "http://127.0.0.1/multaqa"),
    "a broker without a virtual host": ("BROKER_URL", "amqp://events:x@127.0.0.1:1"),
    "guest on another host": ("BROKER_URL", "amqp://guest:guest@broker.example/multaqa"),
    "no parking key": ("PARKING_KEY", ""),
    "a short parking key": ("PARKING_KEY", "c2hvcnQ="),
    "no key to verify with": ("ACTOR_VERIFY_KEY", ""),
    "a short key to verify with": ("ACTOR_VERIFY_KEY", "c2hvcnQ="),
    "a key that is no base64": ("ACTOR_VERIFY_KEY", "key!"),
    "an empty pool": ("POOL_SIZE", "0"),
    "many workers": ("WORKERS", "many"),
    "a retry at once": ("RETRY_DELAYS_S", "0,5"),
}


def ended(process: RunningProcess) -> tuple[int, str]:
    """Give the exit code and all that was said."""
    return process.wait(20), process.log_path.read_text()


@pytest.mark.parametrize("name", BROKEN)
def test_p23_each_setting_that_cannot_be_used_is_named(the_ground: Ground, name: str) -> None:
    setting, value = BROKEN[name]

    with pytest.raises(UnusableSettings) as refused:
        read(ServiceSettings, the_ground.settings("hearer") | {setting: value})

    (problem,) = refused.value.problems
    assert setting in problem
    assert len(value) < 9 or value not in problem


def test_p23_a_service_that_cannot_start_says_everything_that_is_wrong(ground: Ground) -> None:
    broken = {"DATABASE_URL": "", "PARKING_KEY": "", "WORKERS": "many", "BROKER_URL": ""}

    code, said = ended(ground.prepare("hearer", **broken).start())

    assert code != 0
    assert "Multaqa cannot start" in said
    assert all(setting in said for setting in broken)
    assert "Traceback" not in said


def test_p23_the_relay_refuses_what_it_cannot_use(ground: Ground) -> None:
    broken = {"BROKER_URL": "amqp://relay@host", "RELAY_EVENTS_URL": "events"}

    code, said = ended(ground.prepare("relay", **broken).start())

    assert code != 0
    assert "BROKER_URL names no virtual host" in said
    assert "RELAY_EVENTS_URL does not begin with postgresql://" in said


# -- a process that could freeze as a whole (N12, N24)


def run_after(ground: Ground, preparation: str) -> tuple[int, str]:
    """Run a service in an interpreter in which something was done before."""
    script = (
        f"import os, sys, runpy; {preparation}; sys.argv = ['run', 'tests.toy.services:Hearer'];"
        " runpy.run_module('shared.edge.run', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), **ground.settings("hearer")},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    return done.returncode, done.stderr


def test_n12_a_service_refuses_to_start_with_a_wait_that_freezes_it(ground: Ground) -> None:
    code, said = run_after(ground, "os.environ.pop('PSYCOPG_WAIT_FUNC', 0); import psycopg")

    assert code != 0
    assert "PSYCOPG_WAIT_FUNC" in said


def test_n24_stock_nameko_is_not_green_unless_its_command_line_ran(ground: Ground) -> None:
    script = (
        "import nameko.runners; from eventlet import patcher;"
        " print(patcher.is_monkey_patched('socket'))"
    )

    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "False"


def test_n24_a_service_refuses_to_start_when_it_is_not_green(ground: Ground) -> None:
    code, said = run_after(ground, "import eventlet; eventlet.monkey_patch = lambda: None")

    assert code != 0
    assert "not green" in said


# -- queues of another form, missing rights (N22)


@pytest.mark.slow
def test_n22_stock_nameko_makes_classic_queues_that_let_go(
    ground: Ground, stock_bells: StockBells
) -> None:
    ground.stock("Hearer")

    queue = eventually(lambda: ground.queue(stock_queue("Hearer")))

    assert queue["type"] == "classic"
    assert queue["arguments"] == {}


def test_n22_each_queue_is_a_quorum_queue_with_a_parking_queue_behind_it(ground: Ground) -> None:
    ground.delete(QUEUE)
    ground.hearer()

    queue = ground.queue(QUEUE)

    assert queue["type"] == "quorum"
    assert queue["arguments"]["x-dead-letter-routing-key"] == "hearer.parking"
    assert queue["arguments"]["x-dead-letter-strategy"] == "at-least-once"
    assert queue["arguments"]["x-overflow"] == "reject-publish"
    assert queue["arguments"]["x-delivery-limit"] == 20


def test_n22_a_service_refuses_to_start_on_a_classic_queue(ground: Ground) -> None:
    ground.publisher.channel().queue_declare(
        "classic.bell.rung.v1", durable=True, auto_delete=False
    )

    code, said = ended(
        ground.world.process(
            "classic",
            *("shared.edge.run", "tests.toy.services:ClassicHearer"),
            environment=ground.settings("hearer"),
        ).start()
    )

    ground.delete("classic.bell.rung.v1")
    assert code == EX_CONFIG
    assert "classic.bell.rung.v1" in said
    assert "service_started" not in said
    assert "Traceback" not in said


def test_p23_a_service_refuses_to_start_without_its_rights_on_the_broker(ground: Ground) -> None:
    own = ground.world.admin_broker_url
    password = urlsplit(own).password or ""
    wrong = {
        "ACCESS_REFUSED": ground.world.stack.broker_url("web", ground.world.vhost),
        "NOT_ALLOWED": ground.world.stack.broker_url("admin", "nowhere"),
        "Login was refused": own.replace(password, "guessed"),
    }

    running = [
        (
            answer,
            ground.world.process(
                answer.replace(" ", "-"),
                *COMMAND["hearer"],
                environment=ground.settings("hearer") | {"BROKER_URL": url},
            ).start(),
        )
        for answer, url in wrong.items()
    ]

    for answer, process in running:
        code, said = ended(process)
        assert code == EX_CONFIG
        assert "BROKER_URL: " in said
        assert answer in said
        assert password not in said


def test_a_broker_that_lost_its_queues_gets_them_from_its_consumers(ground: Ground) -> None:
    line, url = ground.broker_line()
    ground.hearer(BROKER_URL=url)
    for queue in (QUEUE, "hearer.parking", "retry.1s", "retry.2s"):
        ground.delete(queue)

    line.cut()

    eventually(lambda: ground.consumers() == 1)
    ground.publish([7], how="refused")
    eventually(ground.parked)


# -- a log that says nothing (N21)


@pytest.mark.slow
def test_n21_stock_logging_by_dictionary_hides_what_a_handler_raised(
    ground: Ground, stock_bells: StockBells
) -> None:
    config = ground.world.folder / "config.yaml"
    said = ground.world.folder / "said.log"
    config.write_text(yaml.safe_dump(logging_as_often_written(ground, str(said))))
    process = ground.world.process(
        "stock-silent",
        *("nameko", "run", "--config", str(config), "tests.toy.stock:Hearer"),
        environment={"TOY_RUNS": str(ground.runs_file)},
    ).start()
    queue = stock_queue("Hearer")
    eventually(lambda: ground.consumers(queue))

    stock_bells.ring(1, raises="it is broken")
    eventually(lambda: ground.stock_notes("began"))
    process.terminate()
    ground.delete(queue)

    assert "it is broken" not in process.log_path.read_text() + said.read_text()


def logging_as_often_written(ground: Ground, file: str) -> dict[str, object]:
    """Give nameko's configuration with a LOGGING that leaves out one word."""
    return {
        "AMQP_URI": ground.world.admin_broker_url,
        "LOGGING": {
            "version": 1,
            "handlers": {"file": {"class": "logging.FileHandler", "filename": file}},
            "root": {"level": "INFO", "handlers": ["file"]},
        },
    }


@pytest.mark.usefixtures("warm_hearer")
def test_n21_what_a_handler_raised_is_logged_by_type_and_place(ground: Ground) -> None:
    ground.hearer()

    ground.publish([1], how="always-fails")

    (line,) = eventually(lambda: ground.log_lines("hearer", "message_postponed")[:1])
    assert line["level"] == "warning"
    assert line["error"].startswith("builtins.RuntimeError at tests/toy/services.py:")
