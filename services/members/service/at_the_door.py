"""Who is at a door and on no list."""

from __future__ import annotations

from services.members.operations import at_the_door
from shared import clock
from shared.contracts.members import FindAtNumber, Names, WalkedIn, WalkIn
from shared.edge.service import ActorToken, DatabaseProvider, rpc


class AtTheDoor:
    """What is asked about somebody at a door who is on no list."""

    db = DatabaseProvider()

    @rpc(WalkIn, scope="door:write")
    def welcome(self, request: WalkIn, actor: ActorToken) -> WalkedIn:
        return at_the_door.welcome(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(FindAtNumber, scope="door:write")
    def find_at_number(self, request: FindAtNumber, actor: ActorToken) -> Names:
        return at_the_door.find_at_number(self.db, request, by=actor.staff_id, now=clock.now())
