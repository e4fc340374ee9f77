"""The lists that people are sorted by."""

from __future__ import annotations

from services.members.operations import sorting
from shared.contracts.members import (
    AddThing,
    RemoveThing,
    RenameThing,
    Things,
    ThingsOfKind,
)
from shared.edge.service import ActorToken, DatabaseProvider, rpc


class Sorting:
    """What is asked about the lists."""

    db = DatabaseProvider()

    @rpc(ThingsOfKind, scope="members:write")
    def things(self, request: ThingsOfKind, _: ActorToken) -> Things:
        return sorting.things(self.db, request)

    @rpc(AddThing, scope="members:write")
    def add_thing(self, request: AddThing, actor: ActorToken) -> ThingsOfKind:
        return sorting.add_thing(self.db, request, by=actor.staff_id)

    @rpc(RenameThing, scope="members:write")
    def rename_thing(self, request: RenameThing, actor: ActorToken) -> ThingsOfKind:
        return sorting.rename_thing(self.db, request, by=actor.staff_id)

    @rpc(RemoveThing, scope="members:write")
    def remove_thing(self, request: RemoveThing, actor: ActorToken) -> ThingsOfKind:
        return sorting.remove_thing(self.db, request, by=actor.staff_id)
