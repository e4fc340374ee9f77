"""
Answering `web`: `@rpc(Request, scope="…")` on a method of a service.

The request is parsed and the actor's token verified before the method runs. A refusal reaches
the caller as its code; of any other error the caller sees only an id that the logs know.
Replies go by the broker's direct reply-to: never stored, gone if the caller is gone, so that
personal data in them stays nowhere.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, TypeVar

import structlog
from kombu import Exchange, Queue
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import Entrypoint, ProviderCollector, SharedExtension

from shared.contracts.wire import UnreadableMessage, Wire
from shared.db.limits import NO_LIMITS, within
from shared.edge.actors import ActorToken, verify
from shared.edge.consumer import SafeQueueConsumer
from shared.edge.providers import SharedReplies
from shared.errors import InvalidRequest, NotFound, Refusal
from shared.ids import new_id
from shared.log import describe
from shared.messaging import topology
from shared.messaging.correlation import correlated
from shared.messaging.place import coming_from
from shared.messaging.topology import RPC_EXCHANGE, rpc_queue

log = structlog.get_logger()

DIRECT_REPLY_TO = "amq.rabbitmq.reply-to"

Reply = dict[str, Any]
W = TypeVar("W", bound=Wire)


class RpcQueue(SharedExtension, ProviderCollector):
    """The one queue on which a service is asked; hands each request to its method."""

    consumer = SafeQueueConsumer()
    replies = SharedReplies()
    prefetch = 10
    needs = topology.NOTHING

    def __init__(self) -> None:
        self.queue: Queue | None = None
        self.draining = False
        super().__init__()

    def setup(self) -> None:
        service = self.container.service_name
        self.queue = Queue(
            rpc_queue(service),
            exchange=Exchange(RPC_EXCHANGE, type="topic", passive=True),
            routing_key=f"{service}.*",
            durable=True,
        )
        self.consumer.register_provider(self)

    def unregister_provider(self, provider: Any) -> None:
        """Stop consuming when the first method is stopped: they all are."""
        if not self.draining:
            self.draining = True
            self.consumer.unregister_provider(self)
        super().unregister_provider(provider)

    def handle_message(self, raw: Any) -> None:
        method = str(raw.delivery_info.get("routing_key", "")).rpartition(".")[2]
        provider = next((p for p in self._providers if p.method_name == method), None)
        if provider is None:
            self.answer(raw, refused(NotFound(method=method)))
        else:
            provider.handle_message(raw)

    def answer(self, raw: Any, reply: Reply) -> None:
        """
        Send the reply and ack.

        A request without an address is only acked (N16), and so is one that wants its reply in
        some queue: with direct reply-to, what is said goes to who asked, and nowhere else.
        """
        properties = raw.properties or {}
        address = str(properties.get("reply_to", ""))
        if address.startswith(DIRECT_REPLY_TO):
            self.replies.send(address, properties.get("correlation_id"), reply)
        self.consumer.ack_message(raw)


class Rpc(Entrypoint):
    """One method that can be called."""

    rpc_queue = RpcQueue()

    def __init__(
        self, request: type[Wire] | None = None, scope: str | None = None, **options: Any
    ) -> None:
        self.request = request
        self.scope = scope
        super().__init__(**options)

    def setup(self) -> None:
        self.rpc_queue.register_provider(self)

    def stop(self) -> None:
        self.rpc_queue.unregister_provider(self)

    def handle_message(self, raw: Any) -> None:
        try:
            self.container.spawn_worker(
                self, (self, raw), {}, context_data={}, handle_result=partial(self._reply, raw)
            )
        except ContainerBeingKilled:
            self.rpc_queue.consumer.requeue_message(raw)

    def _reply(self, raw: Any, _: Any, result: Reply | None, exc_info: Any) -> Any:
        self.rpc_queue.answer(raw, result or failed())
        return result, exc_info

    def call(self, act: Callable[..., Wire]) -> Callable[[Any, Any], Reply]:
        """Give a function that takes a service and a raw request, and always gives a reply."""

        def answer(service: Any, raw: Any) -> Reply:
            headers = raw.headers if isinstance(raw.headers, dict) else {}
            correlation_id = _text(headers.get("correlation_id"))
            with coming_from(headers), correlated(correlation_id, method=self.method_name):
                try:
                    arguments, limits = self._arguments(raw), NO_LIMITS
                    if self.scope is not None:
                        actor = self._actor(headers, self.scope)
                        arguments.append(actor)
                        limits = actor.limits
                    with within(limits):
                        return {"result": act(service, *arguments).dump(), "error": None}
                except Refusal as refusal:
                    log.info("refused", code=refusal.code)
                    return refused(refusal)
                except Exception as error:  # noqa: BLE001 - its text may hold personal data
                    return failed(error)

        return answer

    def _arguments(self, raw: Any) -> list[Any]:
        if self.request is None:
            return []
        try:
            body = json.loads(raw.body)
            return [self.request.parse(body["request"])]
        except UnreadableMessage as error:
            raise InvalidRequest(fields=str(error)) from error
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise InvalidRequest(fields="") from error

    def _actor(self, headers: dict[str, Any], scope: str) -> ActorToken:
        verify_key = self.container.config["settings"].actor_verify_key.key()
        actor = verify(verify_key, _text(headers.get("actor")))
        actor.may(scope)
        return actor


def refused(refusal: Refusal) -> Reply:
    """Make the reply that says that a rule said no; ids and times in it are told as text."""
    detail = json.loads(json.dumps(refusal.detail, default=str))
    return {"result": None, "error": {"code": refusal.code, "detail": detail}}


def failed(error: BaseException | None = None) -> Reply:
    """Make the reply that says no more than that it went wrong, and log the rest under an id."""
    error_id = str(new_id())
    log.error("rpc_failed", error_id=error_id, error=describe(error) if error else None)
    return {"result": None, "error": {"code": "internal-error", "detail": {"error_id": error_id}}}


def rpc(
    request: type[Wire] | None = None, *, scope: str | None = None
) -> Callable[[Callable[..., Wire]], Callable[..., Reply]]:
    """
    Let `web` call a method: `method(self, request, actor)`.

    Without `request` the method takes none; without `scope` it is public and takes no actor.
    """

    def decorate(method: Callable[..., Wire]) -> Callable[..., Reply]:
        @wraps(method)
        def handle(service: Any, entrypoint: Rpc, raw: Any) -> Reply:
            return entrypoint.call(method)(service, raw)

        Rpc.decorator(request, scope)(handle)
        return handle

    return decorate


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
