"""The compose file says of each process what the local stack's table says, and opens nothing."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
import yaml

from deploy.local.processes import COMMAND, PROCESSES, Process
from tools.layout.files import ROOT

TARGET = re.compile(r"^FROM \S+ AS (\S+)$", re.MULTILINE)
ONLY_IN_CONTAINERS = {"SANDBOX_HOST"}
GIVEN_BY_PORTS = {"WEB_PORT"}
"""What the local stack has to choose, and a container always has."""

HAS_ITS_OWN_PLACE = {"SANDBOX_DIR"}


@cache
def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "docker-compose.yml").read_text()))


def service(name: str) -> dict[str, Any]:
    """Give a service with what it takes over from the file's common parts."""
    found: dict[str, Any] = compose()["services"][name]
    return found


@pytest.mark.parametrize("process", [*PROCESSES, COMMAND], ids=lambda process: process.name)
def test_a_process_is_given_the_same_settings_in_a_container(process: Process) -> None:
    given = set(service(process.name)["environment"]) - ONLY_IN_CONTAINERS

    wanted = {"MULTAQA_MODE", *process.settings} - GIVEN_BY_PORTS
    assert given - HAS_ITS_OWN_PLACE == wanted - HAS_ITS_OWN_PLACE


@pytest.mark.parametrize("name", sorted(compose()["services"]))
def test_ports_are_open_to_this_machine_only(name: str) -> None:
    ports = service(name).get("ports", [])

    assert all(str(port).startswith("127.0.0.1:") for port in ports)


def test_every_image_has_its_target() -> None:
    targets = set(TARGET.findall((ROOT / "deploy" / "Dockerfile").read_text()))
    built = [each["build"]["target"] for each in compose()["services"].values() if "build" in each]

    assert set(built) <= targets


def test_what_runs_for_good_says_how_it_is() -> None:
    for name, each in compose()["services"].items():
        once = name.startswith("migrate-") or "profiles" in each
        assert once or "healthcheck" in each, name


def test_no_secret_stands_in_the_file() -> None:
    for name, each in compose()["services"].items():
        for setting, value in (each.get("environment") or {}).items():
            if re.search(r"KEY|PASSWORD|SECRET", setting):
                assert str(value).startswith("${"), f"{name} {setting}"
            if "_URL" in setting and "@" in str(value):
                assert re.search(r":\$\{\w+[^}]*\}@", str(value)), f"{name} {setting}"
