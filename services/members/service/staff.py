"""The accounts of the staff."""

from __future__ import annotations

from services.members.operations import accounts
from shared import clock
from shared.contracts.members import ChangeRole, InviteStaff, StaffAccounts, StaffCommand, StaffRef
from shared.edge.service import ActorToken, DatabaseProvider, rpc


class Staff:
    """What only who manages the staff may ask."""

    db = DatabaseProvider()

    @rpc(scope="staff:manage")
    def staff_accounts(self, _: ActorToken) -> StaffAccounts:
        return accounts.staff_accounts(self.db, now=clock.now())

    @rpc(InviteStaff, scope="staff:manage")
    def invite_staff(self, request: InviteStaff, actor: ActorToken) -> StaffRef:
        return accounts.invite(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(StaffCommand, scope="staff:manage")
    def invite_staff_again(self, request: StaffCommand, actor: ActorToken) -> StaffRef:
        return accounts.invite_again(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(ChangeRole, scope="staff:manage")
    def change_role(self, request: ChangeRole, actor: ActorToken) -> StaffRef:
        return accounts.change_role(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(StaffCommand, scope="staff:manage")
    def disable_staff(self, request: StaffCommand, actor: ActorToken) -> StaffRef:
        return accounts.disable(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(StaffCommand, scope="staff:manage")
    def enable_staff(self, request: StaffCommand, actor: ActorToken) -> StaffRef:
        return accounts.enable(self.db, request, by=actor.staff_id)

    @rpc(StaffCommand, scope="staff:manage")
    def end_sessions_of_staff(self, request: StaffCommand, actor: ActorToken) -> StaffRef:
        return accounts.end_sessions(self.db, request, by=actor.staff_id)

    @rpc(StaffCommand, scope="staff:manage")
    def take_second_factor(self, request: StaffCommand, actor: ActorToken) -> StaffRef:
        return accounts.take_second_factor(self.db, request, by=actor.staff_id, now=clock.now())
