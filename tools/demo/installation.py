"""Where the demo plays: the private stack of this machine, or containers (STACK=docker)."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.local.places import ROOT
from deploy.local.stack import Stack

ADD_ACCOUNT = ("-m", "services.members.staff", "add")


class AccountRefused(Exception):
    """An account of the demo could not be made; the text is what the command said."""


@dataclass(frozen=True, kw_only=True)
class Installation:
    """
    What the demo has to know of a running installation.

    `add_account` is the command, with its environment, that adds a staff account where the
    members' database is; `notes` is a private folder.
    """

    console: str
    sandbox: str
    broker_url: str
    notes: Path
    command: Sequence[str]
    environment: dict[str, str]

    def add_account(self, email: str, name: str, role: str, password: str) -> None:
        """Make an account of the staff."""
        done = subprocess.run(
            [*self.command, email, "--name", name, "--role", role, "--password-stdin"],
            input=password + "\n",
            cwd=ROOT,
            env={"PATH": os.environ.get("PATH", os.defpath), **self.environment},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise AccountRefused(done.stdout + done.stderr)


def find() -> Installation:
    """Give the installation that is up: containers when `.env` was handed over, else the stack."""
    return _containers() if "BROKER_WEB" in os.environ else private_stack(Stack())


def private_stack(stack: Stack) -> Installation:
    """Give the installation that a private stack is."""
    return Installation(
        console=f"http://127.0.0.1:{stack.ports['web']}/",
        sandbox=f"http://127.0.0.1:{stack.ports['sandbox_http']}/",
        broker_url=stack.broker_url("web"),
        notes=stack.places.state,
        command=(sys.executable, *ADD_ACCOUNT),
        environment={"PYTHONPATH": str(ROOT), **stack.environment("members")},
    )


def _containers() -> Installation:
    known = os.environ
    return Installation(
        console=f"http://127.0.0.1:{known['WEB_PORT']}/",
        sandbox=f"http://127.0.0.1:{known['SANDBOX_PORT']}/",
        broker_url=f"amqp://web:{known['BROKER_WEB']}@127.0.0.1:{known['BROKER_PORT']}/multaqa",
        notes=ROOT / "var" / "compose",
        command=("docker", "compose", "exec", "-T", "members", "python", *ADD_ACCOUNT),
        environment={},
    )
