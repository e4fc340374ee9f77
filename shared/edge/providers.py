"""What nameko hands to a service's methods: settings, the database, the way to the broker."""

from __future__ import annotations

import json
from typing import Any

from nameko.extensions import DependencyProvider, SharedExtension

from shared.db.database import Database
from shared.messaging.publisher import Publisher, ReplySender
from shared.settings import ServiceSettings


class SettingsProvider(DependencyProvider):
    """Names the settings that a service reads; `shared.edge.run` reads them before anything."""

    def __init__(self, kind: type[ServiceSettings] = ServiceSettings) -> None:
        self.kind = kind

    def get_dependency(self, _: Any) -> ServiceSettings:  # nameko's worker context has no types
        settings: ServiceSettings = self.container.config["settings"]
        return settings


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


class SharedReplies(SharedExtension):
    """The process's way to answer callers: direct reply-to, transient, without confirmation."""

    def setup(self) -> None:
        self._sender = ReplySender(self.container.config["AMQP_URI"])

    def send(self, address: str, correlation_id: object, reply: dict[str, Any]) -> None:
        """Answer one caller; an answer that cannot be sent is lost, and the caller asks again."""
        self._sender.send(address, correlation_id, json.dumps(reply).encode())

    def stop(self) -> None:
        self._sender.drop()


class SharedPublisher(SharedExtension):
    """The process's own way to the broker, for messages that are to be tried again."""

    publisher: Publisher

    def setup(self) -> None:
        self.publisher = Publisher(self.container.config["AMQP_URI"])

    def stop(self) -> None:
        self.publisher.drop()
