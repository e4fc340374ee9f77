"""Each broker account can do what its processes need, and nothing more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from amqp import Message
from amqp.exceptions import AccessRefused

from shared.messaging.publisher import open_connection
from shared.testing.waiting import eventually
from tests.support.world import World

pytestmark = pytest.mark.integration

CONTACTS = "notifications.member.contact_changed.v1.bulk"
PROCESSES = (
    "members",
    "members-jobs",
    "events",
    "notifications",
    "notifications-sms",
    "notifications-email",
)


@contextmanager
def channel_of(world: World, user: str) -> Iterator[Any]:
    """Give a channel on a connection of an account; amqp's have no types."""
    connection = open_connection(world.broker_url(user), connect_timeout_s=5)
    try:
        yield connection.channel()
    finally:
        connection.collect()


def publish(channel: Any, exchange: str, routing_key: str) -> None:
    """Publish, and wait until the broker took or refused it."""
    channel.confirm_select()
    channel.basic_publish_confirm(Message(b"{}"), exchange, routing_key)


def consume(channel: Any, queue: str) -> None:
    channel.basic_get(queue, no_ack=False)


def bind(channel: Any, queue: str, exchange: str, routing_key: str) -> None:
    channel.queue_bind(queue, exchange, routing_key)


Deed = Callable[[Any], object]

FORBIDDEN: dict[str, tuple[str, Deed]] = {
    "a-service-announces-past-its-outbox": (
        "members",
        lambda c: publish(c, "members.events", "member.contact_changed.v1.bulk"),
    ),
    "a-service-announces-for-another": (
        "members",
        lambda c: publish(c, "events.events", "event.published.v1.bulk"),
    ),
    "a-service-asks-another": ("events", lambda c: publish(c, "multaqa.rpc", "members.names")),
    "events-hears-contacts": (
        "events",
        lambda c: bind(
            c, "events.audience.resolved.v1", "members.events", "member.contact_changed.v1.*"
        ),
    ),
    "events-hears-everything": (
        "events",
        lambda c: bind(c, "events.audience.resolved.v1", "members.events", "#"),
    ),
    "events-takes-contacts-from-another-queue": ("events", lambda c: consume(c, CONTACTS)),
    "members-hears-what-events-is-asked": (
        "members",
        lambda c: bind(c, "rpc.members", "multaqa.rpc", "events.*"),
    ),
    "members-takes-what-events-is-asked": ("members", lambda c: consume(c, "rpc.events")),
    "a-service-takes-what-others-put-off": ("members", lambda c: consume(c, "retry.5s")),
    "a-service-takes-what-others-could-not-park": (
        "events",
        lambda c: consume(c, "notifications.parking"),
    ),
    "a-service-removes-anothers-queue": ("events", lambda c: c.queue_delete(CONTACTS)),
    "a-service-removes-its-exchange": ("events", lambda c: c.exchange_delete("events.events")),
    "web-announces": ("web", lambda c: publish(c, "members.events", "member.erased.v1.urgent")),
    "web-writes-into-a-queue": ("web", lambda c: publish(c, "", CONTACTS)),
    "web-makes-a-queue": ("web", lambda c: c.queue_declare("web.answers")),
    "web-takes-from-a-queue": ("web", lambda c: consume(c, "rpc.members")),
    "the-relay-asks": ("relay", lambda c: publish(c, "multaqa.rpc", "members.names")),
    "the-relay-takes-from-a-queue": ("relay", lambda c: consume(c, CONTACTS)),
    "the-relay-makes-another-queue": ("relay", lambda c: c.queue_declare("events.copies")),
}

ALLOWED: dict[str, tuple[str, Deed]] = {
    "the-relay-announces": (
        "relay",
        lambda c: publish(c, "members.events", "member.contact_changed.v1.bulk"),
    ),
    "the-relay-replays": ("relay", lambda c: publish(c, "", CONTACTS)),
    "the-relay-makes-its-marker": (
        "relay",
        lambda c: c.queue_declare("relay.marker.members", durable=True, auto_delete=False),
    ),
    "a-service-puts-off": (
        "events",
        lambda c: publish(c, "retry.600s", "events.audience.resolved.v1"),
    ),
    "a-service-takes-its-own": ("notifications", lambda c: consume(c, CONTACTS)),
}


@pytest.mark.parametrize(("user", "deed"), FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_the_broker_refuses(world: World, user: str, deed: Deed) -> None:
    with channel_of(world, user) as channel, pytest.raises(AccessRefused):
        deed(channel)


@pytest.mark.parametrize(("user", "deed"), ALLOWED.values(), ids=ALLOWED.keys())
def test_the_broker_allows(world: World, user: str, deed: Deed) -> None:
    with channel_of(world, user) as channel:
        deed(channel)


def test_every_process_gets_what_it_hears_and_is_asked(world: World) -> None:
    for name in PROCESSES:
        world.run(name)

    def unattended() -> set[str]:
        queues = world.stack.management.queues(world.vhost)
        waiting = ("retry.", "relay.")
        return {q.name for q in queues if not q.consumers and not q.name.startswith(waiting)}

    eventually(lambda: not unattended(), within_s=20)
    assert unattended() == set()
