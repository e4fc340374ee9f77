"""Convening a body, and its quorum."""

from __future__ import annotations

from services.events.operations import assemblies, convening_again, convening_later
from shared import clock
from shared.contracts.events import EventRef
from shared.contracts.events.assemblies import (
    AssemblyView,
    Convene,
    ConveneAgain,
    ConveneLater,
    PutAssembly,
    QuorumView,
    TakeRoll,
    TellMinutes,
)
from shared.edge.service import ActorToken, DatabaseProvider, every, rpc


class Assemblies:
    """Convening a body, and its quorum."""

    db = DatabaseProvider()

    @rpc(EventRef, scope="events:read")
    def assembly(self, request: EventRef, _: ActorToken) -> AssemblyView:
        return assemblies.assembly(self.db, request.event_id, now=clock.now())

    @rpc(PutAssembly, scope="events:write")
    def put_assembly(self, request: PutAssembly, actor: ActorToken) -> AssemblyView:
        return assemblies.put_assembly(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(Convene, scope="events:publish")
    def convene(self, command: Convene, actor: ActorToken) -> AssemblyView:
        return assemblies.convene(self.db, command, by=actor.staff_id, now=clock.now())

    @rpc(ConveneLater, scope="events:publish")
    def convene_later(self, command: ConveneLater, actor: ActorToken) -> AssemblyView:
        return convening_later.convene_later(self.db, command, by=actor.staff_id, now=clock.now())

    @rpc(TakeRoll, scope="events:write")
    def take_roll(self, command: TakeRoll, actor: ActorToken) -> AssemblyView:
        return assemblies.take_roll(self.db, command, by=actor.staff_id, now=clock.now())

    @rpc(ConveneAgain, scope="events:write")
    def convene_again(self, request: ConveneAgain, actor: ActorToken) -> AssemblyView:
        return convening_again.convene_again(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(TellMinutes, scope="events:publish")
    def tell_minutes(self, command: TellMinutes, actor: ActorToken) -> AssemblyView:
        return convening_again.tell_minutes(self.db, command, by=actor.staff_id, now=clock.now())

    @rpc(EventRef, scope="door:read")
    def quorum(self, request: EventRef, _: ActorToken) -> QuorumView:
        return assemblies.quorum(self.db, request.event_id)

    @every(seconds=30)
    def take_rolls_of_today(self) -> bool:
        return assemblies.take_rolls_of_today(self.db, now=clock.now())
