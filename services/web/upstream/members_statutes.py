"""What `web` asks members about the statutes of bodies."""

from __future__ import annotations

from services.web.upstream.asked import Service
from shared.contracts.members.statutes import (
    BodyRef,
    BodyStatutes,
    FindMandated,
    MandatedFound,
    Namesakes,
    WriteStatutes,
)


class StatutesOfBodies(Service):
    """The numbers that bodies are convened by."""

    def statutes(self, request: BodyRef) -> BodyStatutes:
        return self._ask("statutes", request, BodyStatutes)

    def write_statutes(self, request: WriteStatutes) -> BodyStatutes:
        return self._ask("write_statutes", request, BodyStatutes)

    def find_mandated(self, request: FindMandated) -> MandatedFound:
        return self._ask("find_mandated", request, MandatedFound)

    def namesakes(self, request: FindMandated) -> Namesakes:
        return self._ask("namesakes", request, Namesakes)
