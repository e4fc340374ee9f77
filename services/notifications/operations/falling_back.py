"""Whom a message surely did not reach is told on their other channel, once."""

from __future__ import annotations

from datetime import datetime

import structlog

from services.notifications import announcements, domain
from services.notifications.store import Batches, NotificationsStore
from shared.contracts.wire import CHUNK
from shared.db.database import Database
from shared.ids import new_id
from shared.messaging import outbox

log = structlog.get_logger()


def tell_otherwise(db: Database, *, now: datetime) -> bool:
    """
    Look after what failed of one send; True when there may be more.

    Only what surely did not arrive: a final no, a receipt or a mail that says so, a dead address,
    a number that nothing goes to. What is uncertain may have arrived. A send that was stopped
    stays so: nobody is told on another channel what was stopped on the first.
    """
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        failed = store.send_that_failed()
        send = store.lock_send(failed) if failed else None
        if send is None:
            return False
        goes_on = send["state"] == "running" and not (
            send["cancelled"] and send["kind"] != "cancellation"
        )
        batches = Batches(sms=new_id(), email=new_id())
        rows = store.tell_otherwise(send, batches, goes_on=goes_on, limit=CHUNK, now=now)
        urgent = send["kind"] not in domain.BEHIND
        for channel, batch_id in (("sms", batches.sms), ("email", batches.email)):
            mine = [row for row in rows if row["channel"] == channel]
            if not mine:
                continue
            store.add_batch(
                batch_id,
                send["id"],
                channel,
                urgent=urgent,
                card_version=max(row["card_version"] for row in mine),
                announced_at=now,
            )
            outbox.add(tx, announcements.batch_due(channel, batch_id), urgent=urgent)
        homes = {row["household_id"] for row in rows if row["channel"] == "sms"} - {None}
        if homes:
            store.join_tellers(send, list(homes), now)
    log.info("told_otherwise", send_id=str(send["id"]), people=len(rows))
    return True
