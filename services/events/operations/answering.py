"""The young person's side: opening a link, and answering."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.events import announcements, errors
from services.events.domain import codes, seats
from services.events.domain.holding import Hold
from services.events.domain.seats import Wish
from services.events.operations.finding import Row, existing, not_cancelled
from services.events.operations.seating import keep_answer, room_for, timing
from services.events.store import EventsStore
from shared.contracts.events import GiveAnswer, Invitation, Invited, OpenInvitation, SessionRoom
from shared.db import guesses
from shared.db.database import Database, Transaction
from shared.messaging import commands, erasure


def open_invitation(
    db: Database, request: OpenInvitation, *, key: bytes, now: datetime
) -> Invitation:
    """Show what a link leads to; changes nothing. UnknownCode, TooManyGuesses."""
    with guesses.watched(db, request.origin, wrong=errors.UnknownCode, now=now) as tx:
        store = EventsStore(tx)
        found = behind(store, request.code, key, now)
        event = existing(store.find_event(found["event_id"]))
        return _with_replies(store, event, found["holder_id"], now)


def answer(
    db: Database, request: GiveAnswer, *, key: bytes, hold: Hold, now: datetime
) -> Invitation:
    """Keep one person's answer; a place that it frees is offered to the next in the queue."""
    with guesses.watched(db, request.origin, wrong=errors.UnknownCode, now=now) as tx:

        def act() -> Invitation:
            store = EventsStore(tx)
            one = one_behind(tx, request.code, request.member_id, key=key, now=now)
            wish = Wish(answer=request.answer, guests=request.guests, together=request.together)
            keep_answer(tx, one.event, one.person["seat_id"], wish, hold=hold, now=now)
            return shown_invitation(store, one.event, one.holder_id, now)

        return commands.once(tx, request.command_id, Invitation, act)


def behind(store: EventsStore, code: str, key: bytes, now: datetime) -> Row:
    """Find what a code opens; UnknownCode."""
    if not codes.looks_like_code(code):
        raise errors.UnknownCode
    ended_after = now - codes.CODE_LIVES_AFTER
    found = store.find_code(codes.code_hash(key, code), ended_after=ended_after, now=now)
    if found is None:
        raise errors.UnknownCode
    return found


@dataclass(frozen=True)
class Behind:
    """One of those behind a code, the event that it opens, and whose code it is."""

    event: Row
    holder_id: UUID
    person: Row


def one_behind(tx: Transaction, code: str, member_id: UUID, *, key: bytes, now: datetime) -> Behind:
    """Find one of those behind a code, and lock the event; UnknownCode when it is not theirs."""
    # First that nobody is erased meanwhile: whoever erases locks the events after that, too.
    erasure.hold(tx)
    store = EventsStore(tx)
    found = behind(store, code, key, now)
    # Locked: people act one after the other, so that no place is counted twice, and no question
    # becomes another one meanwhile.
    event = existing(store.lock_event(found["event_id"]))
    people = store.people_behind_code(event["id"], found["holder_id"])
    person = next((p for p in people if p["member_id"] == member_id), None)
    if person is None:
        raise errors.UnknownCode
    return Behind(event=event, holder_id=found["holder_id"], person=person)


def may_still_choose(event: Row, now: datetime) -> None:
    """Refuse what comes too late or to nothing: EventCancelled, EventIsOver, AnswersClosed."""
    not_cancelled(event)
    if now >= event["starts_at"]:
        raise errors.EventIsOver
    if timing(event).closed(now):
        raise errors.AnswersClosed


def shown_invitation(store: EventsStore, event: Row, holder_id: UUID, now: datetime) -> Invitation:
    """Show an event to those behind a code, and where each of them stands."""
    # Somebody with two ids behind one code is one person, under their own id if it is there.
    behind = store.people_behind_code(event["id"], holder_id)
    behind.sort(key=lambda person: person["member_id"] != person["person_id"])
    people = list({person.pop("person_id"): person for person in reversed(behind)}.values())
    people.sort(key=lambda person: person["member_id"])
    told_of = [person.pop("card_version") for person in people]
    _ask_how_it_was(store, event, people, now)
    situation = seats.situation(
        timing(event),
        changed=any(version < event["told_version"] for version in told_of),
        full=not any(p["place"] != "none" for p in people)
        and room_for(store, event, store.seats(event), [p["member_id"] for p in people]) == 0,
        now=now,
    )
    return Invitation(
        card=announcements.card(event),
        situation=situation,
        guests_most=event["guests_most"],
        answer_until=event["answer_until"],
        closed=timing(event).closed(now),
        people=[Invited(**person) for person in people],
        questions=store.questions_of(event["id"]),
        rooms=rooms_of(store, event),
        over=event["ends_at"] <= now,
    )


def _with_replies(store: EventsStore, event: Row, holder_id: UUID, now: datetime) -> Invitation:
    """Show what people answered and chose: only here, as what a command gives back is kept."""
    shown = shown_invitation(store, event, holder_id, now)
    if not shown.questions and not shown.rooms:
        return shown
    behind = store.people_behind_code(event["id"], holder_id)
    seat_of = {person["member_id"]: person["seat_id"] for person in behind}
    replies = store.replies_of(event["id"], list(seat_of.values()))
    chosen = store.sessions_chosen(event["id"], list(seat_of.values()))
    people = [
        replace(
            one, replies=replies[seat_of[one.member_id]], sessions=chosen[seat_of[one.member_id]]
        )
        for one in shown.people
    ]
    return replace(shown, people=people)


def rooms_of(store: EventsStore, event: Row) -> list[SessionRoom]:
    """Say how full the sessions are that have a capacity of their own; most events have none."""
    if not any(session.get("capacity") for session in event["programme"]):
        return []
    return store.rooms_of(event["id"])


def over_for(event: Row, person: Row, came: set[UUID], now: datetime) -> bool:
    """Tell whether a person can say how it was: it is over, and they came or had a place."""
    over = event["state"] == "published" and event["ends_at"] <= now
    return over and (person["place"] == "confirmed" or person["seat_id"] in came)


def _ask_how_it_was(store: EventsStore, event: Row, people: list[Row], now: datetime) -> None:
    seats_of = [person["seat_id"] for person in people]
    said = store.who_gave_feedback(event["id"], seats_of)
    came = store.who_came(event["id"], seats_of)
    for person in people:
        person["asked_how_it_was"] = over_for(event, person, came, now)
        person["feedback_given"] = person.pop("seat_id") in said
