"""
Hearing messages: `@subscribe(SomethingHappened)` on a method of a service.

    quorum queue → parse → inbox → handle → commit → ack

A handler that fails is tried again after 5 s, 1 min and 10 min (RETRY_DELAYS_S), then its
message is parked in the table `parked` with the reason. A refusal, or a body that cannot be
read, is parked at once. While the database is away messages are held, not counted as failed.
What cannot be written to the table goes to the parking queue, and from there into the table
(`ParkingDrain`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from enum import Enum, auto
from functools import partial, wraps
from typing import Any, TypeVar

import eventlet
import structlog
from kombu import Exchange, Queue
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import Entrypoint

from shared.contracts.wire import Message, UnreadableMessage
from shared.crashpoints import crashpoint
from shared.db.database import Database, DatabaseDown, Transaction
from shared.edge.consumer import SafeQueueConsumer
from shared.edge.heard import Heard, Kind, text_in
from shared.edge.providers import SharedDatabase, SharedPublisher
from shared.errors import Refusal
from shared.log import describe
from shared.messaging import inbox, topology
from shared.messaging.correlation import correlated
from shared.messaging.parking import Parked, park
from shared.messaging.publisher import BrokerDown, Parcel
from shared.messaging.topology import Definitions, Hearing, retry_name
from shared.settings import ServiceSettings

log = structlog.get_logger()

HOLD_S = 600
"""How long a message is held while the database is away, before it is given back."""
PAUSE_S = 2.0
"""Before a message that we could not settle is given back: never a hot loop (N3)."""

M = TypeVar("M", bound=Message)
Handler = Callable[[Any, Transaction, M], None]
BatchHandler = Callable[[Any, "BatchSubscription", M], bool]


class Settled(Enum):
    """What becomes of a message."""

    DONE = auto()
    GIVEN_BACK = auto()
    UNPARKABLE = auto()


class Consumption(Entrypoint):
    """An entrypoint that takes raw messages from one queue and settles each of them."""

    consumer = SafeQueueConsumer()
    shared_database = SharedDatabase()
    shared_publisher = SharedPublisher()

    queue: Queue
    prefetch = 4

    def __init__(self, **options: Any) -> None:
        self.draining = False
        super().__init__(**options)

    @property
    def settings(self) -> ServiceSettings:
        settings: ServiceSettings = self.container.config["settings"]
        return settings

    @property
    def parking_key(self) -> str:
        return str(self.settings.parking_key)

    @property
    def needs(self) -> Definitions:
        """What is declared, with the queue itself, on each new connection."""
        return topology.surroundings([self.container.service_name], self.settings.retry_delays_s)

    @property
    def database(self) -> Database:
        return self.shared_database.database

    def stop(self) -> None:
        self.draining = True
        self.consumer.unregister_provider(self)

    def handle_message(self, raw: Any) -> None:
        heard = Heard.of(raw, self.queue.name)
        try:
            # No context comes from headers: a wrong one would kill the process (N15).
            self.container.spawn_worker(
                self, (self, heard), {}, context_data={}, handle_result=partial(self._settle, raw)
            )
        except ContainerBeingKilled:
            self.consumer.requeue_message(raw)

    def _settle(self, raw: Any, _: Any, result: Settled | None, exc_info: Any) -> Any:
        """Ack last, after the commit; after an error of ours the message comes back."""
        if result is Settled.DONE:
            crashpoint("subscribe.before_ack")
            self.consumer.ack_message(raw)
        elif result is Settled.UNPARKABLE:
            self.consumer.reject_message(raw)
        else:
            self._pause()
            self.consumer.requeue_message(raw)
        return result, exc_info

    def _pause(self) -> None:
        until = time.monotonic() + PAUSE_S
        while not self.draining and time.monotonic() < until:
            eventlet.sleep(0.1)

    def holding(self, act: Callable[[], Settled]) -> Settled:
        """Act; while the database is away hold the message instead of counting a failure."""
        until = time.monotonic() + HOLD_S
        while True:
            try:
                return act()
            except DatabaseDown:
                log.warning("message_held", queue=self.queue.name)
                back = False
                while not back and not self.draining and time.monotonic() < until:
                    back = self.database.wait_until_up(2.0)
                if not back:
                    return Settled.GIVEN_BACK

    def park(self, parked: Parked) -> Settled:
        """Write a message to the table of parked ones, or leave it to the parking queue."""
        try:
            with self.database.transaction() as tx:
                parked_id = park(tx, self.parking_key, parked)
        except DatabaseDown:
            raise
        except Exception:
            log.exception("message_could_not_be_parked", queue=parked.queue)
            return Settled.UNPARKABLE
        log.error(
            "message_parked",
            parked_id=str(parked_id),
            message_id=str(parked.message_id),
            queue=parked.queue,
            reason=parked.reason,
            error=parked.error,
        )
        return Settled.DONE

    def send_back(self, heard: Heard, *, target: str, delay_s: int, **headers: int) -> Settled:
        """Let a message come again after a delay; if that cannot be said, the broker keeps it."""
        parcel = Parcel(
            exchange=retry_name(delay_s),
            routing_key=target,
            message_id=str(heard.message_id),
            type=heard.type or "",
            body=heard.body,
            correlation_id=heard.correlation_id,
            headers={key.replace("_", "-"): value for key, value in headers.items()},
        )
        publisher = self.shared_publisher.publisher
        publisher.freshen()
        try:
            undelivered = publisher.publish([parcel])
        except BrokerDown:
            return Settled.GIVEN_BACK
        return Settled.GIVEN_BACK if undelivered else Settled.DONE


class Subscription(Consumption):
    """Hears one message type on one queue of the service."""

    def __init__(self, message: type[Message], lane: str | None, **options: Any) -> None:
        self.message: Kind[Any] = message
        self.lane = lane
        super().__init__(**options)

    def hearing(self, service: str) -> Hearing:
        return Hearing(service, self.message.type, self.lane)

    def setup(self) -> None:
        hearing = self.hearing(self.container.service_name)
        self.queue = Queue(
            hearing.queue,
            exchange=Exchange(hearing.exchange, type="topic", passive=True),
            routing_key=hearing.binding,
            durable=True,
            queue_arguments=topology.hearing_arguments(hearing.service),
        )
        self.consumer.register_provider(self)

    def hear(self, service: Any, heard: Heard, handler: Callable[..., None]) -> Settled:
        """Take one message all the way; never raises."""
        with correlated(
            heard.correlation_id, message_id=str(heard.message_id), queue=self.queue.name
        ):
            return self.holding(lambda: self._hear(service, heard, handler))

    def _hear(self, service: Any, heard: Heard, handler: Callable[..., None]) -> Settled:
        try:
            message = heard.read(self.message)
            return self._handle(service, heard, message, handler)
        except DatabaseDown:
            raise
        except UnreadableMessage as error:
            return self.park(heard.parked(f"unreadable: {error}"))
        except Refusal as refusal:
            return self.park(heard.parked(refusal.code, refusal))
        except Exception as error:  # noqa: BLE001 - whatever it was, the message is not lost
            return self._try_later(heard, error)

    def _handle(
        self, service: Any, heard: Heard, message: Message, handler: Callable[..., Any]
    ) -> Settled:
        assert heard.message_id is not None  # noqa: S101 - read() refuses one without
        crashpoint("subscribe.before_inbox")
        with self.database.transaction() as tx:
            if inbox.first_time(tx, heard.message_id, handler=self.queue.name):
                handler(service, tx, message)
            else:
                log.info("message_heard_before")
        return Settled.DONE

    def _try_later(self, heard: Heard, error: Exception) -> Settled:
        delays = self.settings.retry_delays_s
        if heard.attempt >= len(delays):
            return self.park(heard.parked("failed-every-time", error))
        delay_s = delays[heard.attempt]
        log.warning(
            "message_postponed", attempt=heard.attempt + 1, delay_s=delay_s, error=describe(error)
        )
        return self.send_back(
            heard, target=self.queue.name, delay_s=delay_s, x_attempt=heard.attempt + 1
        )


class BatchSubscription(Subscription):
    """
    Hears references to work that lies in the database: without an inbox.

    The rows that the reference points to are claimed one by one, and that is what keeps a
    second hearing from doing them twice. The handler opens its own transactions, and returns
    False when it was stopped before the end: then the reference is given back.
    """

    prefetch = 1

    def _handle(
        self, service: Any, _: Heard, message: Message, handler: Callable[..., Any]
    ) -> Settled:
        return Settled.GIVEN_BACK if handler(service, self, message) is False else Settled.DONE


class ParkingDrain(Consumption):
    """
    Takes what the broker gave up on into the table `parked`, or lets it try again.

    The broker's delivery limit counts crashes of the consumer, and takes healthy messages that
    were only near (N5); these have no failure of their own and are sent back, three times.
    """

    prefetch = 10
    CHANCES = 3

    def setup(self) -> None:
        self.queue = Queue(
            topology.parking_queue(self.container.service_name),
            durable=True,
            queue_arguments=topology.parking_arguments(),
        )
        self.consumer.register_provider(self)

    def drain(self, heard: Heard) -> Settled:
        """Take one message over; what cannot be written now stays in the queue."""
        death = _last_death(heard)
        origin = text_in(death.get("queue")) or heard.queue
        with correlated(heard.correlation_id, message_id=str(heard.message_id), queue=origin):
            if death.get("reason") == "delivery_limit" and heard.crashes < self.CHANCES:
                return self._drive_again(heard, origin)
            reason = "could-not-be-parked"
            if heard.crashes >= self.CHANCES:
                reason = "crashed-its-consumer"
            parked = replace(heard.parked(reason), queue=origin)
            settled = self.holding(lambda: self.park(parked))
            # Nothing stands behind this queue: what is refused here would be gone.
            return Settled.GIVEN_BACK if settled is Settled.UNPARKABLE else settled

    def _drive_again(self, heard: Heard, origin: str) -> Settled:
        log.warning("message_driven_again", crashes=heard.crashes + 1)
        return self.send_back(
            heard,
            target=origin,
            delay_s=self.settings.retry_delays_s[0],
            x_attempt=heard.attempt,
            x_crashes=heard.crashes + 1,
        )


def _last_death(heard: Heard) -> dict[str, Any]:
    deaths = heard.headers.get("x-death")
    last = deaths[0] if isinstance(deaths, list) and deaths else {}
    return last if isinstance(last, dict) else {}


def subscribe(
    message: type[M], *, lane: str | None = None
) -> Callable[[Handler[M]], Callable[..., Settled]]:
    """
    Let a method hear a message: `method(self, tx, message)`.

    The transaction is open when it is called, is for this message only, and is committed before
    the message is acked; heard a second time, the method is not called.
    """
    return _hearing(Subscription, message, lane)


def subscribe_batch(
    message: type[M], *, lane: str | None = None
) -> Callable[[BatchHandler[M]], Callable[..., Settled]]:
    """Let a method work off what a reference points to: `method(self, subscription, message)`."""
    return _hearing(BatchSubscription, message, lane)


def _hearing(
    kind: type[Subscription], message: type[Message], lane: str | None
) -> Callable[[Callable[..., Any]], Callable[..., Settled]]:
    def decorate(handler: Callable[..., Any]) -> Callable[..., Settled]:
        @wraps(handler)
        def handle(service: Any, subscription: Subscription, heard: Heard) -> Settled:
            return subscription.hear(service, heard, handler)

        kind.decorator(message, lane)(handle)
        return handle

    return decorate


def drain_parking(method: Callable[[Any], None]) -> Callable[..., Settled]:
    """Make a method the place where the service's parking queue is emptied into its table."""

    @wraps(method)
    def handle(service: Any, drain: ParkingDrain, heard: Heard) -> Settled:
        method(service)
        return drain.drain(heard)

    ParkingDrain.decorator()(handle)
    return handle
