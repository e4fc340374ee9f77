"""A person's own calendar: its address, opened and closed by them, and what is under it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from services.events import errors
from services.events.domain import codes
from services.events.operations.agenda import public
from services.events.store import EventsStore
from shared.contracts.events import MOST_ON_AGENDA, CalendarOf, OwnCalendar
from shared.db.database import Database

BACK = timedelta(days=90)
"""What is over stays in the calendar for so long."""


def own_calendar(db: Database, member_id: UUID, *, key: bytes) -> OwnCalendar:
    """Give the address of a person's calendar, if they have opened one."""
    with db.transaction() as tx:
        held = EventsStore(tx).find_calendar(member_id)
    if held is None or held["hash"] is None:
        return OwnCalendar()
    return OwnCalendar(secret=codes.make_calendar_secret(key, member_id, held["n"]))


def open_calendar(db: Database, member_id: UUID, *, key: bytes, now: datetime) -> OwnCalendar:
    """Give a person a calendar; one that is open stays as it is."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        held = store.hold_calendar(member_id, now)
        secret = codes.make_calendar_secret(key, member_id, held["n"])
        if held["hash"] is None:
            store.open_calendar(member_id, codes.calendar_hash(key, secret), now)
        return OwnCalendar(secret=secret)


def close_calendar(db: Database, member_id: UUID) -> OwnCalendar:
    """Let nothing be read under a person's address any more, for good."""
    with db.transaction() as tx:
        EventsStore(tx).close_calendar(member_id)
        return OwnCalendar()


def calendar(db: Database, secret: str, *, key: bytes, now: datetime) -> CalendarOf:
    """
    Give what is under an address; UnknownCalendar.

    Wrong ones are not counted against a place: nobody guesses 128 bits, and a service that looks
    into thousands of calendars must not be shut out for one that was closed.
    """
    if not codes.looks_like_calendar_secret(secret):
        raise errors.UnknownCalendar
    with db.transaction() as tx:
        store = EventsStore(tx)
        member_id = store.calendar_behind(codes.calendar_hash(key, secret))
        if member_id is None:
            raise errors.UnknownCalendar
        rows = store.calendar_of(member_id, since=now - BACK, limit=MOST_ON_AGENDA)
    return CalendarOf(
        events=[public(row) for row in rows],
        unsure=[row["id"] for row in rows if row["answer"] != "yes"],
    )
