"""Answers that people gave by SMS."""

from __future__ import annotations

from datetime import datetime

import structlog

from services.events.domain.holding import Hold
from services.events.domain.seats import Wish
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

    Whom the rules refuse (it is over, answers are closed) cannot be told; nothing changes.
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
    guests = person["guests"] if message.answer == "yes" else 0
    wish = Wish(answer=message.answer, guests=guests, source="sms")
    try:
        keep_answer(tx, event, person["seat_id"], wish, hold=hold, now=now)
    except Refusal as refusal:
        log.info("answer_by_sms_refused", event_id=str(event["id"]), code=refusal.code)
