"""
Asking services, from plain threads: `web`, the command line, tests.

A pool of connections, each used by one call at a time. A call has a deadline, the request
expires at the same moment, and nothing in between can hold it: sockets have time-outs, a broker
that blocks publishers is an answer by itself, and a connection on which anything went wrong is
thrown away.
"""

from __future__ import annotations

import json
import queue
import time
from contextlib import suppress
from typing import Any, TypeVar

from amqp.exceptions import AMQPError

from shared.contracts.wire import Wire
from shared.errors import Failure, Refused
from shared.ids import new_id
from shared.messaging.correlation import current_correlation_id
from shared.messaging.place import current_place
from shared.messaging.publisher import open_connection
from shared.messaging.topology import RPC_EXCHANGE

W = TypeVar("W", bound=Wire)

DIRECT_REPLY_TO = "amq.rabbitmq.reply-to"
STEP_TIMEOUT_S = 0.8
"""How long one step of opening a connection may take; waiting for the reply has the deadline."""


class Unavailable(Failure):
    """A service gave no answer in time; the command may or may not have been done."""

    code = "unavailable"

    def __init__(self, service: str) -> None:
        super().__init__(service)
        self.service = service


class Line:
    """One connection on which one call at a time is made."""

    def __init__(self, broker_url: str) -> None:
        self._blocked = False
        self._replies: dict[str, bytes] = {}
        self._returned: set[str] = set()
        self._connection = open_connection(
            broker_url,
            connect_timeout_s=STEP_TIMEOUT_S,
            transport_options={
                "read_timeout": STEP_TIMEOUT_S,
                "write_timeout": STEP_TIMEOUT_S,
                "on_blocked": self._on_blocked,
            },
        )
        self._channel: Any = self._connection.channel()  # amqp's channel has no types
        self._channel.events["basic_return"].add(self._on_return)
        self._channel.basic_consume(DIRECT_REPLY_TO, no_ack=True, callback=self._on_reply)

    def ask(self, routing_key: str, body: bytes, headers: dict[str, Any], until: float) -> bytes:
        """Give the reply's body; TimeoutError, AMQPError or OSError when there is none."""
        ask_id = str(new_id())
        message = self._channel.prepare_message(
            body,
            content_type="application/json",
            content_encoding="utf-8",
            headers=headers,
            properties={
                "delivery_mode": 1,
                "reply_to": DIRECT_REPLY_TO,
                "correlation_id": ask_id,
                "expiration": str(max(1, int((until - time.monotonic()) * 1000))),
            },
        )
        self._channel.basic_publish(
            message, exchange=RPC_EXCHANGE, routing_key=routing_key, mandatory=True
        )
        while ask_id not in self._replies:
            remaining = until - time.monotonic()
            if self._blocked or ask_id in self._returned or remaining <= 0:
                raise TimeoutError
            self._connection.drain_events(timeout=remaining)
        return self._replies.pop(ask_id)

    def close(self) -> None:
        with suppress(Exception):
            self._connection.collect()

    def _on_reply(self, message: Any) -> None:
        self._replies[str(message.properties.get("correlation_id"))] = message.body

    def _on_return(self, _: Exception, __: str, ___: str, message: Any) -> None:
        self._returned.add(str(message.properties.get("correlation_id")))

    def _on_blocked(self, _: str) -> None:
        self._blocked = True


class Upstream:
    """Every service that can be asked; safe to share between threads."""

    def __init__(self, broker_url: str, *, deadline_s: float = 3.0) -> None:
        self._url = broker_url
        self._deadline_s = deadline_s
        self._idle: queue.LifoQueue[Line] = queue.LifoQueue()

    def call(
        self,
        service: str,
        method: str,
        request: Wire | None,
        reply: type[W],
        *,
        actor: str | None = None,
    ) -> W:
        """
        Ask a service and wait for its answer.

        Raises Refused when a rule said no, Unavailable when nothing was heard in time.
        """
        body = json.dumps({"request": request.dump() if request else None}).encode()
        headers = {"correlation_id": current_correlation_id()}
        place = current_place()
        headers |= {"browser": place.browser, "origin": place.origin}
        if actor:
            headers["actor"] = actor
        answer = json.loads(self._ask(service, f"{service}.{method}", body, headers))
        if error := answer.get("error"):
            raise Refused(error["code"], error.get("detail"))
        return reply.parse(answer["result"])

    def close(self) -> None:
        while True:
            try:
                self._idle.get_nowait().close()
            except queue.Empty:
                return

    def _ask(self, service: str, routing_key: str, body: bytes, headers: dict[str, Any]) -> bytes:
        until = time.monotonic() + self._deadline_s
        while True:
            line, fresh = self._line(service)
            try:
                answer = line.ask(routing_key, body, headers, until)
            except TimeoutError as error:
                line.close()
                raise Unavailable(service) from error
            except (AMQPError, OSError) as error:
                line.close()
                # An old connection may have died while it was idle; a request that got no
                # further than our own socket can safely be made again: commands carry an id.
                if fresh or time.monotonic() >= until:
                    raise Unavailable(service) from error
            else:
                self._idle.put(line)
                return answer

    def _line(self, service: str) -> tuple[Line, bool]:
        try:
            return self._idle.get_nowait(), False
        except queue.Empty:
            pass
        try:
            return Line(self._url), True
        except (AMQPError, OSError) as error:
            raise Unavailable(service) from error
