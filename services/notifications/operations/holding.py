"""What keeps a batch from going although its rows are due: looked at in each claim."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import psycopg

from services.notifications import announcements, domain
from services.notifications.store import NotificationsStore
from services.notifications.store.base import Row
from shared.contracts.events import Card
from shared.contracts.members import Channel
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
        _announce_rest(tx, batch, now + SOONEST, now)


def announce_later(db: Database, batch_id: UUID, until: datetime, now: datetime) -> None:
    """Let a batch be taken up again when its provider has had his peace: nobody waits with it."""
    with db.transaction() as tx:
        batch = NotificationsStore(tx).find_batch(batch_id)
        if batch is not None and batch["send_state"] == "running":
            _announce_rest(tx, batch, until, now)


def _announce_rest(tx: Transaction, batch: Row, soonest: datetime, now: datetime) -> None:
    store = NotificationsStore(tx)
    due_at = store.next_due(batch)
    if due_at is None:
        store.finish_batch(batch)
        return
    due_at = max(due_at, soonest)
    if store.schedule_batch(batch["id"], due_at, now):
        message = announcements.batch_due(batch["channel"], batch["id"])
        outbox.add(tx, message, urgent=batch["urgent"], not_before=due_at)


def address_hashes(rows: Iterable[Row], channel: Channel, key: bytes) -> dict[UUID, set[bytes]]:
    """Give the hashes of all addresses of each row's person: silence at one holds for all."""
    return {
        row["id"]: {
            domain.address_hash(key, channel, address)
            for address in {row["address"], *row["addresses"]} - {None}
        }
        for row in rows
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """
    Looks at what a claim was made by while its messages are in hand: is it so still?

    What is called off goes back, and the next claim judges it anew.
    """

    db: Database
    batch: Row
    rows: Sequence[Row]
    key: bytes
    quiet: Callable[[datetime], bool]
    clock: Callable[[], datetime]
    stopping: Callable[[], bool]

    def __call__(self) -> Collection[UUID] | None:
        """Give the messages that are not to be begun any more; None when none of them is."""
        if self.stopping() or self.quiet(self.clock()):
            return None
        try:
            with self.db.transaction() as tx:
                store = NotificationsStore(tx)
                if not store.still_going(self.batch["id"]):
                    return None
                hashes = address_hashes(self.rows, self.batch["channel"], self.key)
                silent = store.suppressed(
                    self.batch["channel"], list(set().union(*hashes.values()))
                )
                return {row_id for row_id, hashed in hashes.items() if hashed & silent}
        except (DatabaseDown, psycopg.OperationalError):
            return ()  # it was so at the claim; what became of it is written down in any case
