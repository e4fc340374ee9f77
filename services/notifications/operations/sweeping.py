"""What was left behind is found: lost leases, unfinished batches, totals that moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from services.notifications import announcements
from services.notifications.operations import receipts
from services.notifications.store import NotificationsStore
from shared.db.database import Database, Transaction
from shared.messaging import outbox

log = structlog.get_logger()

AT_ONCE = 1_000
SENDS_AT_ONCE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """
    When something counts as left behind.

    A claim holds for `lease`, and is given up when it has been over for as long again. A batch on
    which nothing was recorded for `quiet`, with rows due, was left by its sender.
    """

    lease: timedelta
    quiet: timedelta


def sweep(db: Database, thresholds: Thresholds, *, now: datetime) -> bool:
    """Mend what crashed senders left; True when there may be more."""
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        lost = store.lost_leases(now - thresholds.lease, now=now, limit=AT_ONCE)
        # What a provider says in our own name of a message that went out all the same is heard.
        for month in {row["month"] for row in lost}:
            receipts.expect(store, month, [r["id"] for r in lost if r["month"] == month], now)
        # A sender that is only slow writes down what it knows within its lease.
        again = store.resend_uncertain(before=now - thresholds.lease, now=now, limit=AT_ONCE)
        left = store.unfinished_batches(quiet_since=now - thresholds.quiet, now=now, limit=AT_ONCE)
        _wake(tx, [*left, *store.touch_batches(set(again), now), *store.announce_ready(now)])
    if lost or left:
        log.warning("left_behind", claims=len(lost), batches=len(left), sent_again=len(again))
    return AT_ONCE in (len(lost), len(again), len(left))


def _wake(tx: Transaction, batches: Iterable[dict[str, Any]]) -> None:
    for batch in {batch["id"]: batch for batch in batches}.values():
        message = announcements.batch_due(batch["channel"], batch["id"])
        outbox.add(tx, message, urgent=batch["urgent"])


def settle(db: Database) -> bool:
    """Announce the totals of sends that moved: absolute, with a version that only grows."""
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        if not store.first_to_settle():
            return False
        moved = store.sends_moved(SENDS_AT_ONCE)
        for send in moved:
            store.fold_movements(send["send_id"])
            totals = Counter[str]()
            for row in store.totals_of_sends([send["send_id"]]):
                totals[row["state"]] += row["rows"]
            version = store.settle(send["send_id"], dict(totals))
            if version is not None:
                message = announcements.delivery_settled(
                    send["event_id"], send["send_id"], version, dict(totals)
                )
                outbox.add(tx, message)
        return len(moved) == SENDS_AT_ONCE
