"""A world for one test module: its own virtual host and databases on the run's real servers."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from deploy.local import leftovers
from deploy.local.processes import Facts
from deploy.local.stack import Stack
from shared.db.database import Database
from shared.ids import new_id
from shared.messaging import topology
from shared.messaging.publisher import Publisher
from shared.testing.processes import RunningProcess
from tests.support import templates

SERVICES = ("members", "events", "notifications")
MAIL_HOOK = "what the mail service of the tests signs with"


def free_port() -> int:
    """Give a port that nothing listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


class World:
    """Databases, a virtual host, and the processes that a test starts in them."""

    def __init__(self, stack: Stack, folder: Path) -> None:
        self.stack = stack
        self.folder = folder
        self.key = new_id().hex[-10:]
        self.vhost = f"test-{self.key}"
        self.databases = {service: f"{service}_{self.key}" for service in SERVICES}
        self.ports = {name: free_port() for name in ("web", "sandbox_http", "sandbox_smtp")}
        self.processes: dict[str, RunningProcess] = {}

    # -- making and ending

    def make(self, *, services: tuple[str, ...] = SERVICES) -> World:
        self.stack.add_vhost(self.vhost)
        for service in services:
            templates.copy(self.stack, service, self.databases[service])
        return self

    def end(self) -> None:
        for process in self.processes.values():
            process.kill()
        with contextlib.suppress(Exception):
            self.stack.drop_vhost(self.vhost)
        for database in self.databases.values():
            with contextlib.suppress(Exception):
                self.stack.drop_database(database)

    def declare(self, definitions: topology.Definitions) -> None:
        """Declare queues that the product's own topology does not have."""
        publisher = Publisher(self.admin_broker_url)
        topology.declare(publisher.channel(), definitions)
        publisher.drop()

    # -- addresses

    @property
    def facts(self) -> Facts:
        """The run's servers, and ports of this world's own for web and sandbox."""
        known = self.stack.facts
        return replace(known, ports={**known.ports, **self.ports})

    def dsn(self, service: str, *, role: str = "") -> str:
        return self.stack.dsn(role or service, self.databases[service])

    def broker_url(self, user: str) -> str:
        return self.stack.broker_url(user, self.vhost)

    @property
    def admin_broker_url(self) -> str:
        return self.stack.broker_url("admin", self.vhost)

    def environment(self, process: str) -> dict[str, str]:
        """Give a product process's settings, in this world."""
        row = self.stack.process(process)
        settings = self.facts.settings(row)
        if "DATABASE_URL" in settings:
            settings["DATABASE_URL"] = self.dsn(row.owner)
        if "VAULT_DATABASE_URL" in settings:
            settings["VAULT_DATABASE_URL"] = self.dsn("members", role="members_vault")
        if "BROKER_URL" in settings:
            settings["BROKER_URL"] = self.broker_url(row.owner)
        for service in SERVICES:
            if f"RELAY_{service.upper()}_URL" in settings:
                settings[f"RELAY_{service.upper()}_URL"] = self.dsn(service, role="relay")
        if "SANDBOX_DIR" in settings:
            # Phones and inboxes of this world alone.
            settings["SANDBOX_DIR"] = str(self.folder / f"{self.key}-sandbox")
        # What was sent stays so: tests that are about receipts play them.
        own = {"SMS_GATEWAY_RECEIPTS": "no", "MAIL_HOOK": MAIL_HOOK}
        return settings | own | {"MULTAQA_MODE": "test"}

    # -- processes

    def process(
        self, name: str, *arguments: str, environment: Mapping[str, str] | None = None
    ) -> RunningProcess:
        """Prepare a process; `arguments` follow `python -m`."""
        # Marked as the servers are: what an interrupted run leaves is found and ended with them.
        marked = {leftovers.MARK: self.stack.secrets["stack"], **(environment or {})}
        process = RunningProcess(name, arguments, marked, self.folder / f"{self.key}-{name}.log")
        self.processes[name] = process
        return process

    def run(self, name: str, *, replica: str = "", **extra: str) -> RunningProcess:
        """Start one of the product's own processes and wait until it works."""
        command = self.facts.command(self.stack.process(name))
        arguments = command[2:] if command[1] == "-m" else command[1:]
        process = self.process(
            f"{name}{replica}", *arguments, environment=self.environment(name) | extra
        )
        ready = {"relay": "relay_started", "web": None, "sandbox": None}.get(
            name, "service_started"
        )
        return process.start(ready=ready)

    # -- looking

    @contextlib.contextmanager
    def emptied(self, service: str, tables: str, *, size: int = 4) -> Iterator[Database]:
        """Empty tables (with a comma between them), and open the database as the service does."""
        self.rows(service, f"truncate {tables} cascade")
        with contextlib.closing(Database(self.dsn(service), size=size)) as database:
            yield database

    def rows(self, service: str, query: str, *arguments: Any) -> list[dict[str, Any]]:
        """Ask a database, as its administrator."""
        dsn = self.stack.admin_dsn(self.databases[service])
        with psycopg.connect(dsn, row_factory=dict_row, autocommit=True) as connection:
            cursor = connection.execute(query, arguments or None)
            return cursor.fetchall() if cursor.description else []

    def count(self, service: str, query: str, *arguments: Any) -> int:
        """Give the one number that a query asks for."""
        row = self.rows(service, query, *arguments)[0]
        return int(next(iter(row.values())))

    def queue_depths(self) -> dict[str, int]:
        """Count the messages that are ready in each queue, as the broker knows them now."""
        publisher = Publisher(self.admin_broker_url)
        try:
            channel = publisher.channel()
            return {
                queue.name: channel.queue_declare(queue.name, passive=True).message_count
                for queue in self.stack.management.queues(self.vhost)
            }
        finally:
            publisher.drop()
