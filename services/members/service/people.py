"""People, one by one and in pages."""

from __future__ import annotations

from services.members.operations import people, silences
from services.members.settings import Settings
from shared.contracts.members import (
    FindMembers,
    MemberDetail,
    MemberIds,
    MemberPage,
    MemberRef,
    Names,
    Reference,
    SheetOfMembers,
    TakeOutMembers,
)
from shared.contracts.notifications import (
    ContactOptedOut,
    ContactOptInAsked,
    ContactUnreachable,
    SilencesChanged,
)
from shared.db.database import Transaction
from shared.edge.service import ActorToken, DatabaseProvider, SettingsProvider, rpc, subscribe


class People:
    """What is asked about people."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(scope="people:count")
    def reference(self, _: ActorToken) -> Reference:
        return people.reference(self.db, self.settings.association)

    @rpc(FindMembers, scope="members:read")
    def find_members(self, request: FindMembers, _: ActorToken) -> MemberPage:
        return people.find_members(self.db, request)

    @rpc(TakeOutMembers, scope="members:write")
    def take_out_members(self, request: TakeOutMembers, actor: ActorToken) -> SheetOfMembers:
        return people.take_out(self.db, request, by=actor.staff_id)

    @rpc(MemberRef, scope="members:read")
    def member(self, request: MemberRef, _: ActorToken) -> MemberDetail:
        return people.member(self.db, request)

    @rpc(MemberIds, scope="names:read")
    def names(self, request: MemberIds, _: ActorToken) -> Names:
        return people.names(self.db, request)

    @rpc(MemberIds, scope="door:read")
    def door_names(self, request: MemberIds, _: ActorToken) -> Names:
        return people.door_names(self.db, request)

    @rpc(MemberIds)
    def first_names(self, request: MemberIds) -> Names:
        return people.first_names(self.db, request)

    @subscribe(ContactOptedOut)
    def remember_opt_outs(self, tx: Transaction, message: ContactOptedOut) -> None:
        people.hear_opt_outs(tx, message)

    @subscribe(ContactOptInAsked)
    def remember_opt_ins(self, tx: Transaction, message: ContactOptInAsked) -> None:
        people.hear_opt_ins(tx, message)

    @subscribe(SilencesChanged)
    def remember_silences(self, tx: Transaction, message: SilencesChanged) -> None:
        silences.hear_silences(tx, message)

    @subscribe(ContactUnreachable)
    def remember_unreachable(self, tx: Transaction, message: ContactUnreachable) -> None:
        people.hear_unreachable(tx, message)
