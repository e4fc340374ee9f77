"""Another rule for a series: what is to come moves, what fits no more is called off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.events import announcements, errors
from services.events.domain import forms, rescheduling, series
from services.events.domain.holding import Hold
from services.events.operations import assemblies
from services.events.operations.changing import planned, put
from services.events.operations.finding import Row, existing, not_cancelled
from services.events.operations.organising import call_off, view_of
from services.events.operations.repeating import make
from services.events.store import EventsStore
from shared.contracts.events import ChangeSeries, EventForm, EventView, SeriesWeighed
from shared.db import audit
from shared.db.database import Database, Transaction
from shared.db.limits import current_limits
from shared.errors import NotAllowed
from shared.ids import new_id
from shared.messaging import commands


@dataclass(frozen=True, kw_only=True)
class Course:
    """What a new rule does: who is where, which events move, end or are made."""

    known: Row
    rule: str
    starts_at: datetime
    places: dict[UUID, datetime]
    moved: list[tuple[Row, EventForm]]
    ended: list[Row]
    made: list[datetime]


def change_series(
    db: Database, request: ChangeSeries, *, by: UUID, hold: Hold, now: datetime
) -> EventView:
    """
    Let a series come by another rule, from one of its events on.

    Who was told of an event that moves or ends is told so once. What was changed or cancelled
    alone stays as it is, and stands for its day of the new rule. A body that was convened keeps the
    notice of its statutes: NoticeTooShort.
    """
    with db.transaction() as tx:

        def act() -> EventView:
            store = EventsStore(tx)
            course = _course(store, request, now)
            _follow(tx, course, by=by, hold=hold, now=now)
            for event in course.ended:
                call_off(tx, event, now)
                # Its day is free for when the rule comes there again.
                store.leave_series(event["id"])
                audit.record(tx, by, "event.cancel", event["id"])
            audit.record(tx, by, "event.change", request.event_id)
            return view_of(store, existing(store.find_event(request.event_id)))

        return commands.once(tx, request.command_id, EventView, act)


def weigh_series(db: Database, request: ChangeSeries, *, now: datetime) -> SeriesWeighed:
    """Say what a new rule would move, end and make, and how many people hear of it."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        course = _course(store, request, now)
        changed = [row for row, _ in course.moved] + course.ended
        told = [row["id"] for row in changed if row["state"] == "published"]
        counts = store.counts(told)
        return SeriesWeighed(
            moved=len(course.moved),
            ended=len(course.ended),
            made=len(course.made),
            people=sum(max(0, row["invited"] - row["no"]) for row in counts.values()),
        )


def _course(store: EventsStore, request: ChangeSeries, now: datetime) -> Course:
    event = existing(store.find_event(request.event_id))
    if current_limits().events is not None:
        raise NotAllowed  # the others are not theirs to see
    known = existing(store.lock_series(event["series_id"]) if event["series_id"] else None)
    _within_reach(known)
    rows = store.lock_rest_of_series(known["id"], event["occurrence"])
    this = not_cancelled(next(row for row in rows if row["id"] == event["id"]))
    if this["starts_at"] <= now:
        raise errors.EventIsOver
    zone, first = known["zone"], _moment(request.starts_at)
    if first <= forms.wall_clock(now, zone):
        raise errors.EventInThePast
    rule = series.checked(request.rule, first)
    last = max(forms.wall_clock(now, zone) + series.AHEAD, *(row["occurrence"] for row in rows))
    coming = series.occurrences(rule, first, after=first - timedelta(seconds=1), until=last)
    others = [(row["id"], row["occurrence"]) for row in rows if row["id"] != this["id"]]
    places = rescheduling.placed(this["id"], others, coming, rule)
    free = [row for row in rows if _goes_along(row, this, now)]
    taken = {*places.values(), *(row["occurrence"] for row in rows if row["id"] not in places)}
    return Course(
        known=known,
        rule=rule,
        starts_at=first,
        places=places,
        moved=[(row, form) for row in free if (form := _form(row, places.get(row["id"])))],
        ended=[row for row in free if row["id"] not in places],
        made=[when for when in coming if when not in taken],
    )


def _within_reach(known: Row) -> None:
    """NotAllowed where the events that are made invite people beyond somebody's regions."""
    regions = current_limits().regions
    if regions is None or known["audience_id"] is None:
        return
    if known["regions"] is None or not set(known["regions"]) <= set(regions):
        raise NotAllowed


def _goes_along(row: Row, this: Row, now: datetime) -> bool:
    """Tell whether an event follows the rule; what was changed or cancelled alone does not."""
    alone = row["apart"] and row["id"] != this["id"]
    return not alone and row["state"] != "cancelled" and row["starts_at"] > now


def _form(row: Row, when: datetime | None) -> EventForm | None:
    """Write an event's form at its new time; None when that is the one it has."""
    if when is None or forms.wall_clock(row["starts_at"], row["zone"]) == when:
        return None
    form = forms.form_of(announcements.card(row), row["capacity"], new_id())
    return series.form_on(form, when)


def _follow(tx: Transaction, course: Course, *, by: UUID, hold: Hold, now: datetime) -> None:
    store, known = EventsStore(tx), course.known
    store.let_places_change()
    for event_id, when in course.places.items():
        store.put_into_series(event_id, known["id"], when)
    for before, form in course.moved:
        after = put(tx, before, planned(before, form, now), silent=False, hold=hold, now=now)
        assemblies.follow_change(tx, before, after, by=by, now=now)
        store.move_publishing(after["id"], after["starts_at"] - before["starts_at"], now)
    form = series.form_on(EventForm.parse(known["form"]), course.starts_at)
    store.keep_series(
        known["id"], rule=course.rule, starts_at=course.starts_at, form=form, ended=False
    )
    kept = existing(store.lock_series(known["id"]))
    for when in course.made:
        make(tx, kept, series.form_on(form, when), when, now)
    last = max([*course.places.values(), *course.made])
    more = series.has_more(course.rule, course.starts_at, after=last)
    store.looked_at_series(known["id"], now=now, ended=not more)


def _moment(typed: str) -> datetime:
    try:
        found = datetime.fromisoformat(typed)
    except ValueError as error:
        raise errors.UnreadableTime(field="starts_at") from error
    if found.tzinfo is not None:
        raise errors.UnreadableTime(field="starts_at")
    return found
