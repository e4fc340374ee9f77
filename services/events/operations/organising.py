"""The organiser's side: drafts, publishing, cancelling, and looking."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.events import announcements, errors
from services.events.domain import listing, plans
from services.events.domain.whom import Whom
from services.events.errors.assemblies import ConveneInstead
from services.events.operations import following
from services.events.operations.agenda import put_on_agenda
from services.events.operations.finding import Row, cursor, existing, not_cancelled
from services.events.store import EventsStore
from shared.contracts.events import (
    AnswerPage,
    AnswerRow,
    CancelEvent,
    Cards,
    Counts,
    EventForm,
    EventIds,
    EventPage,
    EventView,
    FindAnswers,
    FindEvents,
    OnAgenda,
    PublishEvent,
)
from shared.contracts.members import Balance
from shared.contracts.wire import CHUNK
from shared.db import audit
from shared.db.database import Database, Transaction
from shared.db.limits import current_limits
from shared.errors import InvalidRequest
from shared.ids import new_id
from shared.messaging import commands, outbox

EVENTS_A_PAGE = 50
ANSWERS_A_PAGE = 100


def create_event(db: Database, form: EventForm, *, by: UUID, now: datetime) -> EventView:
    """Keep a draft."""
    with db.transaction() as tx:

        def act() -> EventView:
            store = EventsStore(tx)
            event_id = new_id()
            store.add_event(event_id, plans.plan(form, now), by)
            put_on_agenda(tx, event_id, form)
            audit.record(tx, by, "event.create", event_id)
            return view_of(store, existing(store.find_event(event_id)))

        return commands.once(tx, form.command_id, EventView, act)


def publish_event(db: Database, request: PublishEvent, *, by: UUID, now: datetime) -> EventView:
    """Open an event and ask for the people whom it invites."""
    with db.transaction() as tx:

        def act() -> EventView:
            store = EventsStore(tx)
            draft = invited_freely(not_cancelled(existing(store.lock_event(request.event_id))))
            may_open(draft, now)
            # Whom they may not see they do not invite, whoever saved the audience.
            within = current_limits().regions
            whom = Whom(audience_id=request.audience_id, within=within, wish=request.wish, by=by)
            event = open_to(tx, draft, whom, now=now)
            audit.record(tx, by, "event.publish", event["id"])
            return view_of(store, event)

        return commands.once(tx, request.command_id, EventView, act)


def invited_freely(draft: Row) -> Row:
    """Give an event whose people an organiser chooses; ConveneInstead for a body's assembly."""
    if draft["assembly"] is not None:
        raise ConveneInstead
    return draft


def may_open(draft: Row, now: datetime) -> None:
    """Refuse to publish what is open already, or what nobody could answer any more."""
    if draft["state"] == "published":
        raise errors.AlreadyPublished
    if draft["starts_at"] <= now:
        raise errors.EventInThePast
    if announcements.card(draft).answers_end <= now:
        raise errors.AnswersOver


def open_to(tx: Transaction, draft: Row, whom: Whom, *, now: datetime) -> Row:
    """Open an event, which the caller has locked, and ask for the people whom it invites."""
    store = EventsStore(tx)
    store.drop_publishing(draft["id"])
    event = store.mark_published(draft["id"], now)
    wave_id = new_id()
    if whom.mandated:
        store.add_body_wave(wave_id, event["id"], whom.mandated.body, now)
    else:
        store.add_wave(wave_id, event["id"], whom.audience_id)
    outbox.add(tx, announcements.published(event), urgent=True)
    outbox.add(tx, announcements.audience_requested(wave_id, event, whom))
    return event


def cancel_event(db: Database, request: CancelEvent, *, by: UUID, now: datetime) -> EventView:
    """Say that an event will not take place."""
    with db.transaction() as tx:

        def act() -> EventView:
            store = EventsStore(tx)
            found = existing(store.find_event(request.event_id))
            this, others = following.held(store, found, request.which, now)
            before = not_cancelled(this)
            if before["starts_at"] <= now and before["state"] == "published":
                raise errors.EventIsOver
            for event in (before, *others):
                call_off(tx, event, now)
                audit.record(tx, by, "event.cancel", event["id"])
            if request.which != "one" and before["series_id"]:
                following.end(store, before, others)
            return view_of(store, existing(store.find_event(before["id"])))

        return commands.once(tx, request.command_id, EventView, act)


def call_off(tx: Transaction, before: Row, now: datetime) -> None:
    """Cancel an event, which the caller has locked; whoever was told of it is told so."""
    store = EventsStore(tx)
    store.drop_publishing(before["id"])
    event = store.mark_cancelled(before["id"], now)
    if before["state"] == "published":
        outbox.add(tx, announcements.cancelled(event), urgent=True)


def event(db: Database, event_id: UUID) -> EventView:
    """Give one event with where its people stand."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        return view_of(store, existing(store.find_event(event_id)))


def events(db: Database, request: FindEvents, *, now: datetime) -> EventPage:
    """Give a page of events: those to come, the next one first; behind them those that are over."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        place = listing.read(request.after, now)
        rows = store.page_of_events(place, EVENTS_A_PAGE + 1)
        if len(rows) <= EVENTS_A_PAGE and not place.over:
            place = listing.Place(now=place.now, over=True)
            rows += store.page_of_events(place, EVENTS_A_PAGE + 1 - len(rows))
        shown = rows[:EVENTS_A_PAGE]
        following = None
        if len(rows) > EVENTS_A_PAGE:
            last = shown[-1]
            over = last["ends_at"] <= place.now
            after = (last["starts_at"], last["id"])
            following = listing.Place(now=place.now, over=over, after=after).written()
        return EventPage(events=views_of(store, shown), next=following)


def cards(db: Database, request: EventIds) -> Cards:
    """Give the cards of at most 500 events."""
    if len(request.event_ids) > CHUNK:
        raise InvalidRequest(fields="event_ids")
    with db.transaction() as tx:
        rows = EventsStore(tx).events_by_id(request.event_ids)
    return Cards(cards=[announcements.card(row) for row in rows])


def nearest(db: Database, *, now: datetime) -> Cards:
    """Give the cards of the events around a moment, the nearest first: to choose from."""
    with db.transaction() as tx:
        rows = EventsStore(tx).nearest_events(now, EVENTS_A_PAGE)
    return Cards(cards=[announcements.card(row) for row in rows])


def answers(db: Database, request: FindAnswers) -> AnswerPage:
    """Give a page of answers in the order they came."""
    with db.transaction() as tx:
        rows = EventsStore(tx).page_of_answers(
            request.event_id, request.place, cursor(request.after), ANSWERS_A_PAGE + 1
        )
    shown = [AnswerRow(**row) for row in rows[:ANSWERS_A_PAGE]]
    last = shown[-1] if len(rows) > ANSWERS_A_PAGE else None
    following = f"{last.answered_at.isoformat()}~{last.member_id}" if last else None
    return AnswerPage(answers=shown, next=following)


def view_of(store: EventsStore, row: Row) -> EventView:
    """Show an event to organisers."""
    return views_of(store, [row])[0]


def views_of(store: EventsStore, rows: Sequence[Row]) -> list[EventView]:
    """Show some events to organisers, each with where its people stand."""
    ids = [row["id"] for row in rows]
    counts = store.counts(ids)
    waves = store.waves_of_events(ids)
    finished = store.finished_of(ids)
    later = store.publishings_of(ids)
    chased = store.chased(ids)
    balances = {key: wave["balance"] for key, wave in waves.items() if wave["balance"]}
    return [
        EventView(
            card=announcements.card(row),
            state="finished" if row["id"] in finished else row["state"],
            capacity=row["capacity"],
            counts=Counts(**counts[row["id"]]),
            inviting=row["id"] in waves and waves[row["id"]]["under_way"],
            missing=row["id"] in waves and waves[row["id"]]["missing"],
            audience_id=waves[row["id"]]["audience_id"] if row["id"] in waves else None,
            published_at=row["published_at"],
            agenda=OnAgenda(listed=row["listed"], axes=row["axes"]),
            chased_at=chased.get(row["id"]),
            series_id=row["series_id"],
            publish_at=later[row["id"]]["publish_at"] if row["id"] in later else None,
            publish_refused=later[row["id"]]["refused"] if row["id"] in later else None,
            balance=Balance.parse(balances[row["id"]]) if row["id"] in balances else None,
        )
        for row in rows
    ]
