"""Answers become places, and free places are given to the queue: the same for every way in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.events import announcements
from services.events.domain import seats, session_places
from services.events.domain.holding import Hold
from services.events.domain.seats import InQueue, Seats, Standing, Timing, Wish
from services.events.operations.finding import Row
from services.events.store import EventsStore
from shared.contracts.events import Source
from shared.db.database import Database, Transaction
from shared.messaging import outbox


def keep_answer(
    tx: Transaction, event: Row, seat_id: UUID, wish: Wish, *, hold: Hold, now: datetime
) -> None:
    """
    Keep an answer and give out the places that it frees; the event is locked by the caller.

    The deadline is the association's: whoever of it writes an answer down is not held by it.
    """
    store = EventsStore(tx)
    before = store.find_rsvp(event["id"], seat_id)
    stood = _standing(before)
    seats.may_answer(wish, stood, event=timing(event, wish.source), now=now)
    for left in store.leave_other_seats(event["id"], seat_id, answer=wish.answer, now=now):
        outbox.add(tx, announcements.rsvp_changed(event, left, now), urgent=True)
    hall = store.seats(event)
    free = room_for(store, event, hall, [seat_id])
    stands = seats.after(wish, stood, free=free, guests_most=event["guests_most"])
    if stood.place == "none" and stands.place == "waiting" and hall.has_room_for(stands.guests):
        stands = Standing(place="confirmed", guests=stands.guests)
    if stands.place == "confirmed" and stood.place == "confirmed" and stands.guests > stood.guests:
        held = store.sessions_chosen(event["id"], [seat_id])[seat_id]
        rooms = store.rooms_of(event["id"]) if held else []
        session_places.have_room(rooms, held, more=stands.guests - stood.guests)
    if before is None or before["answer"] != wish.answer or stood != stands:
        rsvp = store.put_answer(event["id"], seat_id, wish, stands=stands, now=now)
    else:
        rsvp = before
    got = offer_free_places(tx, event, now=now, hold=hold, asker=seat_id)
    newest = got or rsvp
    if before is None or before["version"] != newest["version"]:
        outbox.add(tx, announcements.rsvp_changed(event, newest, now), urgent=True)


def offer_free_places(
    tx: Transaction, event: Row, *, now: datetime, hold: Hold, asker: UUID | None = None
) -> Row | None:
    """
    Give every free place to the first in the queue; the event is locked by the caller.

    Places are offered for a time. Only `asker`, who is there at this moment, has all that they
    ask for at once: gives their answer then.
    """
    store = EventsStore(tx)
    hold = replace(hold, rules=store.sending_rules() or hold.rules)
    got = None
    while queue := _first(store, event, hall := store.seats(event)):
        given = seats.deal(hall.free, queue, kept=hall.kept)
        if not given:
            break
        wanted = {one.member_id: one.wanted for one in queue}
        if asker is not None and given.get(asker) == wanted.get(asker, 0):
            del given[asker]
            got = store.give_place(event["id"], asker)
        until = hold.ends(now, event["starts_at"], event["zone"])
        announce_offers(tx, event, store.offer_places(event["id"], given, until=until))
    return got


def room_for(store: EventsStore, event: Row, hall: Seats, ids: Sequence[UUID]) -> int:
    """Say how many places are free for one of some people: those kept for others are not."""
    if not hall.kept:
        return hall.free
    labels = store.labels_of_people(event["id"], ids)
    return max(hall.free_for(labels.get(one, "")) for one in ids or [event["id"]])


def _first(store: EventsStore, event: Row, hall: Seats) -> list[InQueue]:
    """Give who can have some of the free places: each of these is given some."""
    if not hall.free:
        return []
    if hall.kept:
        return store.first_in_queue_by_label(event["id"], hall)
    return store.first_in_queue(event["id"], free=hall.free)


def announce_offers(tx: Transaction, event: Row, offered: Sequence[Row]) -> None:
    """Tell of places that are held, and until when."""
    outbox.add_all(tx, [announcements.place_offered(event, rsvp) for rsvp in offered], urgent=True)


def lapse_offers(db: Database, *, hold: Hold, now: datetime) -> bool:
    """Take back what nobody took in time, for one event, and pass it on; True if there was one."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        event = store.event_with_lapsed_offer(now)
        if event is None:
            return False
        for rsvp in store.lapse_offers(event["id"], now):
            outbox.add(tx, announcements.rsvp_changed(event, rsvp, now), urgent=True)
        if event["state"] == "published" and event["starts_at"] > now:
            offer_free_places(tx, event, now=now, hold=hold)
        return True


def timing(event: Row, source: Source = "link") -> Timing:
    """Say until when an event is answered in one way."""
    until = None if source in ("organiser", "desk") else event["answer_until"]
    return Timing(state=event["state"], starts_at=event["starts_at"], answer_until=until)


def _standing(rsvp: Row | None) -> Standing:
    if rsvp is None or rsvp["place"] == "none":
        return Standing()
    return Standing(
        place=rsvp["place"],
        guests=rsvp["guests"],
        offered=rsvp["offered"],
        together=rsvp["together"],
    )
