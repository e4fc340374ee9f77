"""Fixtures of every level: the run's own servers, and a world for each module."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest
from xdist.scheduler import LoadFileScheduling

from deploy.local.stack import Stack
from tests.support.world import World

FOLDER = Path(__file__).resolve().parents[1] / "var" / "test"
FORGETFUL = {"fsync": "off", "full_page_writes": "off"}
"""Processes are killed here, never the machine: what the kernel was given is not lost."""

WALKS = "tests/e2e"
"""Whoever is in this folder walks through one product, which takes its time to start."""

IN_USE = pytest.StashKey[IO[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Say that a run uses the servers, so that another run that ends sooner leaves them on."""
    if _is_worker(config):
        return
    FOLDER.parent.mkdir(exist_ok=True)
    file = FOLDER.with_suffix(".in-use").open("w")
    kept = os.environ.get("KEEP_TEST_SERVERS")
    if not kept and FOLDER.exists() and _nobody_else_uses(file):
        # A run that was killed leaves processes that nobody looks after, and that take time.
        Stack(FOLDER).down()
    fcntl.flock(file, fcntl.LOCK_SH)
    config.stash[IN_USE] = file


class OneSystemScheduling(LoadFileScheduling):
    """Each file to one worker, and all walks to the same, so that the product is started once."""

    def _split_scope(self, nodeid: str) -> str:
        return WALKS if nodeid.startswith(f"{WALKS}/") else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(
    config: pytest.Config, log: Callable[..., None]
) -> LoadFileScheduling:
    return OneSystemScheduling(config, log)


@pytest.fixture(scope="session")
def stack() -> Stack:
    """Real RabbitMQ and PostgreSQL of the tests' own, on free ports, beside any other stack."""
    servers = Stack(FOLDER, postgres_settings=FORGETFUL)
    servers.up(only_servers=True)
    return servers


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers once, after the last worker of the last run that uses them."""
    file = config.stash.get(IN_USE, None)
    if file is None or os.environ.get("KEEP_TEST_SERVERS"):
        return
    with file:
        if _nobody_else_uses(file):
            Stack(FOLDER).down()


def _nobody_else_uses(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


@pytest.fixture(scope="module")
def make_world(stack: Stack) -> Iterator[Callable[..., World]]:
    """Make worlds that end with the module."""
    worlds: list[World] = []
    logs = FOLDER / "process-logs"
    logs.mkdir(parents=True, exist_ok=True)

    def make(**options: tuple[str, ...]) -> World:
        world = World(stack, logs)
        worlds.append(world)
        return world.make(**options)

    yield make
    for world in worlds:
        world.end()


@pytest.fixture(scope="module")
def world(make_world: Callable[..., World]) -> World:
    """Give the module's world: all three databases, migrated and empty."""
    return make_world()
