"""An event's reminders: when each goes, and switching one off."""

from __future__ import annotations

from typing import get_args
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.again import command_id, form_again
from services.web.console.repeating import which_typed
from shared.contracts.events import (
    EventRef,
    Reminder,
    ReminderWish,
    SetReminders,
)
from shared.errors import Refused
from shared.ids import new_id

PAGE = "console/reminders.html"
MOST_DIGITS = 5
OF_A_DAY = ("day_before", "morning_of")


@console.get("/events/<uuid:event_id>/reminders")
def reminders(event_id: UUID) -> str:
    shown = asking.events().reminders(EventRef(event_id=event_id))
    return render_template(PAGE, shown=shown, typed={}, which="one", command_id=new_id())


@console.post("/events/<uuid:event_id>/reminders")
@asking.needs("events:write")
def set_reminders(event_id: UUID) -> Response | tuple[str, int]:
    wishes = [_typed(what) for what in get_args(Reminder)]
    which = which_typed()
    wish = SetReminders(command_id=command_id(), event_id=event_id, wishes=wishes, which=which)
    try:
        asking.events().set_reminders(wish)
    except Refused as refused:
        shown = asking.events().reminders(EventRef(event_id=event_id))
        typed = {
            what: (request.form.get(f"{what}_time", ""), f"{what}_on" in request.form)
            for what in get_args(Reminder)
        }
        again = {"shown": shown, "typed": typed, "which": which}
        return form_again(PAGE, refused, **again, command_id=command_id())
    return redirect(url_for("console.reminders", event_id=event_id), 303)


def _typed(what: Reminder) -> ReminderWish:
    typed = request.form.get(f"{what}_time", "").strip()
    on = request.form.get(f"{what}_on") == "yes"
    if what in OF_A_DAY:
        return ReminderWish(what=what, on=on, at=typed[:MOST_DIGITS])
    # What is no number is no time.
    number = int(typed) if typed.isdecimal() and len(typed) < MOST_DIGITS else 0
    return ReminderWish(what=what, on=on, minutes=number)
