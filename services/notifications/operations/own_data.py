"""A person's own data: address book, messages and silence."""

from __future__ import annotations

from services.notifications import domain
from services.notifications.store import NotificationsStore
from shared.contracts.members import CHANNELS, Channel
from shared.contracts.persons import PersonData, PersonRef
from shared.db.database import Database
from shared.db.held import person_data

COLUMN: dict[Channel, str] = {"sms": "phone", "email": "email"}


def data_of(db: Database, request: PersonRef, *, key: bytes) -> PersonData:
    """Give all that is held of one person."""
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        hashes = [
            domain.address_hash(key, channel, contact[COLUMN[channel]])
            for contact in store.contacts_of([request.member_id])
            for channel in CHANNELS
            if contact[COLUMN[channel]]
        ]
        return person_data("notifications", store.held_of(request.member_id, hashes))
