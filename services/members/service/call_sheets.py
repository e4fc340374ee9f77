"""Whom no message reaches."""

from __future__ import annotations

from services.members.operations import call_sheets
from shared.contracts.members import CallSheet, FindCallSheet
from shared.edge.service import ActorToken, DatabaseProvider, rpc


class CallSheets:
    """What is asked about people who are to be called."""

    db = DatabaseProvider()

    @rpc(FindCallSheet, scope="members:write")
    def call_sheet(self, request: FindCallSheet, actor: ActorToken) -> CallSheet:
        return call_sheets.call_sheet(self.db, request, by=actor.staff_id)
