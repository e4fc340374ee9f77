"""Fixtures of every level: the run's own servers, and a world for each module."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.local.stack import Stack
from tests.support.world import World

FOLDER = Path(__file__).resolve().parents[1] / "var" / "test"


@pytest.fixture(scope="session")
def stack() -> Stack:
    """Real RabbitMQ and PostgreSQL of the tests' own, on free ports, beside any other stack."""
    servers = Stack(FOLDER)
    servers.up(only_servers=True)
    return servers


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Stop the servers once, after the last of the parallel workers."""
    a_worker = hasattr(session.config, "workerinput")
    if not a_worker and not os.environ.get("KEEP_TEST_SERVERS"):
        Stack(FOLDER).down()


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
