"""One private stack: its servers, its databases and queues, and the services over them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from deploy.local import broker, keys, leftovers, notes, ports, postgres
from deploy.local.places import ROOT, Places, database_account
from deploy.local.processes import PROCESSES, Facts, Process
from deploy.local.readiness import Starting
from deploy.local.supervision import Program, State, Supervisor
from deploy.local.supervision import write as write_supervisor
from deploy.local.trouble import Trouble
from deploy.local.waiting import until

SERVERS = ("epmd", "rabbitmq", "postgres")

SERVER_PORTS = {
    "epmd": ("epmd",),
    "rabbitmq": ("broker", "broker_cluster", "management", "prometheus"),
    "postgres": ("postgres",),
}

Tell = Callable[[str], None]


def _silence(_line: str) -> None:
    return None


class Stack:
    """
    The stack whose state is in one folder; several can run at the same time.

    The folder is `directory`, or else STACK_DIR, or else var/stack. What cannot be done ends in
    Trouble with a sentence.
    """

    def __init__(
        self,
        directory: Path | str | None = None,
        *,
        processes: Sequence[Process] = PROCESSES,
        postgres_settings: Mapping[str, str] = MappingProxyType({}),
        tell: Tell = _silence,
    ) -> None:
        self.places = Places.choose(directory)
        self.processes = tuple(processes)
        self._postgres_settings = postgres_settings
        self.supervisor = Supervisor(self.places)
        self._tell = tell

    # -- what a stack is made of

    @property
    def secrets(self) -> dict[str, str]:
        """The secrets; made when there are none yet."""
        self.places.make()
        return self._secrets

    @cached_property
    def _secrets(self) -> dict[str, str]:
        return keys.keep(self._secrets_file)

    @property
    def _secrets_file(self) -> Path:
        return self.places.state / "secrets.json"

    @property
    def ports(self) -> dict[str, int]:
        """The ports chosen at the last start; empty before the first."""
        return notes.read(self.places.state / "ports.json")

    @property
    def facts(self) -> Facts:
        return Facts(self.places, self.ports, self.secrets)

    @property
    def replicas(self) -> dict[str, int]:
        """How many of each process run when the stack is up."""
        return dict.fromkeys((each.name for each in self.processes), 1) | notes.read(self._scale)

    @property
    def _scale(self) -> Path:
        return self.places.state / "scale.json"

    def process(self, name: str) -> Process:
        """Give a row of the table; Trouble names those there are."""
        for each in self.processes:
            if each.name == name:
                return each
        names = ", ".join(each.name for each in self.processes)
        msg = f"There is no process called {name}; there are {names}."
        raise Trouble(msg)

    # -- addresses

    def admin_dsn(self, database: str = "postgres") -> str:
        """Give a database's address as PostgreSQL's superuser."""
        password = self.secrets["postgres_admin"]
        return postgres.url(postgres.ADMIN, password, self.ports["postgres"], database)

    def dsn(self, role: str, database: str = "") -> str:
        """Give a database's address for `members`, `members_owner`, `relay` and their like."""
        return self.facts.database_url(role, database or role.removesuffix("_owner"))

    def broker_url(self, user: str, vhost: str = broker.VHOST) -> str:
        """Give the broker's address for one of its users, as a service would have it."""
        return self.facts.broker_url(user, vhost)

    @property
    def broker_admin_url(self) -> str:
        """The broker's address for its administrator."""
        return self.broker_url(broker.ADMIN)

    @property
    def management(self) -> broker.Management:
        """The broker's management API."""
        return broker.Management(self.ports["management"], self.secrets["broker_admin"])

    @property
    def management_url(self) -> str:
        """The management API's address; its account is `admin` with secrets["broker_admin"]."""
        return self.management.url

    def environment(self, name: str) -> dict[str, str]:
        """Give the settings one process runs with."""
        if not self.ports:
            msg = "The stack has no ports before its first start: run `make up`."
            raise Trouble(msg)
        return self.facts.settings(self.process(name))

    # -- up and down

    def up(self, *, only_servers: bool = False) -> None:
        """
        Bring the stack up and return when all of it answers; what runs already is left alone.

        With `only_servers` it stops short of migrations and services.
        """
        with self._alone():
            self._prepare()
            self._start_servers()
            self._provision()
            if not only_servers:
                self._migrate()
                self._start_services()

    def migrate(self) -> None:
        """Bring the databases of a running stack to the newest form."""
        with self._alone():
            self._refuse_when_down()
            self._migrate()

    def staff(self, *words: str) -> str:
        """Run members' command for accounts, and give what it says; Trouble says why not."""
        self._refuse_when_down()
        done = subprocess.run(
            [sys.executable, "-m", "services.members.staff", *words],
            cwd=ROOT,
            env={"PATH": os.environ.get("PATH", os.defpath), **self.environment("members")},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Trouble(done.stderr.strip())
        return done.stdout

    def down(self) -> None:
        """Stop every process this stack started, whoever started it since, and nothing else."""
        with self._alone():
            if self.supervisor.answers():
                self._tell("Stopping the services")
                self.supervisor.stop(self._services())
                self._tell("Stopping RabbitMQ and PostgreSQL")
                self.supervisor.stop(("rabbitmq", "postgres"))
                self.supervisor.shut_down()
            if self._secrets_file.exists():  # else it was never up
                leftovers.end(self.secrets["stack"])

    def clean(self) -> None:
        """Stop everything and delete it: databases, messages, logs, ports and secrets."""
        self.down()
        postgres.remove_cluster(self.places)
        if self.places.socket.parent != self.places.state:
            shutil.rmtree(self.places.socket.parent, ignore_errors=True)
        shutil.rmtree(self.places.state, ignore_errors=True)

    def scale(self, name: str, count: int) -> None:
        """Run `count` of a process from now on; the others are not disturbed."""
        process = self.process(name)
        if not process.scalable and count != 1:
            msg = f"{name} listens on a port of its own: there can be one of it."
            raise Trouble(msg)
        if count < 0:
            msg = "A number of processes is not negative."
            raise Trouble(msg)
        with self._alone():
            notes.write(self._scale, notes.read(self._scale) | {name: count})
            if self.supervisor.answers():
                self._write_configuration()
                self.supervisor.apply()
                self._start([process])

    def states(self) -> list[State]:
        """Give how each process stands; nothing when the stack is down."""
        return self.supervisor.states()

    def log_files(self, name: str = "") -> list[Path]:
        """Give the logs of a process with its replicas, of a server, or of everything."""
        if name and name not in SERVERS:
            self.process(name)
        return sorted(
            path
            for path in self.places.logs.glob("*.log")
            if not name or name in (path.stem, path.stem.rpartition("-")[0])
        )

    # -- databases and virtual hosts of their own, for tests

    def add_database(self, service: str, database: str) -> str:
        """Make one more database for a service's roles, and give its name."""
        secrets = self.secrets
        passwords = postgres.Passwords(
            owner=secrets[f"postgres_{service}_owner"],
            service=secrets[f"postgres_{service}"],
            relay=secrets["postgres_relay"],
            vault=secrets.get(f"postgres_{service}_vault", ""),
        )
        return postgres.provision(self.admin_dsn(), service, passwords, database=database)

    def drop_database(self, database: str) -> None:
        """Remove a database, whoever is connected to it."""
        postgres.drop(self.admin_dsn(), database)

    def add_vhost(self, vhost: str) -> None:
        """Make one more virtual host, with the topology and everybody's rights in it."""
        self.management.add_vhost(vhost, broker.permissions())

    def drop_vhost(self, vhost: str) -> None:
        """Remove a virtual host with its queues and messages."""
        self.management.drop_vhost(vhost)

    # -- the steps of `up`

    def _alone(self) -> AbstractContextManager[None]:
        return notes.alone(self.places.state.parent / f".{self.places.state.name}.lock")

    def _prepare(self) -> None:
        self.places.make()
        if not self.supervisor.answers():
            # A supervisor that was killed left its processes: they hold the ports and the data.
            leftovers.end(self.secrets["stack"])
        chosen = ports.choose(self.ports, in_use_by_us=self._ports_in_use())
        if chosen != self.ports:
            notes.write(self.places.state / "ports.json", chosen)
        broker.configure(self.places, chosen, self.secrets)
        self._write_configuration()

    def _ports_in_use(self) -> set[str]:
        running = {each.name for each in self.states() if each.alive}
        owned = SERVER_PORTS | {f"{each.name}-1": each.ports for each in self.processes}
        return {port for name in running for port in owned.get(name, ())}

    def _start_servers(self) -> None:
        if self.supervisor.answers():
            self.supervisor.apply()
        else:
            self.supervisor.start(mark=self._mark())
        fresh = not self.supervisor.state("rabbitmq").alive
        self._tell("Starting RabbitMQ and PostgreSQL")
        self.supervisor.run(("epmd",))
        # Else Erlang starts a port mapper by itself, which outlives the broker.
        until(lambda: not ports.is_free(self.ports["epmd"]), seconds=10, what="epmd answers")
        self.supervisor.run(("rabbitmq",))
        postgres.make_cluster(self.places, self.secrets)
        self.supervisor.run(("postgres",))
        postgres.await_answer(self.admin_dsn())
        self.management.await_answer()
        if not fresh:
            self.management.load(broker.definitions(self.secrets))

    def _provision(self) -> None:
        self._tell("Databases, roles and queues")
        for service in keys.SERVICES:
            self.add_database(service, service)

    def _migrate(self) -> None:
        for service in keys.SERVICES:
            self._tell(f"Migrating {service}")
            self._migrate_one(service)

    def _migrate_one(self, service: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "shared.db.migrate", service],
            cwd=ROOT,
            env={
                "PATH": os.environ.get("PATH", os.defpath),
                "PYTHONPATH": str(ROOT),
                "MULTAQA_MODE": "development",
                "DATABASE_URL": self.dsn(f"{service}_owner"),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            msg = f"The migrations of {service} failed:\n{done.stdout}{done.stderr}"
            raise Trouble(msg)

    def _start_services(self) -> None:
        self._start(self.processes)

    def _start(self, processes: Iterable[Process]) -> None:
        running = {each.name for each in self.states() if each.alive}
        starting = [
            Starting.about_to(name, process, self.places.logs)
            for process in processes
            for name in self._instances(process)
            if name not in running
        ]
        if starting:
            self._tell(f"Starting {len(starting)} processes")
        self.supervisor.run(each.name for each in starting)
        for each in starting:
            each.await_ready(self.supervisor, self.ports)

    def _refuse_when_down(self) -> None:
        if not self.supervisor.answers():
            msg = "The stack is down: start it with `make up`."
            raise Trouble(msg)

    # -- what the supervisor is told

    def _mark(self) -> dict[str, str]:
        return {leftovers.MARK: self.secrets["stack"]}

    def _write_configuration(self) -> None:
        programs = [*self._server_programs(), *self._service_programs()]
        write_supervisor(self.places, programs, mark=self._mark())

    def _server_programs(self) -> list[Program]:
        chosen = self.ports
        account = database_account()
        return [
            Program(
                name="epmd",
                command=["epmd", "-port", str(chosen["epmd"]), "-address", "127.0.0.1"],
                priority=1,
                start_seconds=0,
            ),
            Program(
                name="rabbitmq",
                command=[str(broker.program())],
                environment=broker.environment(self.places, chosen),
                priority=2,
            ),
            Program(
                name="postgres",
                command=postgres.command(self.places, chosen["postgres"], self._postgres_settings),
                directory=Path("/"),
                user=account.name if account else "",
                priority=2,
                stop_signal="INT",
            ),
        ]

    def _service_programs(self) -> list[Program]:
        facts = self.facts
        return [
            Program(
                name=name,
                command=facts.command(process),
                environment=facts.settings(process),
                # What fails before it works is started again with growing pauses, not at once.
                start_seconds=10 if process.says or process.pages else 2,
            )
            for process in self.processes
            for name in self._instances(process)
        ]

    def _instances(self, process: Process) -> list[str]:
        # Each replica is a program of its own: one more or one less leaves the others running.
        return [f"{process.name}-{n}" for n in range(1, self.replicas[process.name] + 1)]

    def _services(self) -> list[str]:
        return [name for process in self.processes for name in self._instances(process)]
