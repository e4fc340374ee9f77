"""What events does: one function is one command or message, and one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.events import announcements, domain, errors
from services.events.store import EventsStore
from shared.contracts.events import (
    AnswerPage,
    AnswerRow,
    CancelEvent,
    ChangeEvent,
    Counts,
    EventForm,
    EventPage,
    EventView,
    FindAnswers,
    FindEvents,
    GiveAnswer,
    Invitation,
    Invited,
    Invitee,
    Place,
    PublishEvent,
)
from shared.contracts.members import AudienceResolved
from shared.contracts.notifications import DeliverySettled
from shared.db import audit
from shared.db.database import Database, Transaction
from shared.errors import InvalidRequest
from shared.ids import new_id
from shared.messaging import commands, outbox

Row = dict[str, Any]

EVENTS_A_PAGE = 50
ANSWERS_A_PAGE = 100


# --- The organiser's side --------------------------------------------------------------------


def create_event(db: Database, form: EventForm, *, by: UUID, now: datetime) -> EventView:
    """Keep a draft."""
    with db.transaction() as tx:

        def act() -> EventView:
            store = EventsStore(tx)
            event_id = new_id()
            store.add_event(event_id, domain.plan(form, now), by)
            audit.record(tx, by, "event.create", event_id)
            return _view(store, _existing(store.find_event(event_id)))

        return commands.once(tx, form.command_id, EventView, act)


def change_event(
    db: Database, change: ChangeEvent, *, by: UUID, offer_hours: int, now: datetime
) -> EventView:
    """Change what is said of an event; more places are offered to the queue at once."""
    with db.transaction() as tx:

        def act() -> EventView:
            store = EventsStore(tx)
            before = _not_cancelled(_existing(store.lock_event(change.event_id)))
            event = store.change_event(change.event_id, domain.plan(change.form, now))
            audit.record(tx, by, "event.change", event["id"])
            if before["state"] == "published":
                outbox.add(tx, announcements.changed(event), urgent=True)
                shortened = store.shorten_offers(event["id"], event["starts_at"])
                _announce_offers(tx, event, shortened)
                offer_free_places(tx, event, now=now, hours=offer_hours)
            return _view(store, event)

        return commands.once(tx, change.form.command_id, EventView, act)


def publish_event(db: Database, request: PublishEvent, *, by: UUID, now: datetime) -> EventView:
    """Open an event and ask for the people whom it invites."""
    with db.transaction() as tx:

        def act() -> EventView:
            store = EventsStore(tx)
            draft = _not_cancelled(_existing(store.lock_event(request.event_id)))
            if draft["state"] == "published":
                raise errors.AlreadyPublished
            if draft["starts_at"] <= now:
                raise errors.EventInThePast
            event = store.mark_published(draft["id"], now)
            wave_id = new_id()
            store.add_wave(wave_id, event["id"], request.audience_id)
            audit.record(tx, by, "event.publish", event["id"])
            outbox.add(tx, announcements.published(event), urgent=True)
            outbox.add(tx, announcements.audience_requested(wave_id, event, request.audience_id))
            return _view(store, event)

        return commands.once(tx, request.command_id, EventView, act)


def cancel_event(db: Database, request: CancelEvent, *, by: UUID, now: datetime) -> EventView:
    """Say that an event will not take place."""
    with db.transaction() as tx:

        def act() -> EventView:
            store = EventsStore(tx)
            before = _not_cancelled(_existing(store.lock_event(request.event_id)))
            if before["starts_at"] <= now and before["state"] == "published":
                raise errors.EventIsOver
            event = store.mark_cancelled(before["id"], now)
            audit.record(tx, by, "event.cancel", event["id"])
            if before["state"] == "published":
                outbox.add(tx, announcements.cancelled(event), urgent=True)
            return _view(store, event)

        return commands.once(tx, request.command_id, EventView, act)


def event(db: Database, event_id: UUID) -> EventView:
    """Give one event with where its people stand."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        return _view(store, _existing(store.find_event(event_id)))


def events(db: Database, request: FindEvents) -> EventPage:
    """Give a page of events, the latest start first."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        rows = store.page_of_events(_cursor(request.after), EVENTS_A_PAGE + 1)
        shown = rows[:EVENTS_A_PAGE]
        last = shown[-1] if len(rows) > EVENTS_A_PAGE else None
        following = f"{last['starts_at'].isoformat()}~{last['id']}" if last else None
        return EventPage(events=_views(store, shown), next=following)


def answers(db: Database, request: FindAnswers) -> AnswerPage:
    """Give a page of answers in the order they came."""
    with db.transaction() as tx:
        rows = EventsStore(tx).page_of_answers(
            request.event_id, request.place, _cursor(request.after), ANSWERS_A_PAGE + 1
        )
    shown = [AnswerRow(**row) for row in rows[:ANSWERS_A_PAGE]]
    last = shown[-1] if len(rows) > ANSWERS_A_PAGE else None
    following = f"{last.answered_at.isoformat()}~{last.member_id}" if last else None
    return AnswerPage(answers=shown, next=following)


# --- What is heard ---------------------------------------------------------------------------


def invite(tx: Transaction, message: AudienceResolved, *, key: bytes) -> None:
    """Invite a page of people: invitations, codes, and what notifications needs to tell them."""
    store = EventsStore(tx)
    wave = store.lock_wave(message.wave_id)
    if wave is None:
        raise errors.UnknownEvent
    if not store.hear_page(message.wave_id, message.page):
        return
    event = _existing(store.find_event(wave["event_id"]))
    added = store.add_invitations(event, message.wave_id, message.addressees)
    codes = _codes(store, event, added, key)
    store.add_to_wave(
        message.wave_id, heard=len(message.addressees), added=added, total=message.total
    )
    invitees = [
        Invitee(
            member_id=row["member_id"],
            code=None if row["refused"] else codes[row["holder_id"]],
            household_id=row["holder_id"] if row["holder_id"] != row["member_id"] else None,
            refused=row["refused"],
        )
        for row in sorted(added, key=lambda row: (row["holder_id"], row["member_id"]))
    ]
    if invitees:
        outbox.add(tx, announcements.invitation_issued(event, message.wave_id, invitees))


def keep_settled(tx: Transaction, message: DeliverySettled) -> None:
    """Keep the newest totals of a send, for the report."""
    EventsStore(tx).keep_settled(message.send_id, message.event_id, message.version, message.totals)


# --- The young person's side -----------------------------------------------------------------


def open_invitation(db: Database, code: str, *, key: bytes, now: datetime) -> Invitation:
    """Show what a link leads to; changes nothing."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        found = _behind(store, code, key, now)
        event = _existing(store.find_event(found["event_id"]))
        return _invitation(store, event, found["holder_id"], now)


def answer(
    db: Database, request: GiveAnswer, *, key: bytes, offer_hours: int, now: datetime
) -> Invitation:
    """Keep one person's answer; a place that it frees is offered to the next in the queue."""
    with db.transaction() as tx:

        def act() -> Invitation:
            store = EventsStore(tx)
            found = _behind(store, request.code, key, now)
            event = _existing(store.lock_event(found["event_id"]))
            domain.may_answer(state=event["state"], starts_at=event["starts_at"], now=now)
            people = store.people_behind_code(event["id"], found["holder_id"])
            if request.member_id not in {person["member_id"] for person in people}:
                raise errors.UnknownCode
            _keep_answer(tx, event, request, now)
            offer_free_places(tx, event, now=now, hours=offer_hours)
            return _invitation(store, event, found["holder_id"], now)

        return commands.once(tx, request.command_id, Invitation, act)


def _keep_answer(tx: Transaction, event: Row, request: GiveAnswer, now: datetime) -> None:
    store = EventsStore(tx)
    before = store.find_rsvp(event["id"], request.member_id)
    held: Place = before["place"] if before else "none"
    place = domain.place_after(request.answer, held=held, seats=store.seats(event))
    if before and before["answer"] == request.answer and held == place:
        return
    rsvp = store.put_answer(
        event["id"], request.member_id, answer=request.answer, place=place, now=now
    )
    outbox.add(tx, announcements.rsvp_changed(event, rsvp, now), urgent=True)


def offer_free_places(tx: Transaction, event: Row, *, now: datetime, hours: int) -> None:
    """Hold every free place for the next in the queue; the event is locked by the caller."""
    store = EventsStore(tx)
    seats = store.seats(event)
    if seats.free == 0 or seats.waiting == 0:
        return
    until = domain.offer_ends(now, event["starts_at"], hours)
    _announce_offers(tx, event, store.offer_next(event["id"], places=seats.free, until=until))


def _announce_offers(tx: Transaction, event: Row, offered: Sequence[Row]) -> None:
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


# --- Helps -----------------------------------------------------------------------------------


def _codes(store: EventsStore, event: Row, added: Sequence[Row], key: bytes) -> dict[UUID, str]:
    """Give each invited holder a code, made anew or as it was; a code that is taken, the next."""
    holders = {row["holder_id"] for row in added if row["refused"] is None}
    known = store.codes_of_holders(event["id"], list(holders))
    codes = {h: domain.make_code(key, event["id"], h, n) for h, n in known.items()}
    n = 0
    while missing := holders - codes.keys():
        fresh = {h: domain.make_code(key, event["id"], h, n) for h in missing}
        hashes = {h: domain.code_hash(key, code) for h, code in fresh.items()}
        kept = store.add_codes(event["id"], hashes, n)
        codes |= {holder: fresh[holder] for holder in kept}
        n += 1
    return codes


def _behind(store: EventsStore, code: str, key: bytes, now: datetime) -> Row:
    if not domain.looks_like_code(code):
        raise errors.UnknownCode
    ended_after = now - domain.CODE_LIVES_AFTER
    found = store.find_code(domain.code_hash(key, code), ended_after=ended_after, now=now)
    if found is None:
        raise errors.UnknownCode
    return found


def _invitation(store: EventsStore, event: Row, holder_id: UUID, now: datetime) -> Invitation:
    people = store.people_behind_code(event["id"], holder_id)
    told_of = [person.pop("card_version") for person in people]
    situation = domain.situation(
        state=event["state"],
        starts_at=event["starts_at"],
        changed=any(version < event["version"] for version in told_of),
        full=store.seats(event).full and not any(p["place"] != "none" for p in people),
        now=now,
    )
    return Invitation(
        card=announcements.card(event),
        situation=situation,
        people=[Invited(**person) for person in people],
    )


def _view(store: EventsStore, row: Row) -> EventView:
    return _views(store, [row])[0]


def _views(store: EventsStore, rows: Sequence[Row]) -> list[EventView]:
    ids = [row["id"] for row in rows]
    counts = store.counts(ids)
    waves = store.waves_of_events(ids)
    return [
        EventView(
            card=announcements.card(row),
            state=row["state"],
            capacity=row["capacity"],
            counts=Counts(**counts[row["id"]]),
            inviting=row["id"] in waves and waves[row["id"]]["complete_at"] is None,
            audience_id=waves[row["id"]]["audience_id"] if row["id"] in waves else None,
            published_at=row["published_at"],
        )
        for row in rows
    ]


def _existing(row: Row | None) -> Row:
    if row is None:
        raise errors.UnknownEvent
    return row


def _not_cancelled(row: Row) -> Row:
    if row["state"] == "cancelled":
        raise errors.EventCancelled
    return row


def _cursor(text: str | None) -> tuple[datetime, UUID] | None:
    if text is None:
        return None
    moment, _, key = text.partition("~")
    try:
        return datetime.fromisoformat(moment), UUID(key)
    except ValueError as error:
        raise InvalidRequest(fields="after") from error
