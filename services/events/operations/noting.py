"""Answers that somebody of the association writes down, on the phone or at the desk."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from services.events import errors
from services.events.domain.doors import has_door
from services.events.domain.holding import Hold
from services.events.domain.seats import Wish
from services.events.operations.finding import Row, existing
from services.events.operations.seating import keep_answer, room_for
from services.events.store import EventsStore
from shared.contracts.events import FindInvited, Invited, InvitedPeople, NoteAnswer
from shared.contracts.wire import CHUNK
from shared.db import audit
from shared.db.database import Database
from shared.errors import InvalidRequest
from shared.messaging import commands


def invited(db: Database, request: FindInvited) -> InvitedPeople:
    """Give those of some people who are invited, and where they stand."""
    if len(request.member_ids) > CHUNK:
        raise InvalidRequest(fields="member_ids")
    with db.transaction() as tx:
        store = EventsStore(tx)
        event = existing(store.find_event(request.event_id))
        rows = store.invited_people(event["id"], request.member_ids)
        return InvitedPeople(
            people=[_person(row) for row in rows],
            guests_most=event["guests_most"],
            free=room_for(store, event, store.seats(event), request.member_ids),
        )


def invited_at_desk(db: Database, request: FindInvited, *, now: datetime) -> InvitedPeople:
    """Give the same at an event's door, while it has one; UnknownEvent."""
    with db.transaction() as tx:
        event = existing(EventsStore(tx).find_event(request.event_id))
    _at_its_door(event, now)
    return invited(db, request)


def note(
    db: Database,
    request: NoteAnswer,
    *,
    source: Literal["organiser", "desk"],
    by: UUID,
    hold: Hold,
    now: datetime,
) -> Invited:
    """Keep what an invited person said, as if they had said it by the link; NotInvited."""
    with db.transaction() as tx:

        def act() -> Invited:
            store = EventsStore(tx)
            event = existing(store.lock_event(request.event_id))
            if event["state"] == "draft":
                raise errors.NotPublished
            if source == "desk":
                _at_its_door(event, now)
            wish = Wish(
                answer=request.answer,
                guests=request.guests,
                together=request.together,
                source=source,
                noted_by=by,
            )
            seat_id = _one(store, request)["seat_id"]
            keep_answer(tx, event, seat_id, wish, hold=hold, now=now)
            audit.record(tx, by, "answer.noted", request.member_id, detail=str(event["id"]))
            return _person(_one(store, request))

        return commands.once(tx, request.command_id, Invited, act)


def _at_its_door(event: Row, now: datetime) -> None:
    """UnknownEvent for whoever stands at a door that the event has not: not yet, or no more."""
    times = {name: event[name] for name in ("state", "starts_at", "ends_at")}
    if not has_door(**times, now=now):
        raise errors.UnknownEvent


def _one(store: EventsStore, request: NoteAnswer) -> Row:
    found = store.invited_people(request.event_id, [request.member_id])
    if not found:
        raise errors.NotInvited
    return found[0]


def _person(row: Row) -> Invited:
    return Invited(**{name: value for name, value in row.items() if name != "seat_id"})
