"""Places that were asked for by whoever was not invited: an organiser decides about each."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.events import errors
from services.events.operations.finding import Row, existing, not_cancelled
from services.events.operations.inviting import issue
from services.events.store import EventsStore
from services.events.store.places import Outcome
from shared.contracts.events import (
    MOST_PLACE_REQUESTS,
    DecidePlace,
    PlaceRequest,
    PlaceRequests,
)
from shared.contracts.members import Addressee, PlaceRequested
from shared.db import audit
from shared.db.database import Database, Transaction
from shared.db.limits import current_limits
from shared.messaging import commands, erasure


def hear(tx: Transaction, message: PlaceRequested, *, now: datetime) -> None:
    """
    Keep that somebody asks for a place; it invites nobody, and asked twice it is one request.

    The event's id came by whoever asked: where there is nothing to ask for, nothing is kept.
    """
    erasure.hold(tx)
    if erasure.erased_of(tx, message.people()):
        return
    store = EventsStore(tx)
    event = store.find_event(message.event_id)
    if event is not None and _open(event, now):
        store.ask_for_place(event["id"], message.member_id, region=message.region, now=now)


def requests(db: Database, event_id: UUID, *, now: datetime) -> PlaceRequests:
    """Give what waits for a decision; with the event's start, or its end, nothing does."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        return _waiting(store, existing(store.find_event(event_id)), now)


def decide(
    db: Database, request: DecidePlace, *, key: bytes, by: UUID, now: datetime
) -> PlaceRequests:
    """Invite whoever asked, or decline. UnknownPlaceRequest, PlaceDecided, AlreadyInvited."""
    with db.transaction() as tx:

        def act() -> PlaceRequests:
            erasure.hold(tx)
            store = EventsStore(tx)
            event = not_cancelled(existing(store.lock_event(request.event_id)))
            found = store.lock_place_request(event["id"], request.member_id)
            if found is None or not _is_theirs(found):
                raise errors.UnknownPlaceRequest
            if found["outcome"] is not None:
                raise errors.PlaceDecided
            if not _open(event, now):
                raise errors.EventIsOver
            if request.invite:
                _invite(tx, event, found["member_id"], key=key, now=now)
            outcome: Outcome = "invited" if request.invite else "declined"
            store.decide_place_request(found, outcome, by=by, now=now)
            audit.record(
                tx,
                by,
                "place.invited" if request.invite else "place.declined",
                found["member_id"],
                detail=str(event["id"]),
            )
            return _waiting(store, event, now)

        return commands.once(tx, request.command_id, PlaceRequests, act)


def _invite(tx: Transaction, event: Row, member_id: UUID, *, key: bytes, now: datetime) -> None:
    """Invite one person, by the same way as a page of a wave."""
    store = EventsStore(tx)
    if store.invited_people(event["id"], [member_id]):
        raise errors.AlreadyInvited
    store.take_back_refusals(event["id"], member_id)
    wave = store.wave_of_requests(event["id"])
    added = issue(tx, event, wave, [Addressee(member_id=member_id)], key=key, now=now)
    store.add_to_wave(wave["id"], heard=1, added=added, total=None, meant=0, now=now)


def _open(event: Row, now: datetime) -> bool:
    opened: bool = event["state"] == "published" and event["starts_at"] > now
    return opened


def _is_theirs(request: Row) -> bool:
    """Tell whether they may see whoever asks: whom they may not see they do not invite."""
    regions = current_limits().regions
    return regions is None or request["region"] in regions


def _waiting(store: EventsStore, event: Row, now: datetime) -> PlaceRequests:
    rows: list[Row] = []
    if _open(event, now):
        rows = store.open_place_requests(
            event["id"], regions=current_limits().regions, limit=MOST_PLACE_REQUESTS
        )
    return PlaceRequests(
        requests=[PlaceRequest(member_id=r["member_id"], asked_at=r["asked_at"]) for r in rows],
        total=rows[0]["total"] if rows else 0,
    )
