"""Why somebody was told of an event, or was not."""

from __future__ import annotations

from services.notifications.store import NotificationsStore
from shared.contracts.notifications import FindNotices, Notice, Notices
from shared.contracts.wire import CHUNK
from shared.db.database import Database
from shared.errors import InvalidRequest


def notices(db: Database, request: FindNotices) -> Notices:
    """Give what became of telling people, 500 at most, of an event; InvalidRequest for more."""
    if len(request.member_ids) > CHUNK:
        raise InvalidRequest(fields="member_ids")
    with db.transaction() as tx:
        rows = NotificationsStore(tx).notices(request.event_id, request.member_ids)
    return Notices(notices=[Notice(**row) for row in rows])
