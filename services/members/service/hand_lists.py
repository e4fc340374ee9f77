"""Lists of people that are made by hand."""

from __future__ import annotations

from services.members.operations import hand_lists
from shared import clock
from shared.contracts.members import (
    FindOnHandList,
    HandList,
    HandListPage,
    HandLists,
    HandListsOf,
    PutOnHandList,
    RemoveHandList,
    RenameHandList,
    SaveHandList,
    Sortings,
)
from shared.edge.service import ActorToken, DatabaseProvider, rpc


class ListsByHand:
    """What is asked about lists by hand."""

    db = DatabaseProvider()

    @rpc(scope="members:read")
    def sortings(self, _: ActorToken) -> Sortings:
        return hand_lists.sortings(self.db)

    @rpc(SaveHandList, scope="members:write")
    def save_hand_list(self, request: SaveHandList, actor: ActorToken) -> HandList:
        return hand_lists.save_hand_list(self.db, request, by=actor.staff_id)

    @rpc(RenameHandList, scope="members:write")
    def rename_hand_list(self, request: RenameHandList, actor: ActorToken) -> HandList:
        return hand_lists.rename_hand_list(self.db, request, by=actor.staff_id)

    @rpc(RemoveHandList, scope="members:write")
    def remove_hand_list(self, request: RemoveHandList, actor: ActorToken) -> HandList:
        return hand_lists.remove_hand_list(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(PutOnHandList, scope="members:write")
    def put_on_hand_list(self, request: PutOnHandList, actor: ActorToken) -> HandList:
        return hand_lists.put_on_hand_list(self.db, request, by=actor.staff_id)

    @rpc(HandListsOf, scope="members:read")
    def hand_lists_of(self, request: HandListsOf, _: ActorToken) -> HandLists:
        return hand_lists.hand_lists_of(self.db, request)

    @rpc(FindOnHandList, scope="members:read")
    def hand_list(self, request: FindOnHandList, _: ActorToken) -> HandListPage:
        return hand_lists.hand_list(self.db, request)
