"""Who comes in at a door without having been invited."""

from __future__ import annotations

from services.members.operations import at_the_door
from shared import clock
from shared.contracts.members import WalkedIn, WalkIn
from shared.edge.service import ActorToken, DatabaseProvider, rpc


class AtTheDoor:
    """What is asked about somebody who comes in at a door."""

    db = DatabaseProvider()

    @rpc(WalkIn, scope="door:write")
    def welcome(self, request: WalkIn, actor: ActorToken) -> WalkedIn:
        return at_the_door.welcome(self.db, request, by=actor.staff_id, now=clock.now())
