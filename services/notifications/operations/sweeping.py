"""What was left behind is found: lost leases, unfinished batches, totals that moved."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import structlog

from services.notifications import announcements, domain
from services.notifications.store import NotificationsStore
from shared.db.database import Database
from shared.messaging import outbox

log = structlog.get_logger()

AT_ONCE = 1_000
QUIET = timedelta(seconds=30)
"""A batch on which nothing was recorded for so long, with rows due, was left by its sender."""


def sweep(db: Database, *, now: datetime) -> bool:
    """Mend what crashed senders left; True when there may be more."""
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        lost = store.lost_leases(now - domain.LOST_AFTER, now=now, limit=AT_ONCE)
        again = store.resend_uncertain(now=now, limit=AT_ONCE)
        left = store.unfinished_batches(quiet_since=now - QUIET, now=now)
        touched = store.touch_batches(lost | again, now)
        to_wake = {row["id"]: row for row in [*left, *touched]}
        for batch in to_wake.values():
            message = announcements.batch_due(batch["channel"], batch["id"])
            outbox.add(tx, message, urgent=batch["urgent"])
    if lost or left:
        log.warning("batches_left_behind", lost=len(lost), left=len(left))
    return len(lost) + len(again) >= AT_ONCE


def settle(db: Database, *, now: datetime) -> None:
    """Announce the totals of sends that moved: absolute, with a version that only grows."""
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        for send in store.sends_touched():
            totals = Counter[str]()
            for row in store.totals_of_send(send):
                totals[row["state"]] += row["rows"]
            changed = dict(totals) != send["totals"]
            version = send["version"] + int(changed)
            store.settle(send["id"], version=version, totals=dict(totals), now=now)
            if changed:
                outbox.add(
                    tx,
                    announcements.delivery_settled(
                        send["event_id"], send["id"], version, dict(totals)
                    ),
                )
