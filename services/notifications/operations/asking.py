"""What organisers ask: how a message reads, how far a send is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.notifications import domain
from services.notifications.domain import again
from services.notifications.operations import own_texts
from services.notifications.store import NotificationsStore
from shared.contracts.notifications import (
    PreviewTexts,
    SendProgress,
    SendsProgress,
    TextPreviews,
)
from shared.db.database import Database

Row = dict[str, Any]


def preview_texts(
    db: Database, request: PreviewTexts, *, association: str, public_url: str
) -> TextPreviews:
    """Show a message in each language and on each channel, with long values filled in."""
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        wordings = own_texts.wordings_of(store, request, association)
        names = own_texts.real_names(store)
    previews = []
    for language, wording in wordings.items():
        previews += own_texts.previews_of(wording, language, public_url, names)
    return TextPreviews(previews=previews)


def sends(db: Database, event_id: UUID) -> SendsProgress:
    """Tell how far every send of an event is."""
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        found = store.sends_of_event(event_id)
        return SendsProgress(sends=progress_of(store, found))


def progress_of(store: NotificationsStore, sends: Sequence[Row]) -> list[SendProgress]:
    """Tell how far sends are."""
    ids = [send["id"] for send in sends]
    totals, held = store.totals_of_sends(ids), store.held_of_sends(ids)
    return [_progress(send, totals, held) for send in sends]


def _progress(send: Row, rows: Sequence[Row], held: Sequence[Row]) -> SendProgress:
    totals: dict[str, dict[str, int]] = {}
    reasons: dict[str, int] = {}
    people = parts = cost = 0
    reached = mendable = False
    for row in rows:
        if row["send_id"] != send["id"]:
            continue
        by_state = totals.setdefault(row["channel"], {})
        by_state[row["state"]] = by_state.get(row["state"], 0) + row["rows"]
        people += row["people"]
        parts += row["parts"]
        cost += row["cost"]
        reached |= row["state"] in again.REACHED and row["rows"] > 0
        mendable |= bool(again.why_failed(row["state"], row["reason"])) and row["rows"] > 0
        if row["state"] == "excluded":
            reason = row["reason"] or "unknown"
            reasons[reason] = reasons.get(reason, 0) + row["rows"]
    why = next((row for row in held if row["send_id"] == send["id"]), None)
    return SendProgress(
        send_id=send["id"],
        kind=send["kind"],
        state=send["state"],
        created_at=send["created_at"],
        people=people,
        parts=parts,
        cost=cost,
        totals=totals,
        reasons=reasons,
        finished=domain.finished(totals) and send["plan_after"] is None,
        stops=send["stops"],
        resumable=send["state"] == "stopped" and send["stopped_by"] is not None,
        held=why["held"] if why else "",
        held_until=why["until"] if why else None,
        corrects=send["corrects"],
        resends=send["resends"],
        correctable=send["kind"] in again.TO_MANY and reached,
        mendable=send["kind"] in again.TO_MANY and not send["resends"] and mendable,
        withdrawn=send["state"] == "held" and send["withdrawn_at"] is not None,
    )
