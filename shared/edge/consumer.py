"""
nameko's queue consumer, made safe; each mended thing has its number in docs/pitfalls.md.

Private names of nameko 2.14.1 are used, so the version is pinned and the tests of this module
are run on each upgrade.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import Any

from amqp.exceptions import AMQPError
from nameko.messaging import QueueConsumer


class SafeQueueConsumer(QueueConsumer):
    """
    Consumes for providers that take raw messages: `provider.handle_message(message)`.

    Nothing that arrives is decoded here, so nothing that arrives can break the consumer (N4,
    N15), and each provider says how many messages it takes at once (`provider.prefetch`).
    """

    def get_consumers(self, consumer_cls: Any, _: Any) -> Any:
        for provider in self._providers:
            consumer = consumer_cls(
                queues=[provider.queue],
                on_message=partial(self._hand_over, provider),
                prefetch_count=provider.prefetch,
            )
            self._consumers[provider] = consumer
        return self._consumers.values()

    def _hand_over(self, provider: Any, message: Any) -> None:
        self.container.spawn_managed_thread(
            partial(provider.handle_message, message), identifier="handle_message"
        )

    def on_iteration(self) -> None:
        """Keep the connection until the last worker has acked, else its work is done again (N1)."""
        self._cancel_consumers_if_requested()
        if not self._consumers and self.container._worker_pool.running() == 0:  # noqa: SLF001
            self.should_stop = True

    def ack_message(self, message: Any) -> None:
        """Ack; on a dead socket nothing is lost, for the broker gives it out again (N10)."""
        with suppress(AMQPError, OSError, AttributeError):
            message.ack()

    def requeue_message(self, message: Any) -> None:
        """Give a message back unhandled."""
        with suppress(AMQPError, OSError, AttributeError):
            message.requeue()

    def reject_message(self, message: Any) -> None:
        """Send a message to the parking queue, for what cannot even be written down."""
        with suppress(AMQPError, OSError, AttributeError):
            message.reject(requeue=False)
