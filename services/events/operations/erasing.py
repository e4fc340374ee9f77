"""Erasing people: their places are freed, their links closed; what is counted keeps a bare id."""

from __future__ import annotations

from datetime import datetime

from services.events import announcements
from services.events.domain.holding import Hold
from services.events.operations.seating import offer_free_places
from services.events.store import EventsStore
from shared.contracts.members import MemberErased
from shared.db.database import Transaction
from shared.messaging import erasure, outbox


def erase(
    tx: Transaction, message: MemberErased, *, parking_key: str, hold: Hold, now: datetime
) -> None:
    """Take people out of everything that is held here, and confirm it; twice changes nothing."""
    ids = message.member_ids
    store = EventsStore(tx)
    # First the tombstone: it waits for invitations that are being written, and holds back others.
    erasure.bury(tx, ids)
    for event_id in store.events_to_come_of(ids, now):
        event = store.lock_event(event_id)
        if event is not None and store.release_places(event_id, ids, now):
            offer_free_places(tx, event, now=now, hold=hold)
    store.close_invitations(ids)
    store.forget_calendars(ids)
    store.forget_place_requests(ids)
    store.leave_rolls(ids, now)
    store.forget_proxies(ids, now)
    erasure.clear_messages(tx, parking_key, ids)
    outbox.add(tx, announcements.erasure_confirmed(ids))
