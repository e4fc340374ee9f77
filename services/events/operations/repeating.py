"""Series: an event that comes again, and the making of its events ahead."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from services.events import announcements, errors
from services.events.domain import forms, plans, series
from services.events.domain.whom import Whom
from services.events.operations.agenda import put_on_agenda
from services.events.operations.finding import Row, existing, not_cancelled
from services.events.operations.organising import view_of
from services.events.store import EventsStore
from shared.contracts.events import (
    EventForm,
    EventRef,
    EventView,
    OnAgenda,
    RepeatEvent,
    SeriesEvent,
    SeriesView,
)
from shared.db import audit
from shared.db.database import Database, Transaction
from shared.db.limits import current_limits
from shared.errors import NotAllowed
from shared.ids import new_id
from shared.messaging import commands

SHOWN = 8
LOOKED_AT_EVERY = timedelta(days=1)
MOST_DAYS_BEFORE = 60


def repeat_event(db: Database, request: RepeatEvent, *, by: UUID, now: datetime) -> EventView:
    """Let an event be the first of a series, and make those of the next months."""
    with db.transaction() as tx:

        def act() -> EventView:
            store = EventsStore(tx)
            event = not_cancelled(existing(store.lock_event(request.event_id)))
            if current_limits().events is not None:
                raise NotAllowed  # the events of its series are others
            if event["series_id"] is not None:
                raise errors.RepeatsAlready
            if not 0 <= request.publish_days <= MOST_DAYS_BEFORE:
                raise errors.UnreadableRule
            form = replace(
                forms.form_of(announcements.card(event), event["capacity"], new_id()),
                agenda=OnAgenda(listed=event["listed"], axes=event["axes"]),
            )
            first = datetime.fromisoformat(form.starts_at)
            series_id = new_id()
            store.add_series(
                {
                    "id": series_id,
                    "rule": series.checked(request.rule, first),
                    "starts_at": first,
                    "audience_id": request.audience_id,
                    "publish_days": request.publish_days if request.audience_id else None,
                    "regions": current_limits().regions,
                    "created_by": by,
                    "now": now,
                },
                form,
            )
            store.put_into_series(event["id"], series_id, first)
            store.begin_lines(event["id"])
            store.keep_wishes_of_series(series_id, event["id"])
            audit.record(tx, by, "event.repeat", event["id"])
            _extend(tx, existing(store.lock_series(series_id)), now)
            return view_of(store, existing(store.find_event(event["id"])))

        return commands.once(tx, request.command_id, EventView, act)


def extend_series(db: Database, *, now: datetime) -> bool:
    """Make what has come within sight of one series; True if there was one to look at."""
    with db.transaction() as tx:
        found = EventsStore(tx).series_to_extend(now - LOOKED_AT_EVERY)
        if found is None:
            return False
        _extend(tx, found, now)
        return True


def series_of(db: Database, request: EventRef, *, now: datetime) -> SeriesView:
    """Give the series of an event, with what comes next; UnknownEvent when it has none."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        event = existing(store.find_event(request.event_id))
        found = existing(store.find_series(event["series_id"]) if event["series_id"] else None)
        coming = store.next_of_series(found["id"], now=now, limit=SHOWN)
        return SeriesView(
            series_id=found["id"],
            rule=found["rule"],
            apart=event["apart"],
            ended=found["ended"],
            next=[
                SeriesEvent(
                    event_id=row["id"],
                    starts_at=row["starts_at"],
                    state=row["state"],
                    apart=row["apart"],
                )
                for row in coming
            ],
        )


def _extend(tx: Transaction, found: Row, now: datetime) -> None:
    store = EventsStore(tx)
    form = EventForm.parse(found["form"])
    here = forms.wall_clock(now, form.zone)
    last = store.last_occurrence(found["id"]) or found["starts_at"]
    # What a long standstill let pass is not made up for.
    after = max(last, here)
    rule, starts_at = found["rule"], found["starts_at"]
    for when in series.occurrences(rule, starts_at, after=after, until=here + series.AHEAD):
        make(tx, found, series.form_on(form, when), when, now)
        after = when
    more = series.has_more(rule, starts_at, after=after)
    store.looked_at_series(found["id"], now=now, ended=not more)


def make(tx: Transaction, found: Row, form: EventForm, when: datetime, now: datetime) -> None:
    """Make one event of a series, which the caller has locked: a draft."""
    store = EventsStore(tx)
    event_id, plan = new_id(), plans.plan(form, now)
    store.add_event(event_id, plan, found["created_by"])
    put_on_agenda(tx, event_id, form)
    store.put_into_series(event_id, found["id"], when)
    # Its programme, what it asks and its reminders are what the series has in common now.
    store.copy_lines(found["id"], event_id)
    store.begin_wishes(found["id"], event_id)
    store.keep_programme(event_id, store.sessions_of(event_id), newer=False)
    if found["audience_id"] is not None:
        store.put_publishing(
            event_id,
            publish_at=max(now, plan.starts_at - timedelta(days=found["publish_days"])),
            whom=Whom(
                audience_id=found["audience_id"],
                within=found["regions"],
                by=found["created_by"],
            ),
            now=now,
        )
