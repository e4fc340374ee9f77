"""Choosing sessions: exactly as many have a place in each as it has."""

from __future__ import annotations

from datetime import datetime

from services.events import announcements, errors
from services.events.domain import session_places
from services.events.operations.answering import may_still_choose, one_behind, shown_invitation
from services.events.operations.finding import existing
from services.events.store import EventsStore
from shared.contracts.events import (
    ChooseSessions,
    EventRef,
    FindInSession,
    InSessionPage,
    Invitation,
    SessionRooms,
)
from shared.db import guesses
from shared.db.database import Database
from shared.messaging import commands

PAGE = 100


def choose_sessions(db: Database, wish: ChooseSessions, *, key: bytes, now: datetime) -> Invitation:
    """Keep what one person behind a code chooses, in place of what they chose before."""
    with guesses.watched(db, wish.origin, wrong=errors.UnknownCode, now=now) as tx:

        def act() -> Invitation:
            store = EventsStore(tx)
            one = one_behind(tx, wish.code, wish.member_id, key=key, now=now)
            may_still_choose(one.event, now)
            if one.person["place"] != "confirmed":
                raise errors.SessionsNotYet
            event, seat_id = one.event, one.person["seat_id"]
            kept = session_places.chosen(
                wish.session_ids,
                sessions=announcements.card(event).sessions,
                rooms=store.rooms_of(event["id"]),
                before=store.sessions_chosen(event["id"], [seat_id])[seat_id],
                seats=1 + one.person["guests"],
            )
            store.choose_sessions(event["id"], seat_id, kept, now)
            return shown_invitation(store, event, one.holder_id, now)

        return commands.once(tx, wish.command_id, Invitation, act)


def session_rooms(db: Database, request: EventRef) -> SessionRooms:
    """Say how full the sessions of an event are; UnknownEvent."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        event = existing(store.find_event(request.event_id))
        return SessionRooms(rooms=store.rooms_of(event["id"]))


def in_session(db: Database, request: FindInSession) -> InSessionPage:
    """Give a page of those who chose a session; UnknownEvent, UnknownSession."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        event = existing(store.find_event(request.event_id))
        if request.session_id not in {s.session_id for s in store.sessions_of(event["id"])}:
            raise errors.UnknownSession
        rows = store.page_in_session(
            event["id"], request.session_id, after=request.after, limit=PAGE + 1
        )
    shown = rows[:PAGE]
    return InSessionPage(people=shown, next=shown[-1].member_id if len(rows) > PAGE else None)
