"""The local stack on real servers of its own: it doubles nothing, leaves nothing, keeps apart."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import requests

from deploy.local import leftovers, ports
from deploy.local.processes import Process
from deploy.local.stack import Stack
from deploy.local.trouble import Trouble
from deploy.local.waiting import until

pytestmark = [pytest.mark.integration, pytest.mark.timeout(240)]

WAITING = "import time; time.sleep(100_000)"
PROCESSES = (
    Process(
        name="listener",
        command=(sys.executable, "-m", "http.server", "{web}", "--bind", "127.0.0.1"),
        settings=("WEB_PORT",),
        ports=("web",),
        pages="web",
        scalable=False,
    ),
    Process(
        name="worker",
        command=(sys.executable, "-c", WAITING),
        owner="events",
        settings=("DATABASE_URL", "CODES_KEY"),
    ),
)


@pytest.fixture(scope="module")
def make_stack() -> Iterator[Callable[[str], Stack]]:
    """Make stacks in a folder of their own, removed at the end with all that they started."""
    made: list[Stack] = []
    folder = Path(tempfile.mkdtemp(prefix="multaqa stacks "))  # a path may hold spaces

    def make(name: str) -> Stack:
        stack = Stack(folder / name, processes=PROCESSES)
        made.append(stack)
        stack.up()
        return stack

    yield make
    for stack in made:
        stack.clean()
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def first(make_stack: Callable[[str], Stack]) -> Stack:
    return make_stack("first")


@pytest.fixture(scope="module")
def second(make_stack: Callable[[str], Stack], first: Stack) -> Stack:
    """One more, while the first runs; its folder's name is too long for a socket's address."""
    assert first.states()
    return make_stack("second-" + "x" * 100)


def pids(stack: Stack) -> dict[str, int]:
    return {each.name: each.pid for each in stack.states()}


def listening(stack: Stack) -> set[str]:
    """Give the addresses that a stack's processes listen on."""
    sockets = {
        str(link.readlink()).removeprefix("socket:[").removesuffix("]")
        for pid in leftovers.find(stack.secrets["stack"])
        for link in _links(pid)
    }
    rows = [
        row.split()
        for table in ("/proc/net/tcp", "/proc/net/tcp6")
        for row in Path(table).read_text().splitlines()[1:]
    ]
    return {row[1].split(":")[0] for row in rows if row[3] == "0A" and row[9] in sockets}


def _links(pid: int) -> list[Path]:
    return [
        link
        for link in Path(f"/proc/{pid}/fd").iterdir()
        if link.is_symlink() and str(link.readlink()).startswith("socket:")
    ]


def refusal(dsn: str, query: str) -> str:
    """Give what PostgreSQL says no to a query with."""
    with (
        pytest.raises(psycopg.Error) as caught,
        psycopg.connect(dsn) as connection,
    ):
        connection.execute(query)
    return str(caught.value)


def test_a_second_up_starts_nothing_twice(first: Stack) -> None:
    before = pids(first)

    first.up()

    assert pids(first) == before
    assert all(each.alive for each in first.states())


def test_scaling_one_process_leaves_the_others_running(first: Stack) -> None:
    before = pids(first)

    first.scale("worker", 3)

    assert pids(first).items() >= before.items()
    assert {"worker-1", "worker-2", "worker-3"} <= pids(first).keys()
    first.scale("worker", 1)
    assert pids(first) == before


def test_what_listens_on_its_own_port_is_not_doubled(first: Stack) -> None:
    with pytest.raises(Trouble, match="there can be one"):
        first.scale("listener", 2)


def test_a_killed_process_comes_back(first: Stack) -> None:
    killed = pids(first)["worker-1"]

    os.kill(killed, signal.SIGKILL)

    until(
        lambda: pids(first)["worker-1"] != killed and all(each.alive for each in first.states()),
        seconds=20,
        what="a new worker runs",
    )


def test_what_does_not_start_is_said_with_the_end_of_its_log(first: Stack) -> None:
    failing = Process(
        name="failing",
        command=(sys.executable, "-c", "raise SystemExit('the reason why')"),
        settings=(),
        says="service_started",
    )
    broken = Stack(first.places.state, processes=(*PROCESSES, failing))

    with pytest.raises(Trouble, match=r"(?s)failing-1 does not start.*the reason why") as caught:
        broken.up()

    assert "listener" not in caught.value.message
    until(
        lambda: {each.name for each in broken.states() if each.broken} == {"failing-1"},
        seconds=5,
        what="only the failing process is shown as broken",
    )
    first.up()
    assert "failing-1" not in pids(first)


def test_a_process_gets_only_its_own_settings(first: Stack) -> None:
    pid = pids(first)["worker-1"]
    environment = Path(f"/proc/{pid}/environ").read_text()

    own = {name: first.secrets[name] for name in ("codes_key", "postgres_events")}
    assert all(secret in environment for secret in own.values())
    others = [secret for name, secret in first.secrets.items() if name not in {*own, "stack"}]
    assert not [secret for secret in others if secret in environment]


def test_everything_listens_on_loopback_only(first: Stack) -> None:
    loopback = {"0100007F", "00000000000000000000000001000000"}

    assert listening(first) <= loopback
    assert listening(first)


@pytest.mark.parametrize("other", ["members", "notifications", "postgres"])
def test_a_service_enters_no_database_but_its_own(first: Stack, other: str) -> None:
    assert "permission denied for database" in refusal(first.dsn("events", other), "SELECT 1")


def test_a_service_writes_rows_and_changes_no_table(first: Stack) -> None:
    database = first.add_database("events", "events_rights")
    with psycopg.connect(first.dsn("events_owner", database)) as owner:
        owner.execute("CREATE TABLE things (id int GENERATED ALWAYS AS IDENTITY, name text)")

    with psycopg.connect(first.dsn("events", database)) as service:
        service.execute("INSERT INTO things (name) VALUES ('a')")
    assert "must be owner" in refusal(first.dsn("events", database), "DROP TABLE things")
    assert "permission denied" in refusal(first.dsn("events", database), "CREATE TABLE more ()")
    assert "permission denied" in refusal(first.dsn("relay", database), "SELECT name FROM things")
    first.drop_database(database)


def test_a_value_that_postgresql_refused_is_not_in_its_log(first: Stack) -> None:
    with psycopg.connect(first.dsn("events")) as connection, pytest.raises(psycopg.DataError):
        connection.execute("select %s::text::uuid", ["+212612345678"])
    with psycopg.connect(first.dsn("events")) as connection, pytest.raises(psycopg.DataError):
        connection.execute("select '+212612345678'::uuid")

    written = "".join(path.read_text() for path in first.log_files("postgres"))
    assert "ready to accept connections" in written
    assert "+212612345678" not in written


def test_the_broker_knows_no_guest_and_keeps_services_in_their_host(first: Stack) -> None:
    users = {each["name"] for each in first.management.get("users")}

    assert users == {"admin", "members", "events", "notifications", "web", "relay"}
    assert {each["name"] for each in first.management.get("vhosts")} == {"multaqa"}


def test_a_virtual_host_for_a_test_comes_and_goes(first: Stack) -> None:
    first.add_vhost("test/one")
    users = {each["user"] for each in first.management.get("vhosts/test%2Fone/permissions")}
    first.drop_vhost("test/one")

    assert users == {"admin", "members", "events", "notifications", "web", "relay"}
    with pytest.raises(requests.HTTPError):
        first.management.get("vhosts/test%2Fone")
    first.drop_vhost("test/one")


def test_two_stacks_run_at_once(first: Stack, second: Stack) -> None:
    assert not set(first.ports.values()) & set(second.ports.values())
    assert not set(pids(first).values()) & set(pids(second).values())
    assert all(each.alive for each in (*first.states(), *second.states()))


def test_down_leaves_no_process_and_no_port_also_without_its_supervisor(second: Stack) -> None:
    os.kill(second.supervisor.pid(), signal.SIGKILL)
    until(lambda: not second.supervisor.answers(), seconds=5, what="the supervisor is gone")
    left = leftovers.find(second.secrets["stack"])

    second.down()

    assert left
    assert not leftovers.find(second.secrets["stack"])
    assert all(ports.is_free(port) for port in second.ports.values())
    assert second.states() == []


def test_ports_that_somebody_else_took_are_chosen_anew(second: Stack) -> None:
    second.down()
    before = second.ports
    taken = ("postgres", "broker", "epmd", "web")

    with contextlib.ExitStack() as strangers:
        for name in taken:
            strangers.enter_context(socket.create_server(("127.0.0.1", before[name])))
        second.scale("worker", 2)
        second.up()

    changed = {name for name, port in second.ports.items() if port != before[name]}
    assert changed == set(taken)
    assert all(each.alive for each in second.states())
    assert "worker-2" in pids(second)  # the scale outlives down and up


def test_a_broker_that_lost_its_disk_has_its_users_again(second: Stack) -> None:
    second.supervisor.stop(("rabbitmq",))
    shutil.rmtree(second.places.broker / "data")

    second.up()

    assert second.management.get("vhosts/multaqa")["name"] == "multaqa"
    assert len(second.management.get("users")) == 6


def test_the_first_stack_was_not_touched_by_what_the_second_did(first: Stack) -> None:
    assert all(each.alive for each in first.states())
    with psycopg.connect(first.admin_dsn()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_clean_leaves_nothing(second: Stack) -> None:
    cluster = second.places.cluster

    second.clean()

    assert not cluster.exists()
    assert not second.places.state.exists()
    assert not second.places.socket.parent.exists()
