"""
nameko's queue consumer, made safe; each mended thing has its number in docs/pitfalls.md.

Private names of nameko 2.14.1 are used, so the version is pinned and the tests of this module
are run on each upgrade.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

import eventlet
import structlog
from amqp import serialization
from amqp.exceptions import AccessRefused, AMQPError, NotAllowed, PreconditionFailed
from amqp.spec import Basic
from eventlet.semaphore import Semaphore
from kombu import Consumer
from nameko.messaging import QueueConsumer

from shared.messaging import topology

log = structlog.get_logger()

CONNECT_TIMEOUT_S = 2.0
RECONNECT_S = 1.0
"""A broker that is back is found within this; kombu's own pauses grow to half a minute."""

LOOK_AROUND_S = 0.25
"""How often an idle consumer looks whether it is to stop."""

HEARTBEAT_S = 30
"""A connection on which nothing comes is given up after two of these."""


class UnusableBroker(Exception):
    """The broker holds or allows something else than we need; the text has names, no values."""


def _lenient_properties(buffer: bytes, offset: int) -> tuple[dict[str, Any], int]:
    """
    Read a message's properties; those that are no AMQP, or no UTF-8, count as none.

    amqp raises in the middle of its reading, which ends the process, while the message stays and
    ends the next one. Without properties it is parked like any other that cannot be read (N15).
    """
    try:
        found: tuple[dict[str, Any], int] = serialization.decode_properties_basic(buffer, offset)
    except Exception:  # noqa: BLE001 - whatever it was made of
        return {}, len(buffer)
    return found


serialization.PROPERTY_CLASSES[Basic.CLASS_ID] = _lenient_properties


class RawConsumer(Consumer):
    """Takes messages as they are, at its own pace."""

    def consume(self, no_ack: bool | None = None) -> None:
        # A limit holds for what is begun after it; kombu sets all of them before it begins any,
        # so that the last one would hold for all consumers of the channel.
        self.qos(prefetch_count=self.prefetch_count)
        super().consume(no_ack)

    def _receive_callback(self, message: Any) -> Any:
        # kombu would unpack the body as this header says: wrongly, or to any size.
        message.properties.get("application_headers", {}).pop("compression", None)
        return super()._receive_callback(message)


class SafeQueueConsumer(QueueConsumer):
    """
    Consumes for providers that take raw messages: `provider.handle_message(message)`.

    Nothing that arrives is decoded here, so nothing that arrives can break the consumer (N4,
    N15). Each provider says how many messages it takes at once (`provider.prefetch`), and that it
    takes no more (`provider.draining`); the setting `workers` bounds all of them together.
    """

    def __init__(self) -> None:
        self._leaving: list[Any] = []
        self._in_hand: set[int] = set()
        self._slots = Semaphore(1)
        self._refused: UnusableBroker | None = None
        super().__init__()

    # -- consuming

    def setup(self) -> None:
        self._slots = Semaphore(self.container.config["settings"].workers)

    def start(self) -> None:
        """Return when consuming; while the broker is away that may last. UnusableBroker at once."""
        self._gt = self.container.spawn_managed_thread(self.run, identifier="consume")
        self._consumers_ready.wait()
        if self._refused:
            raise self._refused

    def run(self) -> None:
        """Consume until stopped, over any number of connections."""
        try:
            while not self.should_stop:
                self._consume_once()
        finally:
            if not self._consumers_ready.ready():
                self._consumers_ready.send(None)

    def _consume_once(self) -> None:
        try:
            for _ in self.consume(limit=None, safety_interval=LOOK_AROUND_S):
                pass
        except (PreconditionFailed, AccessRefused, NotAllowed) as error:
            # Later it may be a message in hand for half an hour, after which the broker gives it
            # out again: no reason to end the process with all that others have in hand.
            if not self._consumers_ready.ready():
                self._refuse(error)
            self._try_again(error)
        except (AMQPError, OSError) as error:
            self._try_again(error)

    def _refuse(self, error: AMQPError) -> None:
        self._refused = UnusableBroker(error.reply_text)
        raise self._refused from error

    def _try_again(self, error: Exception) -> None:
        # What is in hand came over a connection that is gone: it will be given out again.
        if not self._providers:
            self.should_stop = True
        else:
            log.warning("broker_away", error=type(error).__name__)
            eventlet.sleep(RECONNECT_S)

    @contextmanager
    def establish_connection(self) -> Iterator[Any]:
        """Connect once; after an error leave without asking a broker that may not answer."""
        connection = self.create_connection()
        try:
            connection.ensure_connection(max_retries=0, reraise_as_library_errors=False)
            yield connection
        except BaseException:
            connection.collect()
            raise
        connection.release()

    @property
    def connection(self) -> Any:
        wanted = super().connection
        wanted.connect_timeout = CONNECT_TIMEOUT_S
        return wanted

    def get_consumers(self, _: Any, channel: Any) -> Any:
        self._consumers = {}
        for provider in self._providers:
            topology.ensure(channel, provider.needs)
            self._consumers[provider] = RawConsumer(
                channel,
                queues=[provider.queue],
                on_message=partial(self._hand_over, provider),
                prefetch_count=provider.prefetch,
            )
        return self._consumers.values()

    def _hand_over(self, provider: Any, message: Any) -> None:
        self._in_hand.add(id(message))
        self.container.spawn_managed_thread(
            partial(self._take_turn, provider, message), identifier="take_turn"
        )

    def _take_turn(self, provider: Any, message: Any) -> None:
        # Not nameko's pool bounds the work: eventlet's forgets who waits for its end when its
        # last worker ends while others wait for a place, and the stop would never end.
        self._slots.acquire()
        if provider.draining:
            self.requeue_message(message)
        else:
            provider.handle_message(message)

    # -- stopping

    def unregister_provider(self, provider: Any) -> None:
        """Take no more for a provider; also while there is no connection."""
        if provider in self._providers:
            self._leaving.append(provider)
        super(QueueConsumer, self).unregister_provider(provider)

    def on_iteration(self) -> None:
        """Keep the connection until the last message is settled, else its work is redone (N1)."""
        while self._leaving:
            consumer = self._consumers.pop(self._leaving.pop(), None)
            if consumer is not None:
                consumer.cancel()
        if not self._providers and not self._in_hand:
            self.should_stop = True

    def stop(self) -> None:
        self.wait_for_providers()
        if self._gt is not None:
            self._gt.wait()

    # -- settling

    def ack_message(self, message: Any) -> None:
        """Ack; on a dead socket nothing is lost, for the broker gives it out again (N10)."""
        self._settle(message, message.ack)

    def requeue_message(self, message: Any) -> None:
        """Give a message back unhandled."""
        self._settle(message, message.requeue)

    def reject_message(self, message: Any) -> None:
        """Send a message to the parking queue, for what cannot even be written down."""
        self._settle(message, partial(message.reject, requeue=False))

    def _settle(self, message: Any, say: Any) -> None:
        with suppress(AMQPError, OSError, AttributeError):
            say()
        if id(message) in self._in_hand:
            self._in_hand.remove(id(message))
            self._slots.release()
