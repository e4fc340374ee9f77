"""What nameko hands to a service's methods: settings, the database, the way to the broker."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import structlog
from nameko.extensions import DependencyProvider, SharedExtension

from shared.db.database import Database
from shared.messaging.publisher import BrokerDown, Publisher, ReplySender
from shared.settings import ServiceSettings

log = structlog.get_logger()

S = TypeVar("S", bound=ServiceSettings)
R = TypeVar("R")


class SettingsProvider(DependencyProvider, Generic[S]):
    """Names the settings that a service reads; `shared.edge.run` reads them before anything."""

    def __init__(self, kind: type[S]) -> None:
        self.kind = kind

    def get_dependency(self, _: Any) -> S:  # nameko's worker context has no types
        settings: S = self.container.config["settings"]
        return settings

    if TYPE_CHECKING:
        # nameko puts the dependency in the provider's place on each instance of the service.
        def __get__(self, service: object, owner: type) -> S: ...


class SharedDatabase(SharedExtension):
    """One pool for everything in a process."""

    database: Database

    def setup(self) -> None:
        settings = self.container.config["settings"]
        self.database = Database(settings.database_url, size=settings.pool_size)

    def stop(self) -> None:
        self.database.close()


class DatabaseProvider(DependencyProvider):
    """Hands out the database; nothing is connected before the first transaction (N14)."""

    shared = SharedDatabase()

    def get_dependency(self, _: Any) -> Database:
        return self.shared.database

    if TYPE_CHECKING:

        def __get__(self, service: object, owner: type) -> Database: ...


class SharedReplies(SharedExtension):
    """The process's way to answer callers: direct reply-to, transient, without confirmation."""

    def setup(self) -> None:
        self._sender = ReplySender(self.container.config["AMQP_URI"])

    def send(self, address: str, correlation_id: object, reply: dict[str, Any]) -> None:
        """Answer one caller; an answer that cannot be sent is lost, and the caller asks again."""
        try:
            self._sender.send(address, correlation_id, json.dumps(reply).encode())
        except BrokerDown:
            log.warning("reply_lost")

    def stop(self) -> None:
        """Let the broker read the last answers, then go."""
        self._sender.close()


class SharedPublisher(SharedExtension):
    """The process's own way to the broker, for messages that are to be tried again."""

    publisher: Publisher

    def setup(self) -> None:
        self.publisher = Publisher(self.container.config["AMQP_URI"])

    def stop(self) -> None:
        self.publisher.drop()


class SharedResource(SharedExtension):
    """Keeps what resources of a process were made, by the provider that asked for them."""

    def __init__(self) -> None:
        self.made: dict[str, Any] = {}
        super().__init__()


class ResourceProvider(DependencyProvider, Generic[R]):
    """Hands out one thing for the whole process, made from the settings at the first use."""

    shared = SharedResource()

    def __init__(self, make: Callable[[Any], R]) -> None:
        self.make = make

    def get_dependency(self, _: Any) -> R:
        if self.attr_name not in self.shared.made:
            self.shared.made[self.attr_name] = self.make(self.container.config["settings"])
        made: R = self.shared.made[self.attr_name]
        return made

    def stop(self) -> None:
        """Close what was made, if it can be: no worker uses it any more, the database is there."""
        close = getattr(self.shared.made.pop(self.attr_name, None), "close", None)
        if close:
            close()

    if TYPE_CHECKING:

        def __get__(self, service: object, owner: type) -> R: ...
