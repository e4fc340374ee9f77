"""Telling the owner of an account that the way in to it has changed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.members import announcements
from services.members.store.staff import StaffStore
from shared.contracts.members import AccountChange
from shared.db.database import Transaction
from shared.messaging import outbox


def tell_owner(tx: Transaction, staff_id: UUID, what: AccountChange, now: datetime) -> None:
    """
    Have a mail sent to the address of an account, in the transaction of what it is about.

    Who was it that did it? The owner knows best, and is told in any case.
    """
    account = StaffStore(tx).get(staff_id)
    if account is not None:
        outbox.add(tx, announcements.account_changed(account, what, now), urgent=True)
