"""Of a series: which of its events a change is about, and what is made from then on."""

from __future__ import annotations

from datetime import datetime, timedelta

from services.events.domain import series
from services.events.operations.finding import Row, existing
from services.events.store import EventsStore
from shared.contracts.events import EventForm, Which
from shared.db.limits import current_limits
from shared.errors import NotAllowed


def held(store: EventsStore, event: Row, which: Which, now: datetime) -> tuple[Row, list[Row]]:
    """
    Hold an event, and those of its series that are meant beside it.

    A series is held before its events, so that two who change one do not wait for each other.
    """
    if which == "one" or event["series_id"] is None:
        return existing(store.lock_event(event["id"])), []
    if current_limits().events is not None:
        raise NotAllowed  # the others are not theirs to see
    store.lock_series(event["series_id"])
    begin = event["occurrence"] if which == "following" else datetime.min  # noqa: DTZ901 - a wall clock
    others = store.lock_events_of_series(event["series_id"], from_occurrence=begin, now=now)
    this = existing(store.lock_event(event["id"]))
    return this, [other for other in others if other["id"] != this["id"]]


def form_of_another(form: EventForm, this: Row, other: Row) -> EventForm:
    """Write the form of another event of a series from what was written of this one."""
    start = datetime.fromisoformat(form.starts_at)
    days = timedelta(days=(start.date() - this["occurrence"].date()).days)
    return series.form_on(form, datetime.combine(other["occurrence"].date() + days, start.time()))


def follow(store: EventsStore, this: Row, others: list[Row], form: EventForm) -> None:
    """Let the next events of a series be made from what was written of this one."""
    known = existing(store.find_series(this["series_id"]))
    begin = min(row["occurrence"] for row in (this, *others))
    start = datetime.fromisoformat(form.starts_at)
    days = (start.date() - this["occurrence"].date()).days
    first = datetime.combine(begin.date() + timedelta(days=days), start.time())
    rule = series.shifted(known["rule"], days)
    store.shift_occurrences(known["id"], from_occurrence=begin, days=days, at=start.time())
    store.keep_series(
        known["id"],
        rule=rule,
        starts_at=first,
        form=series.form_on(form, first),
        ended=known["ended"],
    )


def end(store: EventsStore, this: Row, others: list[Row]) -> None:
    """Let nothing more be made of a series."""
    known = existing(store.find_series(this["series_id"]))
    begin = min(row["occurrence"] for row in (this, *others))
    store.keep_series(
        known["id"],
        rule=series.ended_before(known["rule"], begin.date()),
        starts_at=known["starts_at"],
        form=EventForm.parse(known["form"]),
        ended=True,
    )
