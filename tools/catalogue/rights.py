"""
The least that each broker account needs, from who hears what and who is asked.

A permission's patterns are matched against names of queues and exchanges alike; on topic
exchanges RabbitMQ also matches the routing key. An account may make and empty its own queues,
bind them to what it hears, put messages off, and answer. Only the relay publishes announcements,
only `web` asks. What no pattern can keep apart: who may answer or replay (the default exchange)
can put a message into any queue whose name it knows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from shared.contracts.wire import exchange
from shared.messaging.topology import RPC_EXCHANGE, rpc_queue
from tools.catalogue.system import PACKAGES, System

NOTHING = "^$"
DEFAULT_EXCHANGE = r"amq\.default"
RETRY = r"retry\.[0-9]+s"

Rights = dict[str, str]
TopicRights = list[dict[str, str]]


def permissions(system: System) -> dict[str, Rights]:
    """Give for each account what it may make, write to and read from."""
    rights = {package: _of_service(system, package) for package in PACKAGES}
    announcing = [re.escape(exchange(package)) for package in PACKAGES]
    rights["relay"] = {
        "configure": r"^relay\.marker\.[a-z]+$",
        "write": _any_of([*announcing, DEFAULT_EXCHANGE]),
        "read": NOTHING,
    }
    rights["web"] = {
        "configure": NOTHING,
        "write": _any_of([re.escape(RPC_EXCHANGE)]),
        "read": NOTHING,
    }
    return rights


def topic_permissions(system: System) -> dict[str, TopicRights]:
    """Give for each account which messages of an exchange it may bind a queue for."""
    return {package: _topics(system, package) for package in PACKAGES}


def render(rights: object) -> str:
    return json.dumps(rights, indent=2) + "\n"


def _of_service(system: System, package: str) -> Rights:
    own = [_queues_of(system, package), *map(re.escape, _asked(system, package))]
    heard = {re.escape(e.hearing.exchange) for e in system.ears if e.package == package}
    asked = [re.escape(RPC_EXCHANGE)] if _asked(system, package) else []
    return {
        "configure": _any_of(own),
        "write": _any_of([*own, RETRY, DEFAULT_EXCHANGE]),
        "read": _any_of([*own, *sorted(heard), *asked]),
    }


def _queues_of(system: System, package: str) -> str:
    """Match the queues of a service's processes, but not its exchange, which begins alike."""
    processes = {e.service for e in system.ears if e.package == package} | {package}
    return rf"({'|'.join(sorted(processes))})\.(?!events$).+"


def _asked(system: System, package: str) -> list[str]:
    return sorted({rpc_queue(a.service) for a in system.answers if a.package == package})


def _topics(system: System, package: str) -> TopicRights:
    ears = [ear for ear in system.ears if ear.package == package]
    topics = {
        name: {re.escape(e.message.type) for e in ears if e.hearing.exchange == name}
        for name in sorted({e.hearing.exchange for e in ears})
    }
    topics[RPC_EXCHANGE] = {a.service for a in system.answers if a.package == package}
    return [
        {"exchange": name, "write": NOTHING, "read": rf"^({'|'.join(sorted(types))})\."}
        for name, types in topics.items()
        if types
    ]


def _any_of(patterns: Iterable[str]) -> str:
    return f"^({'|'.join(patterns)})$"
