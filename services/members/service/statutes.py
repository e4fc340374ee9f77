"""What the statutes say of bodies, and who of their members is called so."""

from __future__ import annotations

from services.members.operations import statutes
from shared import clock
from shared.contracts.members.statutes import (
    BodyRef,
    BodyStatutes,
    FindMandated,
    MandatedFound,
    Namesakes,
    WriteStatutes,
)
from shared.edge.service import ActorToken, DatabaseProvider, rpc


class StatutesOfBodies:
    """What the statutes say of bodies."""

    db = DatabaseProvider()

    @rpc(BodyRef, scope="people:count")
    def statutes(self, request: BodyRef, _: ActorToken) -> BodyStatutes:
        return statutes.statutes_of(self.db, request)

    @rpc(WriteStatutes, scope="staff:manage")
    def write_statutes(self, command: WriteStatutes, actor: ActorToken) -> BodyStatutes:
        return statutes.write_statutes(self.db, command, by=actor.staff_id)

    @rpc(FindMandated)
    def find_mandated(self, request: FindMandated) -> MandatedFound:
        return statutes.find_mandated(self.db, request, now=clock.now())

    @rpc(FindMandated, scope="names:read")
    def namesakes(self, request: FindMandated, _: ActorToken) -> Namesakes:
        return statutes.namesakes(self.db, request)
