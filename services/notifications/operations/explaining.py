"""Why somebody was told of an event, or was not."""

from __future__ import annotations

from uuid import UUID

from services.notifications.store import NotificationsStore
from services.notifications.store.notices import Place
from shared.contracts.notifications import (
    FindNotices,
    FindPeopleByReason,
    FindReasons,
    Notice,
    Notices,
    PeopleByReason,
    Reason,
    Reasons,
)
from shared.contracts.wire import CHUNK
from shared.db import audit
from shared.db.database import Database
from shared.errors import InvalidRequest


def notices(db: Database, request: FindNotices) -> Notices:
    """Give what became of telling people, 500 at most, of an event; InvalidRequest for more."""
    if len(request.member_ids) > CHUNK:
        raise InvalidRequest(fields="member_ids")
    with db.transaction() as tx:
        rows = NotificationsStore(tx).notices(request.event_id, request.member_ids)
    return Notices(notices=[Notice(**row) for row in rows])


def reasons(db: Database, request: FindReasons) -> Reasons:
    """Sum up what became of an event's messages, without looking at one of them."""
    sums: dict[tuple[str, str, str], int] = {}
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        sends = [send["id"] for send in store.sends_of_event(request.event_id)]
        for row in store.totals_of_sends(sends):
            key = row["channel"], row["state"], row["reason"]
            sums[key] = sums.get(key, 0) + row["rows"]
        in_gap = store.count_gap(request.event_id)
    return Reasons(
        reasons=[
            Reason(channel=channel, state=state, reason=reason, rows=rows)
            for (channel, state, reason), rows in sums.items()
            if rows
        ],
        in_gap=in_gap,
    )


def people_by_reason(db: Database, request: FindPeopleByReason, *, by: UUID) -> PeopleByReason:
    """Give a page of whom an event's messages did not reach for a reason; InvalidRequest."""
    if not 0 < request.limit <= CHUNK:
        raise InvalidRequest(fields="limit")
    place = _place(request.after)
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        if request.taken_out and request.after is None:
            audit.record(tx, by, "reached-not-taken-out", request.event_id)
        rows = store.people_by_reason(request, place, request.limit + 1)
    page = [Notice(**row) for row in rows[: request.limit]]
    more = len(rows) > request.limit
    last = _said(page[-1]) if more else None
    return PeopleByReason(notices=page, next=last)


def _said(last: Notice) -> str:
    return f"{last.member_id}.{last.send_id}.{last.channel}"


def _place(after: str | None) -> Place:
    if after is None:
        return Place()
    try:
        member_id, send_id, channel = after.split(".")
        return Place(member_id=UUID(member_id), send_id=UUID(send_id), channel=channel)
    except ValueError:
        raise InvalidRequest(fields="after") from None
