"""The organiser's side: drafts, publishing, changes, cancelling, and looking."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.events import announcements, domain, errors
from services.events.operations.answering import announce_offers, offer_free_places
from services.events.operations.finding import Row, cursor, existing, not_cancelled
from services.events.store import EventsStore
from shared.contracts.events import (
    AnswerPage,
    AnswerRow,
    CancelEvent,
    Cards,
    ChangeEvent,
    Counts,
    EventForm,
    EventIds,
    EventPage,
    EventView,
    FindAnswers,
    FindEvents,
    PublishEvent,
)
from shared.contracts.members import Balance
from shared.contracts.wire import CHUNK
from shared.db import audit
from shared.db.database import Database
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
            store.add_event(event_id, domain.plan(form, now), by)
            audit.record(tx, by, "event.create", event_id)
            return _view(store, existing(store.find_event(event_id)))

        return commands.once(tx, form.command_id, EventView, act)


def change_event(
    db: Database, change: ChangeEvent, *, by: UUID, offer_hours: int, now: datetime
) -> EventView:
    """Change what is said of an event; more places are offered to the queue at once."""
    with db.transaction() as tx:

        def act() -> EventView:
            store = EventsStore(tx)
            before = not_cancelled(existing(store.lock_event(change.event_id)))
            event = store.change_event(change.event_id, domain.plan(change.form, now))
            audit.record(tx, by, "event.change", event["id"])
            if before["state"] == "published":
                outbox.add(tx, announcements.changed(event), urgent=True)
                shortened = store.shorten_offers(event["id"], event["starts_at"])
                announce_offers(tx, event, shortened)
                offer_free_places(tx, event, now=now, hours=offer_hours)
            return _view(store, event)

        return commands.once(tx, change.form.command_id, EventView, act)


def publish_event(db: Database, request: PublishEvent, *, by: UUID, now: datetime) -> EventView:
    """Open an event and ask for the people whom it invites."""
    with db.transaction() as tx:

        def act() -> EventView:
            store = EventsStore(tx)
            draft = not_cancelled(existing(store.lock_event(request.event_id)))
            if draft["state"] == "published":
                raise errors.AlreadyPublished
            if draft["starts_at"] <= now:
                raise errors.EventInThePast
            event = store.mark_published(draft["id"], now)
            wave_id = new_id()
            store.add_wave(wave_id, event["id"], request.audience_id)
            audit.record(tx, by, "event.publish", event["id"])
            outbox.add(tx, announcements.published(event), urgent=True)
            # Whom they may not see they do not invite, whoever saved the audience.
            outbox.add(
                tx,
                announcements.audience_requested(
                    wave_id, event, request, within=current_limits().regions, by=by
                ),
            )
            return _view(store, event)

        return commands.once(tx, request.command_id, EventView, act)


def cancel_event(db: Database, request: CancelEvent, *, by: UUID, now: datetime) -> EventView:
    """Say that an event will not take place."""
    with db.transaction() as tx:

        def act() -> EventView:
            store = EventsStore(tx)
            before = not_cancelled(existing(store.lock_event(request.event_id)))
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
        return _view(store, existing(store.find_event(event_id)))


def events(db: Database, request: FindEvents) -> EventPage:
    """Give a page of events, the latest start first."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        rows = store.page_of_events(cursor(request.after), EVENTS_A_PAGE + 1)
        shown = rows[:EVENTS_A_PAGE]
        last = shown[-1] if len(rows) > EVENTS_A_PAGE else None
        following = f"{last['starts_at'].isoformat()}~{last['id']}" if last else None
        return EventPage(events=_views(store, shown), next=following)


def cards(db: Database, request: EventIds) -> Cards:
    """Give the cards of at most 500 events."""
    if len(request.event_ids) > CHUNK:
        raise InvalidRequest(fields="event_ids")
    with db.transaction() as tx:
        rows = EventsStore(tx).events_by_id(request.event_ids)
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


def _view(store: EventsStore, row: Row) -> EventView:
    return _views(store, [row])[0]


def _views(store: EventsStore, rows: Sequence[Row]) -> list[EventView]:
    ids = [row["id"] for row in rows]
    counts = store.counts(ids)
    waves = store.waves_of_events(ids)
    balances = {key: wave["balance"] for key, wave in waves.items() if wave["balance"]}
    return [
        EventView(
            card=announcements.card(row),
            state=row["state"],
            capacity=row["capacity"],
            counts=Counts(**counts[row["id"]]),
            inviting=row["id"] in waves and waves[row["id"]]["complete_at"] is None,
            audience_id=waves[row["id"]]["audience_id"] if row["id"] in waves else None,
            published_at=row["published_at"],
            balance=Balance.parse(balances[row["id"]]) if row["id"] in balances else None,
        )
        for row in rows
    ]
