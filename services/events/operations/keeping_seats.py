"""Keeping places for the people of a wave, and letting them go at their time."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.events import announcements, errors
from services.events.domain import plans
from services.events.domain.holding import Hold
from services.events.operations.finding import existing, not_cancelled
from services.events.operations.seating import offer_free_places
from services.events.operations.waves import shown
from services.events.store import EventsStore
from shared.contracts.events import KeepSeats, Waves
from shared.db import audit
from shared.db.database import Database
from shared.messaging import commands


def keep_seats(db: Database, command: KeepSeats, *, by: UUID, hold: Hold, now: datetime) -> Waves:
    """Keep places for the waves of a label, more or fewer than before, or none any more."""
    with db.transaction() as tx:

        def act() -> Waves:
            store = EventsStore(tx)
            event = not_cancelled(existing(store.lock_event(command.event_id)))
            kept = {
                row["label"]: row["seats"]
                for row in store.kept_seats_of(event["id"])
                if row["released_at"] is None
            }
            if command.seats == 0:
                store.let_seats_go(event["id"], command.label)
            else:
                labels = {wave["label"] for wave in store.waves_of(event["id"])} - {""}
                if command.label not in labels:
                    raise errors.KeptForNobody
                together = sum((kept | {command.label: command.seats}).values())
                if command.seats < 0 or together > event["capacity"]:
                    raise errors.TooManyKept(most=event["capacity"])
                until = plans.instant(command.until, event["zone"], "until")
                if not now < until < announcements.card(event).answers_end:
                    raise errors.KeptTooLong
                store.keep_seats(event["id"], command.label, command.seats, until)
            audit.record(tx, by, "event.keep-seats", event["id"])
            if event["state"] == "published" and event["starts_at"] > now:
                offer_free_places(tx, event, now=now, hold=hold)
            return shown(store, event)

        return commands.once(tx, command.command_id, Waves, act)


def release_next(db: Database, *, hold: Hold, now: datetime) -> bool:
    """Let the places of one event go whose time has come; True if there was one."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        event = store.event_with_seats_to_release(now)
        if event is None:
            return False
        store.release_seats(event["id"], now)
        if event["state"] == "published" and event["starts_at"] > now:
            offer_free_places(tx, event, now=now, hold=hold)
        return True
