"""Changing an event, and saying beforehand whom that would tell what."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.events import announcements
from services.events.domain import changes, plans, reminders
from services.events.domain.holding import Hold
from services.events.domain.plans import Plan
from services.events.operations.agenda import put_on_agenda
from services.events.operations.finding import Row, existing, not_cancelled
from services.events.operations.organising import view_of
from services.events.operations.seating import announce_offers, offer_free_places
from services.events.store import EventsStore
from shared.contracts.events import (
    ChangeEvent,
    ChangeWeighed,
    EventChange,
    EventForm,
    EventView,
)
from shared.db import audit
from shared.db.database import Database, Transaction
from shared.messaging import commands, outbox


def change_event(
    db: Database, change: ChangeEvent, *, by: UUID, hold: Hold, now: datetime
) -> EventView:
    """Change what is said of an event; more places are offered to the queue at once."""
    with db.transaction() as tx:

        def act() -> EventView:
            store = EventsStore(tx)
            before = not_cancelled(existing(store.lock_event(change.event_id)))
            plan = planned(before, change.form, now)
            put_on_agenda(tx, before["id"], change.form)
            event = put(tx, before, plan, silent=change.silent, hold=hold, now=now)
            audit.record(tx, by, "event.change", event["id"])
            return view_of(store, event)

        return commands.once(tx, change.form.command_id, EventView, act)


def weigh_change(db: Database, change: ChangeEvent, *, now: datetime) -> ChangeWeighed:
    """Say what a change would tell, and how many: whoever is invited and has not said no."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        before = not_cancelled(existing(store.find_event(change.event_id)))
        plan = planned(before, change.form, now)
        told = changes.told(_matters(before, plan), silent=change.silent)
        counts = store.counts([before["id"]])[before["id"]]
        people = max(0, counts["invited"] - counts["no"]) if told else 0
        return ChangeWeighed(event_id=before["id"], changed=told, people=people)


def planned(before: Row, form: EventForm, now: datetime) -> Plan:
    """Check what is to become of an event."""
    opened = before["state"] == "published"
    plan = plans.plan(form, now, begun_at=before["starts_at"] if opened else None)
    changes.may_become(announcements.card(before), plan, state=before["state"], now=now)
    return plan


def put(
    tx: Transaction, before: Row, plan: Plan, *, silent: bool, hold: Hold, now: datetime
) -> Row:
    """Let an event, which the caller has locked, become what was planned, and announce it."""
    store = EventsStore(tx)
    told = changes.told(_matters(before, plan), silent=silent)
    event = store.change_event(before["id"], plan, matters=bool(told))
    if before["state"] == "published":
        outbox.add(tx, announcements.changed(event, told), urgent=True)
        if told:
            store.tell_change(event, told, due_at=now + reminders.CHANGE_RESTS)
        announce_offers(tx, event, store.shorten_offers(event["id"], event["starts_at"]))
        if event["starts_at"] > now:
            offer_free_places(tx, event, now=now, hold=hold)
    return event


def _matters(before: Row, plan: Plan) -> list[EventChange]:
    if before["state"] != "published":
        return []
    return changes.what_matters(announcements.card(before), plan)
