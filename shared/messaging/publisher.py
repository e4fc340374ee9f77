"""
Publishing with certainty: every message is mandatory and confirmed, and nothing can hold us.

A memory alarm, or a network that swallows packets, blocks a publisher without limit, and no
time-out of the libraries ends it (N7). So a guard cuts the raw socket when the broker has not
answered in time; the connection is then thrown away without a handshake.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from amqp.exceptions import AMQPError
from kombu import Connection

from shared.crashpoints import crashpoint
from shared.errors import Failure

CONNECT_TIMEOUT_S = 2.0
PATIENCE_S = 8.0
"""How long the broker may take over one group of messages before the connection is cut."""

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


class GuardedConnection:
    """One connection to the broker that nothing can hold longer than `patience_s`."""

    def __init__(self, broker_url: str, *, patience_s: float = PATIENCE_S) -> None:
        self._url = broker_url
        self._patience_s = patience_s
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        self._channel: Any = None  # kombu's channel has no types

    def drop(self) -> None:
        """Throw the connection away, without asking the broker."""
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None:
            with suppress(Exception):
                connection.collect()

    def _open_channel(self) -> Any:
        if self._channel is None:
            self._connection = Connection(
                self._url,
                connect_timeout=CONNECT_TIMEOUT_S,
                heartbeat=30,
                transport_options={"max_retries": 0},
            )
            self._connection.connect()
            self._channel = self._connection.channel()
            self._prepare(self._channel)
        return self._channel

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
                connection.connection.transport.sock.shutdown(socket.SHUT_RDWR)


class Publisher(GuardedConnection):
    """Publishes with confirmation; safe to share between threads."""

    def __init__(self, broker_url: str, *, patience_s: float = PATIENCE_S) -> None:
        super().__init__(broker_url, patience_s=patience_s)
        self._tag = 0
        self._unconfirmed: dict[int, Parcel] = {}
        self._returned: set[str] = set()
        self._nacked: set[str] = set()

    def publish(self, parcels: Sequence[Parcel]) -> set[str]:
        """
        Publish and wait until the broker has all of them on disk.

        Gives the ids of those that no queue was bound for or that the broker refused: they were
        NOT delivered. Raises BrokerDown when it cannot be known what arrived.
        """
        with self._lock:
            self._returned, self._nacked = set(), set()
            try:
                with self._guarded():
                    channel = self._open_channel()
                    for parcel in parcels:
                        self._send(channel, parcel)
                    crashpoint("relay.before_confirm")
                    while self._unconfirmed:
                        channel.connection.drain_events(timeout=self._patience_s)
            except (AMQPError, OSError) as error:
                self.drop()
                raise BrokerDown from error
            return self._returned | self._nacked

    def channel(self) -> Any:
        """Open the connection and give its channel, for passive declarations at start."""
        try:
            with self._guarded():
                return self._open_channel()
        except (AMQPError, OSError) as error:
            self.drop()
            raise BrokerDown from error

    def heartbeat(self) -> None:
        """Keep an idle connection alive, and learn early that the broker has gone."""
        with self._lock:
            if self._connection is None:
                return
            try:
                with self._guarded():
                    with suppress(TimeoutError, socket.timeout):
                        self._connection.drain_events(timeout=0.001)
                    self._connection.heartbeat_check()
            except (AMQPError, OSError):
                self.drop()

    def drop(self) -> None:
        self._unconfirmed.clear()
        super().drop()

    def _prepare(self, channel: Any) -> None:
        channel.confirm_select()
        channel.events["basic_ack"].add(self._on_ack)
        channel.events["basic_nack"].add(self._on_nack)
        channel.events["basic_return"].add(self._on_return)
        self._tag = 0

    def _send(self, channel: Any, parcel: Parcel) -> None:
        message = channel.prepare_message(
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
        self._tag += 1
        self._unconfirmed[self._tag] = parcel
        channel.basic_publish(
            message, exchange=parcel.exchange, routing_key=parcel.routing_key, mandatory=True
        )

    def _on_ack(self, tag: int, multiple: bool) -> None:
        for confirmed in self._tags(tag, multiple):
            self._unconfirmed.pop(confirmed, None)

    def _on_nack(self, tag: int, multiple: bool) -> None:
        for refused in self._tags(tag, multiple):
            if parcel := self._unconfirmed.pop(refused, None):
                self._nacked.add(parcel.message_id)

    def _on_return(self, _: Exception, __: str, ___: str, message: Any) -> None:
        self._returned.add(message.properties["message_id"])

    def _tags(self, tag: int, multiple: bool) -> list[int]:
        return [t for t in self._unconfirmed if t <= tag] if multiple else [tag]


class ReplySender(GuardedConnection):
    """Answers callers: transient messages to the default exchange, not confirmed."""

    def send(self, address: str, correlation_id: object, body: bytes) -> None:
        """Send one answer; on a connection that broke in the meantime, once more on a new one."""
        with self._lock:
            for _ in range(2):
                try:
                    with self._guarded():
                        self._send(address, correlation_id, body)
                except (AMQPError, OSError):
                    self.drop()
                else:
                    return

    def _send(self, address: str, correlation_id: object, body: bytes) -> None:
        channel = self._open_channel()
        # Read what the broker said since: heartbeats, or that it closed the connection.
        with suppress(TimeoutError):
            channel.connection.drain_events(timeout=0.0001)
        message = channel.prepare_message(
            body,
            content_type="application/json",
            content_encoding="utf-8",
            properties={"delivery_mode": TRANSIENT, "correlation_id": correlation_id},
        )
        channel.basic_publish(message, exchange="", routing_key=address)
