"""Reminders: arranged when an event is published or moved, told page by page when they are due."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.events import announcements, errors
from services.events.domain import pages, reminders
from services.events.domain.reminders import Due, Place, Times, When
from services.events.operations import lines
from services.events.operations.finding import Row, existing, not_cancelled
from services.events.operations.organising import view_of
from services.events.store import EventsStore
from shared.contracts.events import (
    ChaseSilent,
    EventView,
    Reminder,
    Reminders,
    ReminderView,
    SetReminders,
)
from shared.contracts.wire import CHUNK
from shared.crashpoints import crashpoint
from shared.db import audit
from shared.db.database import Database
from shared.messaging import commands, outbox

URGENT = ("soon", "change")
"""What would come too late behind a mass send."""

WEIGHED = ("day_before", "morning_of", "afterwards", "chase")
"""What says how many it is for: what cannot wait for a second person does not."""


def reminders_of(db: Database, event_id: UUID) -> Reminders:
    """Show an event's reminders: how each is wanted, and when it is due."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        return _shown(store, existing(store.find_event(event_id)))


def set_reminders(db: Database, command: SetReminders, *, by: UUID, now: datetime) -> Reminders:
    """
    Change how reminders are wanted; what is due then is arranged at once. BadReminderTime.

    Said of a series, what is made of it later reminds so, too.
    """
    with db.transaction() as tx:

        def act() -> Reminders:
            store = EventsStore(tx)
            event, others = lines.held(store, command.event_id, command.which, now)
            meant = [event["id"], *(other["id"] for other in others)]
            for what, wanted in reminders.wishes(command.wishes).items():
                store.put_wish(meant, what, wanted)
            if command.which != "one" and event["series_id"]:
                store.keep_wishes_of_series(event["series_id"], event["id"])
                store.forget_arrangements(meant[1:])
            if event["state"] == "published":
                _arrange(store, event, now)
            audit.record(tx, by, "event.remind", event["id"])
            return _shown(store, event)

        return commands.once(tx, command.command_id, Reminders, act)


def chase_the_silent(db: Database, command: ChaseSilent, *, by: UUID, now: datetime) -> EventView:
    """Ask those who were reached and are silent once more. AlreadyChased, EventIsOver."""
    with db.transaction() as tx:

        def act() -> EventView:
            store = EventsStore(tx)
            event = not_cancelled(existing(store.lock_event(command.event_id)))
            if event["state"] != "published":
                raise errors.NotPublished
            ends = announcements.card(event).answers_end
            if ends <= now:
                raise errors.EventIsOver
            if not store.chase(event["id"], useful_until=ends, asked_by=by, now=now):
                raise errors.AlreadyChased
            audit.record(tx, by, "event.chase", event["id"])
            return view_of(store, event)

        return commands.once(tx, command.command_id, EventView, act)


def arrange_reminders(db: Database, *, now: datetime) -> bool:
    """Arrange the reminders of one event that was published or changed; True if there was one."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        event = store.event_to_arrange()
        if event is None:
            return False
        _arrange(store, event, now)
        return True


def remind(db: Database, *, now: datetime, page: int = CHUNK) -> bool:
    """
    Tell a page of people what is due; True while there is more.

    The page is announced in the transaction that notes how far it got: whoever dies in between,
    and however many work at it, each person is told once.
    """
    with db.transaction() as tx:
        store = EventsStore(tx)
        reminder = store.take_due(now)
        if reminder is None:
            return False
        if reminder["useful_until"] <= now:
            store.move_on(reminder, state="passed", told=0, last=None)
            return True
        if reminder["what"] in WEIGHED and reminder["after_holder"] is None:
            reminder["meant"] = store.count_reminded(reminder)
        found = store.page_of_reminded(reminder, page + 1)
        people = pages.whole_households(found, page)
        if people:
            message = announcements.reminder_due(reminder, people)
            outbox.add(tx, message, urgent=reminder["what"] in URGENT)
        state = "done" if len(people) == len(found) else "going"
        store.move_on(reminder, state=state, told=len(people), last=people[-1] if people else None)
        crashpoint("remind.before_commit")
    crashpoint("remind.after_commit")
    return True


def _arrange(store: EventsStore, event: Row, now: datetime) -> None:
    known = store.reminders_of(event["id"])
    for what in reminders.REMINDERS:
        wanted = _wanted(known, what)
        due = reminders.due(what, wanted, _times(event))
        place = reminders.arranged(_place(known, what), due, now)
        store.put_place(event["id"], what, wanted, place, due)
    store.mark_arranged(event["id"])


def _wanted(known: dict[str, Row], what: Reminder) -> When:
    row = known.get(what)
    if row is None:
        return reminders.USUAL[what]
    return When(on=row["is_on"], at=row["at_time"], minutes=row["minutes"])


def _place(known: dict[str, Row], what: Reminder) -> Place:
    row = known.get(what)
    if row is None:
        return Place()
    return Place(**{name: row[name] for name in ("state", "round", "due_at", "about")})


def _times(event: Row) -> Times:
    return Times(
        starts_at=event["starts_at"],
        ends_at=event["ends_at"],
        zone=event["zone"],
        online=bool(event["online_link"]),
    )


def _shown(store: EventsStore, event: Row) -> Reminders:
    known = store.reminders_of(event["id"])
    return Reminders(
        card=announcements.card(event),
        event_state=event["state"],
        in_series=event["series_id"] is not None,
        reminders=[_view(what, known, event) for what in reminders.REMINDERS],
    )


def _view(what: Reminder, known: dict[str, Row], event: Row) -> ReminderView:
    wanted = _wanted(known, what)
    due = reminders.due(what, wanted, _times(event))
    row = known.get(what)
    return ReminderView(
        what=what,
        on=wanted.on,
        at=wanted.at.strftime("%H:%M") if wanted.at else "",
        minutes=wanted.minutes,
        state=_state(what, wanted, due, row["state"] if row else "idle"),
        due_at=due.at if due else None,
        told=row["told"] if row else 0,
    )


def _state(what: Reminder, wanted: When, due: Due | None, state: str) -> reminders.Shown:
    if not wanted.on:
        return "off"
    if due is None:
        return "no_link" if what == "soon" else "no_time"
    said: dict[str, reminders.Shown] = {"going": "going", "done": "done", "passed": "passed"}
    return said.get(state, "planned")
