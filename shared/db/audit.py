"""Who did what, and from where: each service keeps its own book, to which is only ever added."""

from __future__ import annotations

from uuid import UUID

from shared.contracts.audit import AuditLine, AuditPage, FindAudit
from shared.db.database import Database, Transaction
from shared.messaging.correlation import current_correlation_id
from shared.messaging.place import current_place

MOST = 500
LONGEST_DETAIL = 500

_ADD = """
insert into audit (actor_id, action, subject_id, correlation_id, browser, origin, detail)
values (%s, %s, %s, %s, %s, %s, %s)
"""
_PAGE = """
select id as line, at, action, actor_id, subject_id, browser, origin, detail
  from audit
 where (%(actor_id)s::uuid is null or actor_id = %(actor_id)s)
   and (%(actions)s::text[] = '{}' or action = any (%(actions)s))
   and (%(since)s::timestamptz is null or at >= %(since)s)
   and (%(until)s::timestamptz is null or at < %(until)s)
   and (%(before)s::bigint is null or id < %(before)s)
 order by id desc
 limit %(limit)s
"""


def record(
    tx: Transaction,
    actor_id: UUID | None,
    action: str,
    subject_id: UUID | None = None,
    *,
    detail: str = "",
) -> None:
    """Write one line, in the transaction of what was done."""
    place = current_place()
    words = (place.browser, place.origin, detail[:LONGEST_DETAIL])
    tx.execute(_ADD, (actor_id, action, subject_id, current_correlation_id(), *words))


def page(db: Database, request: FindAudit) -> AuditPage:
    """Give what was done, the newest first."""
    wanted = {
        "actor_id": request.actor_id,
        "actions": request.actions,
        "since": request.since,
        "until": request.until,
        "before": request.before,
        "limit": max(1, min(request.limit, MOST)),
    }
    with db.transaction() as tx:
        rows = tx.execute(_PAGE, wanted).fetchall()
    return AuditPage(lines=[AuditLine(**row) for row in rows])
