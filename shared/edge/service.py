"""All of nameko that a service's `service.py` needs to see."""

from shared.edge.actors import ActorToken
from shared.edge.every import every
from shared.edge.providers import DatabaseProvider, ResourceProvider, SettingsProvider
from shared.edge.rpc import rpc
from shared.edge.subscribe import BatchSubscription, drain_parking, subscribe, subscribe_batch

__all__ = [
    "ActorToken",
    "BatchSubscription",
    "DatabaseProvider",
    "ResourceProvider",
    "SettingsProvider",
    "drain_parking",
    "every",
    "rpc",
    "subscribe",
    "subscribe_batch",
]
