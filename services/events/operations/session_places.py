"""Choosing sessions: exactly as many have a place in each as it has."""

from __future__ import annotations

from datetime import datetime

from services.events import announcements, errors
from services.events.domain import session_places
from services.events.operations.answering import behind, shown_invitation
from services.events.operations.finding import existing, not_cancelled
from services.events.operations.seating import timing
from services.events.store import EventsStore
from shared.contracts.events import ChooseSessions, EventRef, Invitation, SessionRooms
from shared.db import guesses
from shared.db.database import Database
from shared.messaging import commands


def choose_sessions(db: Database, wish: ChooseSessions, *, key: bytes, now: datetime) -> Invitation:
    """Keep what one person behind a code chooses, in place of what they chose before."""
    with guesses.watched(db, wish.origin, wrong=errors.UnknownCode, now=now) as tx:

        def act() -> Invitation:
            store = EventsStore(tx)
            found = behind(store, wish.code, key, now)
            # Locked: people choose one after the other, so that no room is counted twice.
            event = not_cancelled(existing(store.lock_event(found["event_id"])))
            people = store.people_behind_code(event["id"], found["holder_id"])
            person = next((p for p in people if p["member_id"] == wish.member_id), None)
            if person is None:
                raise errors.UnknownCode
            if now >= event["starts_at"]:
                raise errors.EventIsOver
            if timing(event).closed(now):
                raise errors.AnswersClosed
            if person["place"] != "confirmed":
                raise errors.SessionsNotYet
            seat_id = person["seat_id"]
            kept = session_places.chosen(
                wish.session_ids,
                sessions=announcements.card(event).sessions,
                rooms=store.rooms_of(event["id"]),
                before=store.sessions_chosen(event["id"], [seat_id])[seat_id],
                seats=1 + person["guests"],
            )
            store.choose_sessions(event["id"], seat_id, kept, now)
            return shown_invitation(store, event, found["holder_id"], now)

        return commands.once(tx, wish.command_id, Invitation, act)


def session_rooms(db: Database, request: EventRef) -> SessionRooms:
    """Say how full the sessions of an event are; UnknownEvent."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        event = existing(store.find_event(request.event_id))
        return SessionRooms(rooms=store.rooms_of(event["id"]))
