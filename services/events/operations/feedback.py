"""What people say of an event once it is over."""

from __future__ import annotations

from datetime import datetime

from services.events import errors
from services.events.domain import feedback
from services.events.operations.answering import behind, over_for, shown_invitation
from services.events.operations.finding import existing
from services.events.store import EventsStore
from shared.contracts.events import GiveFeedback, Invitation
from shared.db import guesses
from shared.db.database import Database
from shared.messaging import commands


def give_feedback(db: Database, said: GiveFeedback, *, key: bytes, now: datetime) -> Invitation:
    """
    Keep what one person behind a code says; a later word replaces it.

    UnknownCode, TooManyGuesses, NothingToSayYet, BadFeedback.
    """
    with guesses.watched(db, said.origin, wrong=errors.UnknownCode, now=now) as tx:

        def act() -> Invitation:
            store = EventsStore(tx)
            found = behind(store, said.code, key, now)
            event = existing(store.find_event(found["event_id"]))
            people = store.people_behind_code(event["id"], found["holder_id"])
            person = next((p for p in people if p["member_id"] == said.member_id), None)
            if person is None:
                raise errors.UnknownCode
            came = store.who_came(event["id"], [person["seat_id"]])
            if not over_for(event, person, came, now):
                raise errors.NothingToSayYet
            words = feedback.checked(said)
            store.put_feedback(event["id"], person["seat_id"], said, words, now)
            return shown_invitation(store, event, found["holder_id"], now)

        return commands.once(tx, said.command_id, Invitation, act)
