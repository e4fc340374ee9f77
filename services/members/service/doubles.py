"""People who are on record twice, and who shares a number with whom."""

from __future__ import annotations

from services.members.operations import households, merging
from services.members.settings import Settings
from shared import clock
from shared.contracts.members import (
    DoubleRef,
    FindDoubles,
    HouseholdOf,
    LikelyDouble,
    MemberRef,
    MergeDoubles,
    ProposeDouble,
    SeparateMember,
)
from shared.contracts.members import Doubles as DoublesFound
from shared.edge.service import ActorToken, DatabaseProvider, SettingsProvider, rpc


class Doubles:
    """What is asked and decided about pairs of people."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(FindDoubles, scope="members:read")
    def doubles(self, request: FindDoubles, _: ActorToken) -> DoublesFound:
        return merging.doubles(self.db, request)

    @rpc(DoubleRef, scope="members:read")
    def double(self, request: DoubleRef, _: ActorToken) -> LikelyDouble:
        return merging.double(self.db, request)

    @rpc(ProposeDouble, scope="members:write")
    def propose_double(self, request: ProposeDouble, actor: ActorToken) -> DoubleRef:
        return merging.propose(self.db, request, by=actor.staff_id)

    @rpc(MergeDoubles, scope="members:write")
    def merge_doubles(self, request: MergeDoubles, actor: ActorToken) -> MemberRef:
        return merging.merge(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(DoubleRef, scope="members:write")
    def not_the_same(self, request: DoubleRef, actor: ActorToken) -> DoubleRef:
        return merging.not_the_same(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(SeparateMember, scope="members:write")
    def separate_member(self, request: SeparateMember, actor: ActorToken) -> MemberRef:
        return merging.separate(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(HouseholdOf, scope="members:write")
    def leave_household(self, request: HouseholdOf, actor: ActorToken) -> MemberRef:
        return households.leave(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(HouseholdOf, scope="members:write")
    def join_household(self, request: HouseholdOf, actor: ActorToken) -> MemberRef:
        return households.join(self.db, request, by=actor.staff_id, now=clock.now())
