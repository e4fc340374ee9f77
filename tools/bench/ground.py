"""The stack that is measured: a private one, fresh, with only what an e-mail goes through."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import LiteralString
from uuid import UUID

import psycopg

from deploy.local.places import ROOT, Account, database_account
from deploy.local.processes import PROCESSES
from deploy.local.stack import Stack, Tell

FOLDER = ROOT / "var" / "bench"
SENDER = "notifications-email"
NEEDED = ("members", "members-jobs", "events", "notifications", SENDER, "relay")
CLINIC = ("members", "members-jobs")
"""All that a sheet goes through until its people are in."""


class Ground:
    """
    A stack whose senders believe the sink to be their mail server.

    The sandbox is not run; the sink takes its port.
    """

    def __init__(self, tell: Tell, folder: Path = FOLDER, needed: Sequence[str] = NEEDED) -> None:
        rows = [each for each in PROCESSES if each.name in needed]
        self.stack = Stack(folder, processes=rows, tell=tell)

    def up(self) -> None:
        """Begin anew: what an earlier run left behind would be measured too."""
        self.stack.clean()
        self.stack.places.make()
        if SENDER in self.stack.replicas:
            self.send_with(0)
        self.stack.up()

    def send_with(self, processes: int) -> None:
        self.stack.scale(SENDER, processes)

    def clean(self) -> None:
        self.stack.clean()

    def down(self) -> None:
        self.stack.down()

    @property
    def logs(self) -> Path:
        return self.stack.places.logs

    @property
    def folder(self) -> Path:
        """Where the sink may write."""
        return self.stack.places.temporary / "sink"

    @property
    def mail_port(self) -> int:
        return self.stack.ports["sandbox_smtp"]

    @property
    def account(self) -> Account | None:
        """Who the sink runs as, when not as whoever measures."""
        return database_account()

    def pids(self) -> dict[str, int]:
        """Name every process of the stack that runs."""
        return {each.name: each.pid for each in self.stack.states() if each.pid}

    def rows_of_ledger(self, event_id: UUID) -> int:
        return self._count("select count(*) from deliveries where event_id = %s", event_id)

    def contacts(self) -> int:
        return self._count("select count(*) from contacts")

    def _count(self, query: LiteralString, *arguments: UUID) -> int:
        with psycopg.connect(self.stack.admin_dsn("notifications")) as connection:
            found = connection.execute(query, arguments or None).fetchone()
        return int(found[0]) if found else 0
