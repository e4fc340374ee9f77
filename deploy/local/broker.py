"""The stack's own RabbitMQ: its settings, what it loads at each boot, and its management API."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets as chance
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import requests

from deploy.local import notes
from deploy.local.places import ROOT, Places
from deploy.local.trouble import Trouble
from deploy.local.waiting import until

VHOST = "multaqa"
ADMIN = "admin"
TOPOLOGY = ROOT / "deploy" / "rabbitmq" / "definitions.json"
PERMISSIONS = ROOT / "deploy" / "rabbitmq" / "permissions.json"
TOPIC_PERMISSIONS = ROOT / "deploy" / "rabbitmq" / "topic_permissions.json"
PROGRAM = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
START_SECONDS = 90.0

Definitions = dict[str, Any]  # RabbitMQ's own JSON

SETTINGS = """\
# Written at each start of the stack.
listeners.tcp.1 = 127.0.0.1:{broker}
management.tcp.ip = 127.0.0.1
management.tcp.port = {management}
prometheus.tcp.ip = 127.0.0.1
prometheus.tcp.port = {prometheus}
# Users, rights, exchanges and queues come from here at each boot: a broker that lost its disk
# has its queues again before anybody can connect, and no account `guest` exists.
load_definitions = {definitions}
log.console = true
log.console.level = info
log.file = false
# The counts that `status` and the tests read are this old at most.
collect_statistics_interval = 1000
# The log of quorum queues is kept in memory up to this size; the default is made for servers.
raft.wal_max_size_bytes = 67108864
"""

PLUGINS = "[rabbitmq_management,rabbitmq_prometheus].\n"


def program() -> Path:
    """Give RabbitMQ's own start script; the wrapper on the PATH insists on its own user."""
    if PROGRAM.exists():
        return PROGRAM
    msg = "RabbitMQ is not installed: run `make setup`, or install rabbitmq-server."
    raise Trouble(msg)


def configure(places: Places, ports: Mapping[str, int], secrets: Mapping[str, str]) -> None:
    """Write everything the broker reads at its start."""
    home = places.broker / "home"
    for folder in (home, places.broker / "data", places.broker / "conf.d"):
        folder.mkdir(exist_ok=True, mode=0o700)
    notes.write_text(home / ".erlang.cookie", secrets["cookie"], mode=0o400)
    notes.write(_definitions_file(places), definitions(secrets))
    notes.write_text(
        places.broker / "rabbitmq.conf",
        SETTINGS.format(definitions=_definitions_file(places), **ports),
    )
    notes.write_text(places.broker / "enabled_plugins", PLUGINS)


def _definitions_file(places: Places) -> Path:
    return places.broker / "definitions.json"


def environment(places: Places, ports: Mapping[str, int]) -> dict[str, str]:
    """Give the broker's environment: everything private, everything on loopback."""
    base = places.broker
    return epmd_environment(ports) | {
        "HOME": str(base / "home"),
        "RABBITMQ_NODENAME": f"multaqa_{places.key}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(ports["broker"]),
        "RABBITMQ_DIST_PORT": str(ports["broker_cluster"]),
        "RABBITMQ_MNESIA_BASE": str(base / "data"),
        "RABBITMQ_LOG_BASE": str(places.logs),
        "RABBITMQ_LOGS": "-",
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(base / "enabled_plugins"),
        "RABBITMQ_CONFIG_FILE": str(base / "rabbitmq.conf"),
        # Files that are not there: the machine's own broker keeps its settings to itself.
        "RABBITMQ_CONFIG_FILES": str(base / "conf.d"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(base / "advanced.config"),
        "RABBITMQ_CONF_ENV_FILE": str(base / "rabbitmq-env.conf"),
        # The distribution listens on every interface unless told otherwise.
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        # Its script then becomes the server, so that a signal reaches the server itself.
        "RUNNING_UNDER_SYSTEMD": "true",
    }


def epmd_environment(ports: Mapping[str, int]) -> dict[str, str]:
    """Give what makes Erlang's port mapper a private one."""
    return {"ERL_EPMD_PORT": str(ports["epmd"]), "ERL_EPMD_ADDRESS": "127.0.0.1"}


def definitions(secrets: Mapping[str, str]) -> Definitions:
    """Put together users, rights and the generated topology, for the virtual host of ours."""
    rights = permissions()
    return {
        "users": [
            _user(ADMIN, secrets["broker_admin"], tags="administrator"),
            *(_user(name, secrets[f"broker_{name}"], tags="") for name in rights),
        ],
        "vhosts": [{"name": VHOST}],
        "permissions": [
            {"user": ADMIN, "vhost": VHOST, "configure": ".*", "write": ".*", "read": ".*"},
            *({"user": name, "vhost": VHOST, **right} for name, right in rights.items()),
        ],
        "topic_permissions": [
            {"user": name, "vhost": VHOST, **topic}
            for name, topics in topic_permissions().items()
            for topic in topics
        ],
        **topology(VHOST),
    }


def permissions() -> dict[str, dict[str, str]]:
    """Give what each service may configure, write and read."""
    return dict(json.loads(PERMISSIONS.read_text()))


def topic_permissions() -> dict[str, list[dict[str, str]]]:
    """Give which messages of an exchange each service may have in its queues."""
    return dict(json.loads(TOPIC_PERMISSIONS.read_text()))


def topology(vhost: str) -> Definitions:
    """Give the generated exchanges, queues and bindings, placed in a virtual host."""
    if not TOPOLOGY.exists():
        return {}
    generated: Definitions = json.loads(TOPOLOGY.read_text())
    kinds = ("exchanges", "queues", "bindings", "policies")
    return {kind: [{**each, "vhost": vhost} for each in generated.get(kind, [])] for kind in kinds}


def _user(name: str, password: str, *, tags: str) -> dict[str, str]:
    # The form RabbitMQ documents: 4 random bytes, then SHA-256 over them and the password.
    salt = chance.token_bytes(4)
    digest = salt + hashlib.sha256(salt + password.encode()).digest()
    return {
        "name": name,
        "password_hash": base64.b64encode(digest).decode(),
        "hashing_algorithm": "rabbit_password_hashing_sha256",
        "tags": tags,
    }


def url(user: str, password: str, port: int, vhost: str = VHOST) -> str:
    """Give the address of a virtual host for a user."""
    return f"amqp://{quote(user)}:{quote(password)}@127.0.0.1:{port}/{quote(vhost, safe='')}"


@dataclass(frozen=True, slots=True)
class Queue:
    """How one queue stands."""

    name: str
    ready: int
    unacked: int
    consumers: int


@dataclass(frozen=True, slots=True)
class Management:
    """RabbitMQ's management API, as its administrator; HTTPError when it refuses."""

    port: int
    password: str

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def call(self, method: str, path: str, body: object = None) -> Any:  # any JSON
        """Ask the API; `path` comes after /api/."""
        answer = requests.request(
            method,
            f"{self.url}/api/{path}",
            json=body,
            auth=(ADMIN, self.password),
            timeout=10,
        )
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def get(self, path: str) -> Any:  # any JSON
        """Ask for what is at `path`, for example /queues/multaqa."""
        return self.call("GET", path.lstrip("/"))

    def ready(self) -> bool:
        """Say whether the broker is up, with its virtual host, and takes connections."""
        try:
            self.get(f"vhosts/{VHOST}")
            listeners = self.get("overview")["listeners"]
        except requests.RequestException:
            return False
        # The management API answers first, clients' connections are taken last.
        return any(each["protocol"] == "amqp" for each in listeners)

    def await_answer(self) -> None:
        """Return when the broker is ready; Trouble after START_SECONDS."""
        until(self.ready, seconds=START_SECONDS, what="RabbitMQ answers")

    def load(self, wanted: Definitions) -> None:
        """Add what is missing; what is there stays, with its messages."""
        self.call("POST", "definitions", wanted)

    def add_vhost(self, vhost: str, users: Iterable[str]) -> None:
        """Make a virtual host with our topology and rights in it, for these users."""
        name = quote(vhost, safe="")
        self.call("PUT", f"vhosts/{name}", {})
        everything = {"configure": ".*", "write": ".*", "read": ".*"}
        rights = permissions()
        for user in (ADMIN, *users):
            self.call("PUT", f"permissions/{name}/{user}", rights.get(user, everything))
            for topic in topic_permissions().get(user, []):
                self.call("PUT", f"topic-permissions/{name}/{user}", topic)
        self.call("POST", "definitions", topology(vhost))

    def drop_vhost(self, vhost: str) -> None:
        """Remove a virtual host with its queues and messages; one that is not there is no error."""
        try:
            self.call("DELETE", f"vhosts/{quote(vhost, safe='')}")
        except requests.HTTPError as error:
            if error.response.status_code != requests.codes.not_found:
                raise

    def queues(self, vhost: str = VHOST) -> list[Queue]:
        """Give every queue of a virtual host, at most a second old."""
        found = self.get(f"queues/{quote(vhost, safe='')}")
        return [
            Queue(
                name=each["name"],
                ready=each.get("messages_ready", 0),
                unacked=each.get("messages_unacknowledged", 0),
                consumers=each.get("consumers", 0),
            )
            for each in found
        ]
