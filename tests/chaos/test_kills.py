"""SIGKILL of any one process in the middle of a fan-out, and an account of it afterwards."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from deploy.local.stack import Stack
from shared.testing.waiting import eventually
from tests.conftest import FOLDER
from tests.support.reckoning import Reckoning
from tests.support.scene import PROCESSES, WINDOW, Scene
from tests.support.world import World

MANY = 2_000
SENDERS = ("notifications-sms", "notifications-email")


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

    scene.restart(*SENDERS)

    account = scene.reckon(event_id, people=people)
    assert_nobody_was_forgotten(account, senders_killed=1)


@pytest.mark.timeout(240)
def test_a_deploy_in_the_middle_leaves_nothing_in_doubt(scene: Scene) -> None:
    """P5: everything is asked to stop, one after the other, and started again."""
    people = 300
    event_id = scene.invite(people)
    scene.await_told(event_id, 1)

    for name in PROCESSES:
        assert scene.process(name).terminate() == 0
        scene.restart(name)

    account = scene.reckon(event_id, people=people)
    assert_nobody_was_forgotten(account)
    assert not account.uncertain
    assert not account.doubled


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("name", PROCESSES)
def test_any_process_is_killed_in_the_middle(scene: Scene, name: str) -> None:
    event_id = scene.invite(MANY)
    scene.await_planned(event_id, 1)
    scene.restart(name)
    scene.await_told(event_id, MANY // 4)
    scene.restart(name)

    account = scene.reckon(event_id, people=MANY, within_s=240)

    # Killed twice; an e-mail in doubt is sent once more.
    assert_nobody_was_forgotten(account, senders_killed=2 if name in SENDERS else 0)


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_two_of_each_share_the_work_and_double_nothing(scene: Scene) -> None:
    for name in PROCESSES:
        scene.world.run(name, replica="-2", **scene.settings)

    event_id = scene.invite(MANY)
    account = scene.reckon(event_id, people=MANY, within_s=240)

    for name in PROCESSES:
        assert scene.process(f"{name}-2").terminate() == 0
    assert_nobody_was_forgotten(account)
    assert not account.uncertain
    assert not account.doubled


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_senders_that_were_frozen_do_not_tell_anybody_twice_when_they_thaw(scene: Scene) -> None:
    """They stop for longer than their leases last, and others go on meanwhile."""
    people = 600
    for name in SENDERS:
        scene.world.run(name, replica="-2", **scene.settings)
    scene.system.misbehave("sms", delay_ms=50)
    scene.system.misbehave("email", delay_ms=50)
    event_id = scene.invite(people)
    scene.await_told(event_id, people // 6)

    for name in SENDERS:
        scene.process(name).signal(signal.SIGSTOP)
    # Four seconds until their leases are given up, two more until e-mails go once more.
    frozen_until = time.monotonic() + 15
    eventually(lambda: time.monotonic() > frozen_until, within_s=20)
    for name in SENDERS:
        scene.process(name).signal(signal.SIGCONT)

    account = scene.reckon(event_id, people=people, within_s=240)
    scene.system.behave()
    for name in SENDERS:
        assert scene.process(f"{name}-2").terminate() == 0
    assert_nobody_was_forgotten(account, senders_killed=1)


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
