"""
Publishing with certainty: every message is mandatory and confirmed, and nothing can hold us.

A memory alarm, or a network that swallows packets, blocks a publisher without limit, and no
time-out of the libraries ends it (N7). So a guard cuts the raw socket when the broker has not
answered in time; the connection is then thrown away without a handshake.
"""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from amqp.exceptions import AMQPError, FrameSyntaxError, NotFound
from kombu import Connection

from shared.crashpoints import crashpoint
from shared.errors import Failure

CONNECT_TIMEOUT_S = 2.0
PATIENCE_S = 8.0
"""How long the broker may take over one group of messages before the connection is cut."""

REPLY_PATIENCE_S = 3.0
"""Longer than this nobody waits for an answer."""

HEARTBEAT_S = 30

PERSISTENT = 2
TRANSIENT = 1


class BrokerDown(Failure):
    """The broker does not answer; what was being published may or may not have arrived."""

    code = "broker-down"


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """One message as the broker sees it; `message_id` is how its hearers know it again."""

    exchange: str
    routing_key: str
    message_id: str
    type: str
    body: bytes
    correlation_id: str | None = None
    headers: Mapping[str, object] = field(default_factory=dict)


def open_connection(broker_url: str, *, connect_timeout_s: float, **options: Any) -> Any:
    """
    Connect once; AMQPError or OSError when that fails. Gives amqp's own connection.

    kombu's would try again two seconds later, and connect anew behind our back after a break.
    """
    wanted = Connection(broker_url, connect_timeout=connect_timeout_s, **options)
    return wanted.transport.establish_connection()


class GuardedConnection:
    """One connection to the broker that nothing can hold longer than `patience_s`."""

    def __init__(self, broker_url: str, *, patience_s: float = PATIENCE_S) -> None:
        self._url = broker_url
        self._patience_s = patience_s
        self._lock = threading.RLock()
        self._connection: Any = None  # amqp's connection and channel have no types
        self._channel: Any = None

    def drop(self) -> None:
        """Throw the connection away, without asking the broker."""
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None:
            with suppress(Exception):
                connection.collect()

    def close(self) -> None:
        """End the connection after the broker has read all that was sent on it."""
        with self._lock, suppress(AMQPError, OSError), self._guarded():
            if self._connection is not None:
                self._connection.close()
        self.drop()

    def freshen(self) -> None:
        """
        Read what the broker said while nobody listened, and drop a connection that is gone.

        For who publishes seldom; the relay has to know that its connection was a new one.
        """
        with self._lock:
            try:
                while self._connection is not None:
                    self._connection.drain_events(timeout=0.0001)
            except TimeoutError:
                return
            except (AMQPError, OSError):
                self.drop()

    @contextmanager
    def _talking(self) -> Iterator[Any]:
        """Give a channel that works; when the talk fails, BrokerDown, and no connection is left."""
        with self._lock:
            try:
                with self._guarded():
                    yield self._open_channel()
            except (AMQPError, OSError) as error:
                self.drop()
                raise BrokerDown from error

    def _open_channel(self) -> Any:
        if self._channel is None:
            self._connection = open_connection(
                self._url, connect_timeout_s=CONNECT_TIMEOUT_S, heartbeat=HEARTBEAT_S
            )
            self._renew_channel()
        return self._channel

    def _renew_channel(self) -> None:
        self._channel = self._connection.channel()
        self._prepare(self._channel)

    def _prepare(self, channel: Any) -> None:
        """Set a fresh channel up; subclasses add to it."""

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        guard = threading.Timer(self._patience_s, self._cut)
        guard.daemon = True
        guard.start()
        try:
            yield
        finally:
            guard.cancel()

    def _cut(self) -> None:
        connection = self._connection
        with suppress(Exception):
            if connection is not None:
                connection.sock.shutdown(socket.SHUT_RDWR)


class Publisher(GuardedConnection):
    """Publishes with confirmation; safe to share between threads."""

    def __init__(self, broker_url: str, *, patience_s: float = PATIENCE_S) -> None:
        super().__init__(broker_url, patience_s=patience_s)
        self._tag = 0
        self._unconfirmed: dict[int, Parcel] = {}
        self._undelivered: set[str] = set()
        self._exchanges: set[str] = set()

    def publish(self, parcels: Sequence[Parcel]) -> set[str]:
        """
        Publish and wait until the broker has all of them on disk.

        Gives the ids of those that no queue was bound for, that the broker refused, or that
        cannot be said in AMQP: they were NOT delivered, and the others were. Raises BrokerDown
        when it cannot be known what arrived.
        """
        with self._talking():
            self._undelivered = set()
            nowhere = {name for name in {p.exchange for p in parcels} if not self._exists(name)}
            for parcel in parcels:
                if parcel.exchange in nowhere:
                    self._undelivered.add(parcel.message_id)
                else:
                    self._send(parcel)
            crashpoint("relay.before_confirm")
            while self._unconfirmed:
                self._connection.drain_events(timeout=self._patience_s)
            return self._undelivered

    def channel(self) -> Any:
        """Open the connection and give its channel, for declarations at start and in tests."""
        with self._talking() as channel:
            return channel

    def has_queue(self, name: str) -> bool:
        """Say whether the broker knows a queue."""
        with self._talking() as channel:
            try:
                channel.queue_declare(name, passive=True)
            except NotFound:  # which ends the channel, not the connection
                self._renew_channel()
                return False
            return True

    def make_queue(self, name: str) -> None:
        """Make a durable queue."""
        with self._talking() as channel:
            channel.queue_declare(name, durable=True, auto_delete=False)

    def heartbeat(self) -> None:
        """Keep an idle connection alive; BrokerDown as soon as it is seen to be gone."""
        if self._connection is None:
            return
        with self._lock:
            try:
                with self._guarded():
                    with suppress(TimeoutError):
                        self._connection.drain_events(timeout=0.001)
                    self._connection.heartbeat_tick()
            except (AMQPError, OSError) as error:
                self.drop()
                raise BrokerDown from error

    def drop(self) -> None:
        self._unconfirmed.clear()
        self._exchanges.clear()
        super().drop()

    def _prepare(self, channel: Any) -> None:
        channel.confirm_select()
        channel.events["basic_ack"].add(self._on_ack)
        channel.events["basic_nack"].add(self._on_nack)
        channel.events["basic_return"].add(self._on_return)
        self._tag = 0

    def _exists(self, exchange: str) -> bool:
        """Say whether an exchange is there: publishing to one that is not ends the channel."""
        if exchange and exchange not in self._exchanges:
            try:
                self._channel.exchange_declare(exchange, "", passive=True)
            except NotFound:
                self._renew_channel()
                return False
            self._exchanges.add(exchange)
        return True

    def _send(self, parcel: Parcel) -> None:
        message = self._channel.prepare_message(
            parcel.body,
            content_type="application/json",
            content_encoding="utf-8",
            headers=dict(parcel.headers),
            properties={
                "delivery_mode": PERSISTENT,
                "message_id": parcel.message_id,
                "type": parcel.type,
                "correlation_id": parcel.correlation_id,
                "timestamp": int(time.time()),
            },
        )
        try:
            self._channel.basic_publish(
                message, exchange=parcel.exchange, routing_key=parcel.routing_key, mandatory=True
            )
        except (struct.error, ValueError, FrameSyntaxError):
            # A name longer than AMQP can say: found out before the first byte is written.
            self._undelivered.add(parcel.message_id)
            return
        # The broker's answer is read later, by us: the note cannot come too late.
        self._tag += 1
        self._unconfirmed[self._tag] = parcel

    def _on_ack(self, tag: int, multiple: bool) -> None:
        for confirmed in self._tags(tag, multiple):
            self._unconfirmed.pop(confirmed, None)

    def _on_nack(self, tag: int, multiple: bool) -> None:
        for refused in self._tags(tag, multiple):
            if parcel := self._unconfirmed.pop(refused, None):
                self._undelivered.add(parcel.message_id)

    def _on_return(self, _: Exception, __: str, ___: str, message: Any) -> None:
        self._undelivered.add(message.properties["message_id"])

    def _tags(self, tag: int, multiple: bool) -> list[int]:
        return [t for t in self._unconfirmed if t <= tag] if multiple else [tag]


class ReplySender(GuardedConnection):
    """Answers callers: transient messages to the default exchange, not confirmed."""

    def __init__(self, broker_url: str) -> None:
        super().__init__(broker_url, patience_s=REPLY_PATIENCE_S)

    def send(self, address: str, correlation_id: object, body: bytes) -> None:
        """Send one answer; BrokerDown when that is not possible: the caller asks again."""
        self.freshen()
        with self._talking() as channel:
            message = channel.prepare_message(
                body,
                content_type="application/json",
                content_encoding="utf-8",
                properties={"delivery_mode": TRANSIENT, "correlation_id": correlation_id},
            )
            channel.basic_publish(message, exchange="", routing_key=address)
