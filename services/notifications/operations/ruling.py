"""What the association decides about its sending: when nothing goes, how often to one person."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.notifications import announcements, domain
from services.notifications.store import NotificationsStore
from shared.contracts.notifications import ChangeSendingRules, SendingRules
from shared.db import audit
from shared.db.database import Database, Transaction
from shared.messaging import commands, outbox


def rules(db: Database, usual: SendingRules) -> SendingRules:
    """Give the rules that hold: `usual` ones until somebody decides."""
    with db.transaction() as tx:
        return NotificationsStore(tx).sending_rules() or usual


def change_rules(
    db: Database, command: ChangeSendingRules, *, by: UUID, now: datetime
) -> SendingRules:
    """Let other rules hold from now on, also for what waits by the older ones."""
    domain.check_rules(command.rules)
    with db.transaction() as tx:

        def act() -> SendingRules:
            store = NotificationsStore(tx)
            decided = store.put_sending_rules(command.rules)
            audit.record(tx, by, "sending-rules.change")
            outbox.add(tx, announcements.sending_rules_changed(decided))
            wake(tx, domain.QUIET_HOURS, now)
            return decided

        return commands.once(tx, command.command_id, SendingRules, act)


def wake(tx: Transaction, held: str, now: datetime) -> None:
    """Announce again the batches that were held for a reason which may hold no more."""
    for batch in NotificationsStore(tx).wake_held(held, now):
        message = announcements.batch_due(batch["channel"], batch["id"])
        outbox.add(tx, message, urgent=batch["urgent"])
