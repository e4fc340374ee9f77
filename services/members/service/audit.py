"""What was done in members."""

from __future__ import annotations

from services.members.operations import audit_trail
from shared.contracts.audit import AuditPage, FindAudit, TakenOut, TakeOutAudit
from shared.edge.service import ActorToken, DatabaseProvider, rpc


class Audit:
    """What is asked about what was done."""

    db = DatabaseProvider()

    @rpc(FindAudit, scope="audit:read")
    def audit(self, request: FindAudit, _: ActorToken) -> AuditPage:
        return audit_trail.page(self.db, request)

    @rpc(TakeOutAudit, scope="audit:read")
    def take_out_audit(self, _: TakeOutAudit, actor: ActorToken) -> TakenOut:
        return audit_trail.take_out(self.db, by=actor.staff_id)
