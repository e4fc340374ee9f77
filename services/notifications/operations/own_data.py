"""A person's own data: address book, messages and silence."""

from __future__ import annotations

from services.notifications import domain
from services.notifications.store import NotificationsStore
from shared.contracts.members import Channel
from shared.contracts.persons import PersonData, PersonRef
from shared.db.database import Database
from shared.db.held import person_data

ADDRESSES: tuple[tuple[Channel, str], ...] = (("sms", "phone"), ("email", "email"))
"""Where the address book holds what each channel needs."""


def data_of(db: Database, request: PersonRef, *, key: bytes) -> PersonData:
    """Give all that is held of one person."""
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        hashes = [
            domain.address_hash(key, channel, contact[column])
            for contact in store.contacts_of([request.member_id])
            for channel, column in ADDRESSES
            if contact[column]
        ]
        return person_data("notifications", store.held_of(request.member_id, hashes))
