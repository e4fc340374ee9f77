"""People whom somebody of the staff adds or changes, one at a time."""

from __future__ import annotations

from services.members.operations import by_hand
from shared import clock
from shared.contracts.members import (
    AddMandate,
    AddMember,
    ChangeMember,
    EndMandate,
    MailWorksAgain,
    MemberRef,
    RecordConsent,
    RemoveMandate,
)
from shared.edge.service import ActorToken, DatabaseProvider, rpc


class ByHand:
    """What is asked about one person's change."""

    db = DatabaseProvider()

    @rpc(AddMember, scope="members:write")
    def add_member(self, request: AddMember, actor: ActorToken) -> MemberRef:
        return by_hand.add_member(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(ChangeMember, scope="members:write")
    def change_member(self, request: ChangeMember, actor: ActorToken) -> MemberRef:
        return by_hand.change_member(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(RecordConsent, scope="members:write")
    def record_consent(self, request: RecordConsent, actor: ActorToken) -> MemberRef:
        return by_hand.record_consent(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(MailWorksAgain, scope="members:write")
    def mail_works_again(self, request: MailWorksAgain, actor: ActorToken) -> MemberRef:
        return by_hand.mail_works_again(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(AddMandate, scope="members:write")
    def add_mandate(self, request: AddMandate, actor: ActorToken) -> MemberRef:
        return by_hand.add_mandate(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(EndMandate, scope="members:write")
    def end_mandate(self, request: EndMandate, actor: ActorToken) -> MemberRef:
        return by_hand.end_mandate(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(RemoveMandate, scope="members:write")
    def remove_mandate(self, request: RemoveMandate, actor: ActorToken) -> MemberRef:
        return by_hand.remove_mandate(self.db, request, by=actor.staff_id, now=clock.now())
