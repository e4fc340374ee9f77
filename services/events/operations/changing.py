"""Changing an event, and saying beforehand whom that would tell what."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias, get_args
from uuid import UUID

from services.events import announcements
from services.events.domain import changes, plans, reminders
from services.events.domain.holding import Hold
from services.events.domain.plans import Plan
from services.events.operations import assemblies, following
from services.events.operations.agenda import put_on_agenda
from services.events.operations.finding import Row, existing, not_cancelled
from services.events.operations.organising import view_of
from services.events.operations.seating import announce_offers, offer_free_places
from services.events.operations.sessions import move_sessions
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

Planned: TypeAlias = tuple[Row, Plan]
"""An event as it is, held, and what it is to become."""


def change_event(
    db: Database, change: ChangeEvent, *, by: UUID, hold: Hold, now: datetime
) -> EventView:
    """Change what is said of an event; more places are offered to the queue at once."""
    with db.transaction() as tx:

        def act() -> EventView:
            store = EventsStore(tx)
            found = _found(store, change, now)
            for before, plan in _planned(found, change.form, now):
                put_on_agenda(tx, before["id"], change.form)
                became = put(tx, before, plan, silent=change.silent, hold=hold, now=now)
                assemblies.follow_change(tx, before, became, by=by, now=now)
            this, others = found
            if change.which != "one" and this["series_id"]:
                following.follow(store, this, others, change.form)
            elif this["series_id"]:
                store.set_apart(this["id"])
            audit.record(tx, by, "event.change", this["id"])
            event = existing(store.find_event(this["id"]))
            return view_of(store, event)

        return commands.once(tx, change.form.command_id, EventView, act)


def weigh_change(db: Database, change: ChangeEvent, *, now: datetime) -> ChangeWeighed:
    """Say what a change would tell, and how many: whoever is invited and has not said no."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        planned_of = _planned(_found(store, change, now), change.form, now)
        told_of = {
            before["id"]: changes.told(_matters(before, plan), silent=change.silent)
            for before, plan in planned_of
        }
        counts = store.counts([event_id for event_id, told in told_of.items() if told])
        people = sum(max(0, row["invited"] - row["no"]) for row in counts.values())
        changed = {what for told in told_of.values() for what in told}
        return ChangeWeighed(
            event_id=change.event_id,
            changed=[what for what in get_args(EventChange) if what in changed],
            people=people,
        )


def _found(store: EventsStore, change: ChangeEvent, now: datetime) -> tuple[Row, list[Row]]:
    event = not_cancelled(existing(store.find_event(change.event_id)))
    this, others = following.held(store, event, change.which, now)
    # Those that were changed alone stay as they are.
    return not_cancelled(this), [other for other in others if not other["apart"]]


def _planned(found: tuple[Row, list[Row]], form: EventForm, now: datetime) -> list[Planned]:
    this, others = found
    plans_of = [(this, planned(this, form, now))]
    for other in others:
        written = following.form_of_another(form, this, other)
        plans_of.append((other, planned(other, written, now)))
    return plans_of


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
    if before["programme"] and before["starts_at"] != event["starts_at"]:
        event = move_sessions(store, before, event)
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
