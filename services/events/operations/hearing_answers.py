"""Answers that people gave by SMS."""

from __future__ import annotations

from datetime import datetime

import structlog

from services.events.domain.holding import Hold
from services.events.domain.seats import Wish
from services.events.operations.finding import Row
from services.events.operations.seating import keep_answer
from services.events.store import EventsStore
from shared.contracts.notifications import RsvpReceived
from shared.db.database import Transaction
from shared.errors import Refusal
from shared.messaging import erasure

log = structlog.get_logger()


def hear(tx: Transaction, message: RsvpReceived, *, hold: Hold, now: datetime) -> None:
    """
    Keep an answer as if it had been given by the link, with the guests that were said before.

    Whoever is offered fewer places than they asked for takes those by a yes. What was written
    before a newer answer changes nothing, nor does what the rules refuse (it is over, answers are
    closed): nobody can be told.
    """
    erasure.hold(tx)
    if erasure.erased_of(tx, message.people()):
        return
    store = EventsStore(tx)
    event = store.lock_event(message.event_id)
    if event is None or event["state"] != "published":
        return
    found = store.invited_people(event["id"], [message.member_id])
    if not found:
        return
    (person,) = found
    rsvp = store.find_rsvp(event["id"], person["seat_id"])
    if rsvp is not None and rsvp["answered_at"] > message.at:
        log.info("answer_by_sms_is_older", event_id=str(event["id"]))
        return
    wish = Wish(
        answer=message.answer,
        guests=_guests(person) if message.answer == "yes" else 0,
        source="sms",
        said_at=min(message.at, now),
    )
    try:
        keep_answer(tx, event, person["seat_id"], wish, hold=hold, now=now)
    except Refusal as refusal:
        log.info("answer_by_sms_refused", event_id=str(event["id"]), code=refusal.code)


def _guests(person: Row) -> int:
    """Say with how many guests a bare yes is: as many as were said before, or are offered."""
    guests: int = person["offered"] - 1 if person["place"] == "offered" else person["guests"]
    return guests
