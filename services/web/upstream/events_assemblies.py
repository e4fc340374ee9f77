"""What `web` asks events about assemblies."""

from __future__ import annotations

from services.web.upstream.asked import Service
from shared.contracts.events import EventRef
from shared.contracts.events.assemblies import (
    AssemblyView,
    Convene,
    PutAssembly,
    QuorumView,
    TakeRoll,
)


class Assemblies(Service):
    """Convening a body, and its quorum."""

    def assembly(self, request: EventRef) -> AssemblyView:
        return self._ask("assembly", request, AssemblyView)

    def put_assembly(self, request: PutAssembly) -> AssemblyView:
        return self._ask("put_assembly", request, AssemblyView)

    def convene(self, request: Convene) -> AssemblyView:
        return self._ask("convene", request, AssemblyView)

    def take_roll(self, request: TakeRoll) -> AssemblyView:
        return self._ask("take_roll", request, AssemblyView)

    def quorum(self, request: EventRef) -> QuorumView:
        return self._ask("quorum", request, QuorumView)
