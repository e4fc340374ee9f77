"""Any service that `web` asks."""

from __future__ import annotations

from typing import ClassVar, Protocol, TypeVar

from shared.contracts.persons import PersonData, PersonRef
from shared.contracts.retention import KeepFor, Retention
from shared.contracts.wire import Wire

W = TypeVar("W", bound=Wire)


class Caller(Protocol):
    """What carries a question to a service and its answer back (shared.edge.upstream)."""

    def call(
        self,
        service: str,
        method: str,
        request: Wire | None,
        reply: type[W],
        *,
        actor: str | None = None,
    ) -> W:
        """Ask; raises Refused when a rule said no, Unavailable when nothing was heard in time."""
        ...


class Service:
    """One service, asked on behalf of whom `actor` names (a signed token), or of nobody."""

    name: ClassVar[str]

    def __init__(self, caller: Caller, actor: str | None = None) -> None:
        self._caller = caller
        self._actor = actor

    def _ask(self, method: str, request: Wire | None, reply: type[W]) -> W:
        return self._caller.call(self.name, method, request, reply, actor=self._actor)


class Holder(Service):
    """A service that holds something of people."""

    def person_data(self, request: PersonRef) -> PersonData:
        return self._ask("person_data", request, PersonData)

    def retention(self) -> Retention:
        return self._ask("retention", None, Retention)

    def keep_for(self, request: KeepFor) -> Retention:
        return self._ask("keep_for", request, Retention)
