"""What the services' classes declare: the messages they hear, the questions they answer."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any, get_type_hints

from nameko.extensions import ENTRYPOINT_EXTENSIONS_ATTR, Entrypoint

from shared.contracts.wire import MESSAGES, Message, Wire
from shared.edge.every import Every
from shared.edge.rpc import Rpc
from shared.edge.subscribe import BatchSubscription, ParkingDrain, Subscription
from shared.messaging.topology import Hearing

PACKAGES = ("members", "events", "notifications")
"""The services with a database, in the order in which things happen."""


class NotReadable(Exception):
    """A service cannot be imported, so nobody can say what it hears."""

    def __init__(self, package: str, cause: Exception) -> None:
        super().__init__(f"services.{package}.service cannot be imported: {cause}")


@dataclass(frozen=True, kw_only=True)
class Method:
    """One method of a service's class that something outside the class calls."""

    package: str
    kind: str
    name: str
    service: str
    written_at: str = ""
    """Module and qualified name: a class may have its methods from another room."""

    @property
    def path(self) -> str:
        return f"{self.kind}.{self.name}"


@dataclass(frozen=True, kw_only=True)
class Ear(Method):
    """A method that hears a message."""

    message: type[Message]
    hearing: Hearing
    reference: bool
    """Whether the message only points to work that lies in the database."""


@dataclass(frozen=True, kw_only=True)
class Answer(Method):
    """A method that answers `web`; without a scope everybody may ask."""

    request: type[Wire] | None
    reply: type[Wire]
    scope: str | None


@dataclass(frozen=True, kw_only=True)
class System:
    """All that the services declare."""

    ears: list[Ear]
    answers: list[Answer]
    workers: list[Method]
    drained: set[str]
    """The services whose parking queue some process empties."""

    def heard_by(self, message: type[Message]) -> list[Ear]:
        return [ear for ear in self.ears if ear.message is message]


def published_language() -> list[type[Message]]:
    """Give every message of the contracts; tests publish some of their own, which are not ours."""
    for package in PACKAGES:
        import_module(f"shared.contracts.{package}")
    ours = (m for m in MESSAGES.values() if m.__module__.startswith("shared.contracts."))
    return sorted(ours, key=lambda message: message.type)


def read_system(packages: tuple[str, ...] = PACKAGES) -> System:
    """Read all services; NotReadable when one cannot be imported."""
    methods = [found for package in packages for found in _read_package(package)]
    return System(
        ears=[m for m in methods if isinstance(m, Ear)],
        answers=[m for m in methods if isinstance(m, Answer)],
        workers=[m for m in methods if type(m) is Method],
        drained={m.package for m in methods if isinstance(m, _Drain)},
    )


class _Drain(Method):
    pass


def _read_package(package: str) -> Iterator[Method]:
    try:
        module = import_module(f"services.{package}.service")
    except Exception as error:  # whatever stops it, the sentence is the same
        raise NotReadable(package, error) from error
    for kind in service_classes(module):
        for name, method in inspect.getmembers(kind, inspect.isfunction):
            for entrypoint in getattr(method, ENTRYPOINT_EXTENSIONS_ATTR, ()):
                yield _method(package, kind, name, method, entrypoint)


def service_classes(module: ModuleType) -> list[type[Any]]:
    """Give the nameko classes that a module defines, or a room of it, in its order."""
    return [
        value
        for value in vars(module).values()
        if inspect.isclass(value)
        and (value.__module__ + ".").startswith(module.__name__ + ".")
        and isinstance(getattr(value, "name", None), str)
    ]


def _method(package: str, kind: type[Any], name: str, method: Any, entry: Entrypoint) -> Method:
    service: str = kind.name
    source = inspect.unwrap(method)
    place = {
        "package": package,
        "kind": kind.__name__,
        "name": name,
        "service": service,
        "written_at": f"{source.__module__}:{source.__qualname__}",
    }
    if isinstance(entry, Subscription):
        return Ear(
            **place,
            message=entry.message,
            hearing=entry.hearing(service),
            reference=isinstance(entry, BatchSubscription),
        )
    if isinstance(entry, Rpc):
        reply = get_type_hints(inspect.unwrap(method))["return"]
        return Answer(**place, request=entry.request, reply=reply, scope=entry.scope)
    if isinstance(entry, ParkingDrain):
        return _Drain(**place)
    if isinstance(entry, Every):
        return Method(**place)
    msg = f"{kind.__name__}.{name} has an entrypoint that the catalogue does not know"
    raise TypeError(msg)
