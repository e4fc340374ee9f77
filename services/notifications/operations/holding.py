"""What keeps a batch from going although its rows are due: looked at in each claim."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import psycopg

from services.notifications import announcements, domain
from services.notifications.store import NotificationsStore
from services.notifications.store.base import Row
from shared.contracts.events import Card
from shared.contracts.notifications import SendingRules
from shared.db.database import Database, DatabaseDown, Transaction
from shared.messaging import outbox

SOONEST = timedelta(seconds=1)
"""A batch is not taken up again at once: another sender may have its rows in hand."""


def keep_quiet(
    tx: Transaction,
    batch: Row,
    card: Card,
    rules: SendingRules,
    *,
    useful_until: datetime | None,
    now: datetime,
) -> bool:
    """
    Hold a batch until the association's quiet hours end; True when it is held.

    What would be of no use then ends here. `useful_until` overrules what the rows say.
    """
    store = NotificationsStore(tx)
    first_useless = useful_until or store.first_useless(batch)
    if first_useless is None:
        return False
    until = domain.held_until(
        batch["kind"], rules, now=now, starts_at=card.starts_at, useful_until=first_useless
    )
    if until is None:
        return False
    ended = store.expire_useless(
        batch, useful_until=useful_until, until=until, reason=domain.QUIET_HOURS, now=now
    )
    if batch["channel"] == "sms" and ended:
        store.follow_tellers(batch["month"], ended, now)
    hold(tx, batch, until, domain.QUIET_HOURS, now)
    return True


def hold(tx: Transaction, batch: Row, until: datetime, why: str, now: datetime) -> None:
    """Let nothing of a batch go before a time; a reference to it comes then."""
    store = NotificationsStore(tx)
    if store.next_due(batch) is None:
        store.finish_batch(batch)
        return
    store.hold_batch(batch["id"], why)
    if store.schedule_batch(batch["id"], until, now):
        message = announcements.batch_due(batch["channel"], batch["id"])
        outbox.add(tx, message, urgent=batch["urgent"], not_before=until)


def announce_rest(db: Database, batch: Row, now: datetime) -> None:
    """Let a batch be taken up again when its next row is due, or be done."""
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        due_at = store.next_due(batch)
        if due_at is None:
            store.finish_batch(batch)
            return
        due_at = max(due_at, now + SOONEST)
        if store.schedule_batch(batch["id"], due_at, now):
            message = announcements.batch_due(batch["channel"], batch["id"])
            outbox.add(tx, message, urgent=batch["urgent"], not_before=due_at)


def still_wanted(db: Database, batch_id: UUID) -> bool:
    """Tell whether the send of a batch that is on its way has not been stopped."""
    try:
        with db.transaction() as tx:
            return NotificationsStore(tx).still_going(batch_id)
    except (DatabaseDown, psycopg.OperationalError):
        return True  # it was so at the claim; what became of it is written down in any case
