"""What people asked not to hear any more."""

from __future__ import annotations

from datetime import datetime

from services.notifications import announcements, domain
from services.notifications.errors import UnknownCode
from services.notifications.store import NotificationsStore
from shared.contracts.members import Channel
from shared.contracts.notifications import OptedOut, OptOut
from shared.db import guesses
from shared.db.database import Database
from shared.messaging import outbox


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
            column = "phone" if channel == "sms" else "email"
            _silence(store, channel, [c[column] for c in contacts if c[column]], key, now)
            there = store.members_at(channel, [c[column] for c in contacts if c[column]])
            if members := sorted(alone.union(there)):
                message = announcements.contact_opted_out(members, [channel], now)
                outbox.add(tx, message, urgent=True)
        return OptedOut(channels=list(request.channels))


def _silence(
    store: NotificationsStore,
    channel: Channel,
    addresses: list[str],
    key: bytes,
    now: datetime,
) -> None:
    hashes = [domain.address_hash(key, channel, address) for address in addresses]
    store.suppress(channel, hashes, "own opt-out", now)
