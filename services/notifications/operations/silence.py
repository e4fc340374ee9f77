"""What people asked not to hear any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.notifications import announcements, domain
from services.notifications.errors import UnknownCode
from services.notifications.store import NotificationsStore
from shared.contracts.members import CHANNELS, Channel, Contact
from shared.contracts.notifications import OptedOut, OptOut, Silence, Silent, StopOwnMessages
from shared.contracts.wire import CHUNK
from shared.db import guesses
from shared.db.database import Database, Transaction
from shared.messaging import outbox

ADDRESSES = {"sms": "phone", "email": "email"}
"""Which part of a contact is the address on a channel."""

Row = dict[str, Any]


def opt_out(db: Database, request: OptOut, *, key: bytes, now: datetime) -> OptedOut:
    """
    Silence the addresses behind a code, at once and for everybody who is reached there.

    Written where messages are claimed, so no claim after this commit sends there; said again,
    it changes nothing. Behind the code of one person it is the person's own word, whether there is
    an address for it yet or not.
    """
    with guesses.watched(db, request.origin, wrong=UnknownCode, now=now) as tx:
        store = NotificationsStore(tx)
        store.seize_silence()
        behind = store.people_behind_code(request.code)
        people = {row["member_id"] for row in behind}
        if request.member_id:
            people &= {request.member_id}
        if not people:
            raise UnknownCode
        alone = people if len(people) == 1 else set()
        contacts = store.contacts_of(list(people))
        for channel in request.channels:
            _stop(tx, channel, contacts, alone, key, now)
        return OptedOut(channels=list(request.channels))


def own_silence(db: Database, member_id: UUID, *, key: bytes) -> Silence:
    """Say on which channels the addresses of a person are silent."""
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        hashes = [
            domain.address_hash(key, channel, contact[ADDRESSES[channel]])
            for contact in store.contacts_of([member_id])
            for channel in CHANNELS
            if contact[ADDRESSES[channel]]
        ]
        return Silence(silent=[Silent(**row) for row in store.silent_since(hashes)])


def stop_own(
    db: Database, request: StopOwnMessages, member_id: UUID, *, key: bytes, now: datetime
) -> OptedOut:
    """Silence a person's own addresses, as `opt_out` does by a code."""
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        store.seize_silence()
        contacts = store.contacts_of([member_id])
        for channel in request.channels:
            _stop(tx, channel, contacts, {member_id}, key, now)
        return OptedOut(channels=list(request.channels))


def stop_number(tx: Transaction, phone: str, key: bytes, now: datetime) -> None:
    """Silence a number by its own word, whoever is reached there; the caller has seized silence."""
    store = NotificationsStore(tx)
    _silence(store, "sms", [phone], key, now)
    if members := sorted(store.members_at("sms", [phone])):
        outbox.add(tx, announcements.contact_opted_out(members, ["sms"], now), urgent=True)


def lift(
    store: NotificationsStore, contacts: Sequence[Contact], fresh: set[UUID], *, key: bytes
) -> None:
    """
    End the silence of addresses at which somebody has said yes since, and for themselves.

    Others at the same address keep their own no: it stands with their consents. What came of mail
    that came back ends also by the word of the staff that it works again.
    """
    yeses = [
        (channel, domain.address_hash(key, channel, address), at)
        for contact in contacts
        if contact.member_id in fresh
        for channel, address, at in _own_yeses(contact)
        if address and at
    ]
    if yeses:
        store.lift(yeses)
    works = [
        (domain.address_hash(key, "email", contact.email), contact.email_works_at)
        for contact in contacts
        if contact.member_id in fresh and contact.email and contact.email_works_at
    ]
    if works:
        store.revive(works)


def tell_silences(db: Database) -> bool:
    """Tell members who is silent now and was not, or no longer; True when there may be more."""
    with db.transaction() as tx:
        changes = NotificationsStore(tx).take_silences(CHUNK)
        if changes:
            outbox.add(tx, announcements.silences_changed(changes), urgent=True)
        return len(changes) == CHUNK


def _own_yeses(contact: Contact) -> list[tuple[Channel, str | None, datetime | None]]:
    return [
        ("sms", contact.phone, contact.sms_own_yes_at),
        ("email", contact.email, contact.email_own_yes_at),
    ]


def _stop(
    tx: Transaction,
    channel: Channel,
    contacts: Sequence[Row],
    alone: set[UUID],
    key: bytes,
    now: datetime,
) -> None:
    """Silence these addresses, and tell of whoever is there, and of those who said it alone."""
    store = NotificationsStore(tx)
    addresses = [c[ADDRESSES[channel]] for c in contacts if c[ADDRESSES[channel]]]
    _silence(store, channel, addresses, key, now)
    if members := sorted(alone.union(store.members_at(channel, addresses))):
        outbox.add(tx, announcements.contact_opted_out(members, [channel], now), urgent=True)


def _silence(
    store: NotificationsStore,
    channel: Channel,
    addresses: list[str],
    key: bytes,
    now: datetime,
) -> None:
    hashes = [domain.address_hash(key, channel, address) for address in addresses]
    store.suppress(channel, hashes, "own opt-out", now)
