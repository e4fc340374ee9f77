"""The programme of an event."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.events import announcements, errors
from services.events.domain import forms, plans, sessions
from services.events.operations import lines
from services.events.operations.finding import Row, existing
from services.events.operations.organising import view_of
from services.events.store import EventsStore
from shared.contracts.events import EventSession, EventView, PutSession, RemoveSession, Which
from shared.db import audit
from shared.db.database import Database, Transaction
from shared.ids import new_id
from shared.messaging import commands, outbox


def put_session(db: Database, request: PutSession, *, by: UUID, now: datetime) -> EventView:
    """Write a session, a new one or again."""
    with db.transaction() as tx:

        def act() -> EventView:
            store = EventsStore(tx)
            event, others = _open(store, request.event_id, request.which, now)
            known = {session.session_id for session in store.sessions_of(event["id"])}
            if request.session_id is not None and request.session_id not in known:
                raise errors.UnknownSession
            session = sessions.checked(
                request, request.session_id or new_id(), announcements.card(event)
            )
            _put(store, event, session)

            def write(other: Row, session_id: UUID) -> None:
                _put(store, other, _at_the_same_hour(session, event, other, session_id))
                _kept(tx, other, by)

            lines.spread(store, "session", session.session_id, others, request.which, write)
            return view_of(store, _kept(tx, event, by))

        return commands.once(tx, request.command_id, EventView, act)


def remove_session(db: Database, request: RemoveSession, *, by: UUID, now: datetime) -> EventView:
    """Take a session out of the programme."""
    with db.transaction() as tx:

        def act() -> EventView:
            store = EventsStore(tx)
            event, others = _open(store, request.event_id, request.which, now)
            own_id, which = request.session_id, request.which
            if own_id not in {s.session_id for s in store.sessions_of(event["id"])}:
                raise errors.UnknownSession
            for one, session_id in lines.withdrawn(store, "session", own_id, event, others, which):
                store.remove_session(one["id"], session_id)
                _kept(tx, one, by)
            return view_of(store, existing(store.find_event(event["id"])))

        return commands.once(tx, request.command_id, EventView, act)


def copy_sessions(store: EventsStore, event: Row, copy: Row) -> None:
    """Give a copy the sessions of an event, as far from its start."""
    for session in store.sessions_of(event["id"]):
        store.put_session(copy["id"], replace(session, session_id=new_id()))
    move_sessions(store, event, copy)


def move_sessions(store: EventsStore, before: Row, event: Row) -> Row:
    """Move the sessions of an event with its start; gives the event with its programme."""
    starts = [forms.wall_clock(row["starts_at"], row["zone"]) for row in (before, event)]
    store.move_sessions(
        event["id"], zone_before=before["zone"], zone=event["zone"], by=starts[1] - starts[0]
    )
    return store.keep_programme(event["id"], store.sessions_of(event["id"]), newer=False)


def _open(store: EventsStore, event_id: UUID, which: Which, now: datetime) -> tuple[Row, list[Row]]:
    event, others = lines.held(store, event_id, which, now)
    if event["state"] == "published" and event["ends_at"] <= now:
        raise errors.EventFinished
    return event, others


def _put(store: EventsStore, event: Row, session: EventSession) -> None:
    known = {one.session_id: one for one in store.sessions_of(event["id"])}
    known[session.session_id] = session
    sessions.in_order([*known.values()])
    _room_for_whoever_chose_it(store, event, session)
    store.put_session(event["id"], session)


def _at_the_same_hour(
    session: EventSession, event: Row, other: Row, session_id: UUID
) -> EventSession:
    """Write a session of another event of the series: as far from its start, on the wall clock."""
    starts = [forms.wall_clock(row["starts_at"], row["zone"]) for row in (event, other)]

    def there(moment: datetime) -> datetime:
        local = forms.wall_clock(moment, event["zone"]) + (starts[1] - starts[0])
        return plans.instant(local.isoformat(), other["zone"])

    return replace(
        session,
        session_id=session_id,
        starts_at=there(session.starts_at),
        ends_at=there(session.ends_at),
    )


def _room_for_whoever_chose_it(store: EventsStore, event: Row, session: EventSession) -> None:
    """Refuse fewer places than are taken; where there is room for everybody, none is taken."""
    if session.capacity is None:
        store.empty_session(session.session_id)
        return
    taken = {room.session_id: room.taken for room in store.rooms_of(event["id"])}
    if session.capacity < taken.get(session.session_id, 0):
        raise errors.SessionFilled(least=taken[session.session_id])


def _kept(tx: Transaction, event: Row, by: UUID) -> Row:
    store = EventsStore(tx)
    kept = store.keep_programme(event["id"], store.sessions_of(event["id"]), newer=True)
    audit.record(tx, by, "event.change", event["id"])
    if kept["state"] == "published":
        outbox.add(tx, announcements.changed(kept, []), urgent=True)
    return kept
