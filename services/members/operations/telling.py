"""Telling others that something of people has changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from services.members import announcements
from services.members.store.people import PeopleStore
from shared.db.database import Transaction
from shared.messaging import outbox


def tell(tx: Transaction, ids: Iterable[UUID], now: datetime) -> None:
    """Give people new versions and announce how they are reached."""
    changed, people = list(ids), PeopleStore(tx)
    people.new_versions(changed, now)
    outbox.add_all(tx, announcements.contacts_changed(people.contacts(changed)), urgent=True)
