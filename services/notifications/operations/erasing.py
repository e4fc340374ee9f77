"""Erasing people: the ledger keeps bare ids, so that its sums stay true; all else goes."""

from __future__ import annotations

from datetime import datetime

from services.notifications import announcements, domain
from services.notifications.store import NotificationsStore
from shared.contracts.members import MemberErased
from shared.db.database import Transaction
from shared.messaging import erasure, outbox


def erase(
    tx: Transaction, message: MemberErased, *, key: bytes, parking_key: str, now: datetime
) -> None:
    """
    Take people out of everything that is held here, and confirm it; twice changes nothing.

    Their addresses stay silent, as keyed hashes, unless somebody else is reached there: an old
    sheet that brings the same people again does not bring them messages.
    """
    ids = message.member_ids
    store = NotificationsStore(tx)
    # Claims that are being made end first, so that none is committed after this.
    store.seize_silence()
    erasure.bury(tx, ids)
    for channel, addresses in store.addresses_alone(ids).items():
        hashes = [domain.address_hash(key, channel, address) for address in addresses]
        store.suppress(channel, hashes, "erased", now)
        if channel == "sms":
            store.forget_inbound(addresses)
    store.forget(ids)
    store.close_rows_of(ids, now)
    erasure.clear_messages(tx, parking_key, ids)
    outbox.add(tx, announcements.erasure_confirmed(ids))
