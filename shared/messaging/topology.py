"""
The broker's exchanges and queues, made from who hears what.

Written as RabbitMQ definitions (`deploy/rabbitmq/definitions.json`, loaded at the broker's
start) and declared again by each consumer, so that nothing is published before its queue is
there (N6, N22). Works on RabbitMQ 3.10 and 4.x: quorum queues, at-least-once dead-lettering.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from amqp.exceptions import NotFound

from shared.contracts.wire import MESSAGES, exchange
from shared.settings import RETRY_DELAYS_S

RPC_EXCHANGE = "multaqa.rpc"

DELIVERY_LIMIT = 20
"""Crashes of the consumer, not failures of the handler, are counted by the broker (N5)."""

PARKING_DELIVERY_LIMIT = 1_000_000
"""The last queue that a message can be in drops nothing; RabbitMQ 4 would after 20."""

Definitions = dict[str, list[dict[str, Any]]]

NOTHING: Definitions = {"exchanges": [], "queues": [], "bindings": []}


@dataclass(frozen=True, order=True)
class Hearing:
    """A service hears a message, on one lane (`urgent`, `bulk`) or, with none, on both."""

    service: str
    type: str
    lane: str | None = None

    @property
    def queue(self) -> str:
        return ".".join(filter(None, (self.service, self.type, self.lane)))

    @property
    def binding(self) -> str:
        return f"{self.type}.{self.lane or '*'}"

    @property
    def exchange(self) -> str:
        return exchange(MESSAGES[self.type].owner)


def retry_name(delay_s: int) -> str:
    """Name the exchange and the queue in which a message waits for `delay_s` seconds."""
    return f"retry.{delay_s}s"


def parking_queue(service: str) -> str:
    """Name the queue of what the broker gave up on, until it is in the table `parked`."""
    return f"{service.split('-', maxsplit=1)[0]}.parking"


def rpc_queue(service: str) -> str:
    """Name the queue on which a service is asked."""
    return f"rpc.{service}"


def hearing_arguments(service: str) -> dict[str, Any]:
    """Give the arguments of a queue that a service hears on."""
    return {
        "x-queue-type": "quorum",
        "x-delivery-limit": DELIVERY_LIMIT,
        "x-overflow": "reject-publish",
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": parking_queue(service),
        "x-dead-letter-strategy": "at-least-once",
    }


def parking_arguments() -> dict[str, Any]:
    """Give the arguments of a parking queue."""
    return {"x-queue-type": "quorum", "x-delivery-limit": PARKING_DELIVERY_LIMIT}


def definitions(hearings: Iterable[Hearing], answering: Iterable[str] = ()) -> Definitions:
    """Make the broker's definitions, without a vhost, in a stable order; `answering` do RPC."""
    wanted = sorted(set(hearings))
    exchanges = [_exchange(name, "topic") for name in sorted({h.exchange for h in wanted})]
    queues = [_queue(h.queue, hearing_arguments(h.service)) for h in wanted]
    bindings = [_binding(h.exchange, h.queue, h.binding) for h in wanted]
    around = surroundings({hearing.service for hearing in wanted})
    exchanges += around["exchanges"]
    queues += around["queues"]
    bindings += around["bindings"]
    exchanges.append(_exchange(RPC_EXCHANGE, "topic"))
    for service in sorted(answering):
        queues.append(_queue(rpc_queue(service), {}))
        bindings.append(_binding(RPC_EXCHANGE, rpc_queue(service), f"{service}.*"))
    return {"exchanges": exchanges, "queues": queues, "bindings": bindings}


def surroundings(services: Iterable[str], delays_s: Iterable[int] = RETRY_DELAYS_S) -> Definitions:
    """Give what hearing needs beside the queue itself: parking, and the ladder of retries."""
    delays = sorted(set(delays_s))
    parking = sorted({parking_queue(service) for service in services})
    return {
        "exchanges": [_exchange(retry_name(s), "fanout") for s in delays],
        "queues": [_queue(name, parking_arguments()) for name in parking]
        + [_queue(retry_name(s), _retry_arguments(s)) for s in delays],
        "bindings": [_binding(retry_name(s), retry_name(s), "") for s in delays],
    }


def declare(channel: Any, wanted: Definitions) -> None:
    """Declare all of it over AMQP; one that is there in another form is an error (406)."""
    for one in wanted["exchanges"]:
        channel.exchange_declare(one["name"], one["type"], durable=True, auto_delete=False)
    for one in wanted["queues"]:
        channel.queue_declare(
            one["name"], durable=True, auto_delete=False, arguments=one["arguments"]
        )
    for one in wanted["bindings"]:
        channel.queue_bind(one["destination"], one["source"], one["routing_key"])


def ensure(channel: Any, wanted: Definitions) -> None:
    """Declare all of it unless it is there: what a deployment made needs no right to make it."""
    if not _is_there(channel.connection.channel(), wanted):
        declare(channel, wanted)


def _is_there(probe: Any, wanted: Definitions) -> bool:
    try:
        for one in wanted["exchanges"]:
            probe.exchange_declare(one["name"], one["type"], passive=True)
        for one in wanted["queues"]:
            probe.queue_declare(one["name"], passive=True)
    except NotFound:  # which ends the channel, not the connection
        return False
    probe.close()
    return True


def _retry_arguments(delay_s: int) -> dict[str, Any]:
    # Through a fanout exchange the routing key can be the name of the queue to go back to; the
    # default exchange takes it there when the time is over.
    return {
        "x-queue-type": "quorum",
        "x-message-ttl": delay_s * 1000,
        "x-overflow": "reject-publish",
        "x-dead-letter-exchange": "",
        "x-dead-letter-strategy": "at-least-once",
    }


def _queue(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "durable": True, "auto_delete": False, "arguments": arguments}


def _exchange(name: str, kind: str) -> dict[str, Any]:
    return {
        "name": name,
        "type": kind,
        "durable": True,
        "auto_delete": False,
        "internal": False,
        "arguments": {},
    }


def _binding(source: str, queue: str, routing_key: str) -> dict[str, Any]:
    return {
        "source": source,
        "destination": queue,
        "destination_type": "queue",
        "routing_key": routing_key,
        "arguments": {},
    }
