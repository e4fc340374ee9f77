"""What people say of an event once it is over."""

from __future__ import annotations

from datetime import datetime

from services.events import errors
from services.events.domain import feedback
from services.events.operations.answering import one_behind, over_for, shown_invitation
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
            one = one_behind(tx, said.code, said.member_id, key=key, now=now)
            event, seat_id = one.event, one.person["seat_id"]
            if not over_for(event, one.person, store.who_came(event["id"], [seat_id]), now):
                raise errors.NothingToSayYet
            store.put_feedback(event["id"], seat_id, said, feedback.checked(said), now)
            return shown_invitation(store, event, one.holder_id, now)

        return commands.once(tx, said.command_id, Invitation, act)
