"""The whole product, started once for all tests that walk through it from outside."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from deploy.local.stack import Stack
from shared.testing.processes import ROOT
from shared.testing.waiting import eventually
from tests.support.reader import Reader
from tests.support.system import System
from tests.support.world import World

PASSWORD = "a quiet place to meet"
EMAIL = "organiser@association.example"
EVERYTHING = (
    *("sandbox", "relay", "members", "members-jobs", "events", "notifications"),
    *("notifications-sms", "notifications-email", "web"),
)


@pytest.fixture(scope="session")
def system(stack: Stack) -> Iterator[System]:
    """Everything running, with one organiser's account and nobody in it yet."""
    folder = stack.places.state / "process-logs"
    folder.mkdir(parents=True, exist_ok=True)
    world = World(stack, folder)
    try:
        system = System(world.make())
        system.start(*EVERYTHING)
        eventually(lambda: web_answers(system), within_s=30)
        add_account(system, EMAIL, "organiser")
        yield system
    finally:
        world.end()


def web_answers(system: System) -> bool:
    try:
        return requests.get(f"{system.web}/healthz", timeout=1).ok
    except requests.RequestException:
        return False


def add_account(system: System, email: str, role: str) -> None:
    subprocess.run(
        [
            *(sys.executable, "-m", "services.members.staff", "add", email),
            *("--name", "Amal", "--role", role, "--password-stdin"),
        ],
        input=PASSWORD,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin", **system.world.environment("members")},
        check=True,
        capture_output=True,
    )


@pytest.fixture
def organiser(system: System) -> Reader:
    """An organiser who is signed in and reads French, as the tests do."""
    reader = Reader(system.web)
    page = reader.open("/sign-in").submit("password", email=EMAIL, password=PASSWORD)
    assert page.status == 200, page.text
    # The account keeps its last language, and other tests have it read Arabic.
    page = page.submit("language", language="fr")
    assert page.language == "fr"
    return reader


@pytest.fixture(scope="session")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's sheet, smaller."""
    from tools.demo.sheet import write

    path = tmp_path_factory.mktemp("sheet") / "members.xlsx"
    write(path, young=80)
    return path
