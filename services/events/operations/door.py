"""What a volunteer at the door may see: which events there are, and who is to be let in."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from services.events import announcements, errors
from services.events.domain.doors import has_door
from services.events.operations.checking_in import tickets
from services.events.operations.finding import existing
from services.events.store import EventsStore
from shared.contracts.events import (
    DOOR_AHEAD,
    DOOR_BACK,
    Doors,
    FindGuests,
    Guest,
    Guests,
    ticket_hash,
)
from shared.contracts.wire import CHUNK
from shared.db.database import Database

MOST_DOORS = 50


def doors(db: Database, *, now: datetime) -> Doors:
    """Give the open events from a day back to a week on."""
    with db.transaction() as tx:
        rows = EventsStore(tx).doors(
            ended_after=now - DOOR_BACK, starts_before=now + DOOR_AHEAD, limit=MOST_DOORS
        )
    return Doors(cards=[announcements.card(row) for row in rows])


def guests(db: Database, request: FindGuests, *, key: bytes, now: datetime) -> Guests:
    """
    Give a page of who said yes; UnknownEvent also for an event that has no door now.

    Whoever may only stand at doors does not get to know the guests of every event there was.
    """
    with db.transaction() as tx:
        store = EventsStore(tx)
        event = existing(store.find_event(request.event_id))
        times = {name: event[name] for name in ("state", "starts_at", "ends_at")}
        if not has_door(**times, now=now):
            raise errors.UnknownEvent
        rows = store.page_of_guests(event["id"], request.after, CHUNK + 1)
        hashes = defaultdict[UUID, list[str]](list)
        for member_id, ticket in tickets(store, event["id"], [r["member_id"] for r in rows], key):
            hashes[member_id].append(ticket_hash(event["id"], ticket))
    shown = [Guest(**row, tickets=hashes[row["member_id"]]) for row in rows[:CHUNK]]
    following = shown[-1].member_id if len(rows) > CHUNK else None
    return Guests(card=announcements.card(event), guests=shown, next=following)
