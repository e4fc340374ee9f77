"""SIGKILL of any one process in the middle of a fan-out, and an account of it afterwards."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from deploy.local.stack import Stack
from shared.testing.waiting import eventually
from tests.conftest import FOLDER
from tests.support.reckoning import Reckoning
from tests.support.scene import WINDOW, Scene
from tests.support.world import World

MANY = 2_000


def assert_nobody_was_forgotten(account: Reckoning, *, senders_killed: int = 0) -> None:
    """Judge an account: at most one window of each killed sender may be in doubt."""
    assert account.adds_up, account
    assert account.uncertain.get("sms", 0) <= WINDOW * senders_killed
    assert account.doubled.get("email", 0) <= WINDOW * senders_killed


@pytest.mark.timeout(240)
def test_both_senders_are_killed_and_nobody_is_forgotten_or_told_twice(scene: Scene) -> None:
    people = 300
    event_id = scene.invite(people)
    scene.await_told(event_id, people // 5)

    scene.restart("notifications-sms", "notifications-email")

    account = scene.reckon(event_id, people=people)
    assert_nobody_was_forgotten(account, senders_killed=1)


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    "name", ["relay", "events", "notifications", "notifications-sms", "notifications-email"]
)
def test_any_process_is_killed_in_the_middle(scene: Scene, name: str) -> None:
    event_id = scene.invite(MANY)
    for share in (10, 4):
        scene.await_told(event_id, MANY // share)
        scene.restart(name)

    account = scene.reckon(event_id, people=MANY, within_s=240)

    # Killed twice; an e-mail in doubt is sent once more.
    assert_nobody_was_forgotten(account, senders_killed=2 if "-" in name else 0)


# --- The servers, of a stack that is ours alone ----------------------------------------------


@pytest.fixture(scope="module")
def own_stack() -> Iterator[Stack]:
    stack = Stack(FOLDER.with_name("test-chaos"))
    stack.up(only_servers=True)
    yield stack
    stack.clean()


@pytest.fixture(scope="module")
def own_scene(own_stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    logs: Path = tmp_path_factory.mktemp("logs")
    world = World(own_stack, logs).make()
    yield Scene(world, LEASE_S="5").start()
    world.end()


def kill(stack: Stack, server: str) -> None:
    """Kill a server with SIGKILL; the supervisor starts it again."""
    before = stack.supervisor.state(server).pid
    os.kill(before, signal.SIGKILL)
    eventually(lambda: stack.supervisor.state(server).pid not in (0, before), within_s=60)


@pytest.mark.slow
@pytest.mark.timeout(500)
@pytest.mark.parametrize("server", ["rabbitmq", "postgres"])
def test_a_server_is_killed_in_the_middle(own_stack: Stack, own_scene: Scene, server: str) -> None:
    event_id = own_scene.invite(MANY)
    own_scene.await_told(event_id, MANY // 5)

    kill(own_stack, server)
    eventually(lambda: answers(own_scene.world), within_s=90, every_s=0.5)

    account = own_scene.reckon(event_id, people=MANY, within_s=300)
    assert_nobody_was_forgotten(account)
    assert not account.uncertain, "a sender that lives knows what it sent"
    assert not account.doubled


def answers(world: World) -> bool:
    """Tell whether the database is back."""
    try:
        return world.count("notifications", "select 1") == 1
    except psycopg.OperationalError:
        return False
