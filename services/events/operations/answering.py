"""The young person's side: opening a link, answering, and places that are passed on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.events import announcements, errors
from services.events.domain import codes, seats
from services.events.operations.finding import Row, existing
from services.events.store import EventsStore
from shared.contracts.events import Answer, GiveAnswer, Invitation, Invited, OpenInvitation, Place
from shared.db import guesses
from shared.db.database import Database, Transaction
from shared.messaging import commands, outbox


def open_invitation(
    db: Database, request: OpenInvitation, *, key: bytes, now: datetime
) -> Invitation:
    """Show what a link leads to; changes nothing. UnknownCode, TooManyGuesses."""
    with guesses.watched(db, request.origin, wrong=errors.UnknownCode, now=now) as tx:
        store = EventsStore(tx)
        found = behind(store, request.code, key, now)
        event = existing(store.find_event(found["event_id"]))
        return shown_invitation(store, event, found["holder_id"], now)


def answer(
    db: Database, request: GiveAnswer, *, key: bytes, offer_hours: int, now: datetime
) -> Invitation:
    """Keep one person's answer; a place that it frees is offered to the next in the queue."""
    with guesses.watched(db, request.origin, wrong=errors.UnknownCode, now=now) as tx:

        def act() -> Invitation:
            store = EventsStore(tx)
            found = behind(store, request.code, key, now)
            event = existing(store.lock_event(found["event_id"]))
            seats.may_answer(state=event["state"], starts_at=event["starts_at"], now=now)
            people = store.people_behind_code(event["id"], found["holder_id"])
            seat_of = {person["member_id"]: person["seat_id"] for person in people}
            if request.member_id not in seat_of:
                raise errors.UnknownCode
            _keep_answer(tx, event, seat_of[request.member_id], request.answer, now)
            offer_free_places(tx, event, now=now, hours=offer_hours)
            return shown_invitation(store, event, found["holder_id"], now)

        return commands.once(tx, request.command_id, Invitation, act)


def _keep_answer(
    tx: Transaction, event: Row, seat_id: UUID, answered: Answer, now: datetime
) -> None:
    store = EventsStore(tx)
    for left in store.leave_other_seats(event["id"], seat_id, answer=answered, now=now):
        outbox.add(tx, announcements.rsvp_changed(event, left, now), urgent=True)
    before = store.find_rsvp(event["id"], seat_id)
    held: Place = before["place"] if before else "none"
    place = seats.place_after(answered, held=held, seats=store.seats(event))
    if before and before["answer"] == answered and held == place:
        return
    rsvp = store.put_answer(event["id"], seat_id, answer=answered, place=place, now=now)
    outbox.add(tx, announcements.rsvp_changed(event, rsvp, now), urgent=True)


def offer_free_places(tx: Transaction, event: Row, *, now: datetime, hours: int) -> None:
    """Hold every free place for the next in the queue; the event is locked by the caller."""
    store = EventsStore(tx)
    hall = store.seats(event)
    if hall.free == 0 or hall.waiting == 0:
        return
    until = seats.offer_ends(now, event["starts_at"], hours)
    announce_offers(tx, event, store.offer_next(event["id"], places=hall.free, until=until))


def announce_offers(tx: Transaction, event: Row, offered: Sequence[Row]) -> None:
    """Tell of places that are held, and until when."""
    outbox.add_all(tx, [announcements.place_offered(event, rsvp) for rsvp in offered], urgent=True)


def lapse_offers(db: Database, *, offer_hours: int, now: datetime) -> bool:
    """Take back what nobody took in time, for one event, and pass it on; True if there was one."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        event = store.event_with_lapsed_offer(now)
        if event is None:
            return False
        for rsvp in store.lapse_offers(event["id"], now):
            outbox.add(tx, announcements.rsvp_changed(event, rsvp, now), urgent=True)
        if event["state"] == "published" and event["starts_at"] > now:
            offer_free_places(tx, event, now=now, hours=offer_hours)
        return True


def behind(store: EventsStore, code: str, key: bytes, now: datetime) -> Row:
    """Find what a code opens; UnknownCode."""
    if not codes.looks_like_code(code):
        raise errors.UnknownCode
    ended_after = now - codes.CODE_LIVES_AFTER
    found = store.find_code(codes.code_hash(key, code), ended_after=ended_after, now=now)
    if found is None:
        raise errors.UnknownCode
    return found


def shown_invitation(store: EventsStore, event: Row, holder_id: UUID, now: datetime) -> Invitation:
    """Show an event to those behind a code, and where each of them stands."""
    # Somebody with two ids behind one code is one person, under their own id if it is there.
    behind = store.people_behind_code(event["id"], holder_id)
    behind.sort(key=lambda person: person["member_id"] != person["person_id"])
    people = list({person.pop("person_id"): person for person in reversed(behind)}.values())
    people.sort(key=lambda person: person["member_id"])
    told_of = [person.pop("card_version") for person in people]
    said = store.who_gave_feedback(event["id"], [person["seat_id"] for person in people])
    for person in people:
        person["feedback_given"] = person.pop("seat_id") in said
    situation = seats.situation(
        state=event["state"],
        starts_at=event["starts_at"],
        changed=any(version < event["told_version"] for version in told_of),
        full=store.seats(event).full and not any(p["place"] != "none" for p in people),
        now=now,
    )
    return Invitation(
        card=announcements.card(event),
        situation=situation,
        people=[Invited(**person) for person in people],
        over=event["ends_at"] <= now,
    )
