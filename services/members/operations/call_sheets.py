"""The call sheet: whom no channel reaches, so that somebody calls them."""

from __future__ import annotations

from uuid import UUID

from services.members.errors import UnknownAudience
from services.members.operations.audiences import reach, rule_held
from services.members.store.audiences import AudienceStore
from services.members.store.call_sheets import CallSheetStore, Row
from services.members.store.rules import Meant
from shared.contracts.members import AudienceRule, CallRow, CallSheet, FindCallSheet
from shared.contracts.wire import CHUNK
from shared.db import audit
from shared.db.database import Database, Transaction


def call_sheet(db: Database, wish: FindCallSheet, *, by: UUID) -> CallSheet:
    """Give a page of the sheet, and write down who looks at it or takes it; UnknownAudience."""
    limit = min(max(wish.limit, 1), CHUNK)
    with db.transaction() as tx:
        meant = _meant(tx, wish)
        if not meant:
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


def _meant(tx: Transaction, wish: FindCallSheet) -> list[Meant]:
    """Find out who is meant; nobody by an event that has asked for nobody so far."""
    if wish.event_id:
        waves = CallSheetStore(tx).meant_by_event(wish.event_id)
        return [_meant_by(wave, wish.event_id) for wave in waves]
    if wish.audience_id is None:
        return [Meant(rule=AudienceRule())]
    audience = AudienceStore(tx).find(wish.audience_id)
    if audience is None:
        raise UnknownAudience
    return [Meant(rule=rule_held(audience))]


def _meant_by(wave: Row, event_id: UUID) -> Meant:
    """
    Say whom a wave meant.

    A wave for some chooses among those whom a message reaches. Whoever else it took is of one
    household with them.
    """
    return Meant(
        rule=rule_held(wave),
        within=reach(wave["within"], wave["saved_within"]).regions,
        households_of=event_id if wave["some"] else None,
    )
