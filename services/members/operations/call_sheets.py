"""The call sheet: whom no channel reaches, so that somebody calls them."""

from __future__ import annotations

from uuid import UUID

from services.members.errors import UnknownAudience
from services.members.operations.audiences import rule_held
from services.members.store.audiences import AudienceStore
from services.members.store.call_sheets import CallSheetStore
from shared.contracts.members import AudienceRule, CallRow, CallSheet, FindCallSheet
from shared.contracts.wire import CHUNK
from shared.db import audit
from shared.db.database import Database, Transaction


def call_sheet(db: Database, wish: FindCallSheet, *, by: UUID) -> CallSheet:
    """Give a page of the sheet, and write down who looks at it or takes it; UnknownAudience."""
    limit = min(max(wish.limit, 1), CHUNK)
    with db.transaction() as tx:
        meant = _meant(tx, wish)
        if meant is None:
            return CallSheet(rows=[], total=0, left_in_peace=0)
        store = CallSheetStore(tx)
        found = store.page(meant, after=wish.after, limit=limit + 1)
        counts = store.count(meant) if wish.after is None else {"total": 0, "left_in_peace": 0}
        if wish.after is None:
            said = "call-sheet-taken-out" if wish.taken_out else "call-sheet-seen"
            audit.record(tx, by, said, wish.event_id or wish.audience_id)
    rows = [
        CallRow(
            member_id=row["id"],
            **{field: row[field] for field in ("first_name", "last_name", "number", "reason")},
        )
        for row in found[:limit]
    ]
    following = rows[-1].member_id if len(found) > limit else None
    return CallSheet(rows=rows, next=following, **counts)


def _meant(tx: Transaction, wish: FindCallSheet) -> AudienceRule | None:
    """Find out who is meant; None for an event that has asked for nobody so far."""
    audience_id = wish.audience_id
    if wish.event_id:
        audience_id = CallSheetStore(tx).audience_of_event(wish.event_id)
        if audience_id is None:
            return None
    if audience_id is None:
        return AudienceRule()
    audience = AudienceStore(tx).find(audience_id)
    if audience is None:
        raise UnknownAudience
    return rule_held(audience)
