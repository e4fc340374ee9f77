"""An event that comes again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from flask import render_template, request
from werkzeug.wrappers import Response

from services.web import asking, errors
from services.web.console import console
from services.web.console.again import command_id, form_again
from services.web.console.drafts import whole_number
from services.web.console.events import WHICH, find, to_event
from services.web.languages import wall_clock
from shared.contracts.events import EventView, RepeatEvent, Which
from shared.errors import Refused
from shared.ids import new_id

REPEAT = "console/repeat.html"
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST_WEEKS = 5
HOW = ("week", "fortnight", "month-weekday", "month-day", "day")


@dataclass(frozen=True, kw_only=True)
class Repetition:
    """What stands in the form."""

    command_id: UUID = field(default_factory=new_id)
    how: str = "week"
    times: str = ""
    until: str = ""
    audience: str = ""
    days: str = "7"

    @classmethod
    def typed(cls, form: Mapping[str, str]) -> Repetition:
        """Read the form as the browser sent it."""
        names = ("how", "times", "until", "audience", "days")
        return cls(command_id=command_id(), **{n: form.get(n, "").strip() for n in names})

    def wish(self, view: EventView) -> RepeatEvent:
        """Make the request of it; Refused when a field is not what its kind asks for."""
        audience = _id(self.audience) if self.audience else None
        days = whole_number(self.days, otherwise=errors.DaysMissing) if audience else 0
        day = datetime.fromisoformat(wall_clock(view.card.starts_at, view.card.zone))
        return RepeatEvent(
            command_id=self.command_id,
            event_id=view.card.event_id,
            rule=rule_typed(self.how, self.times, self.until, day),
            audience_id=audience,
            publish_days=days,
        )


@console.get("/events/<uuid:event_id>/repeat")
@asking.needs("events:publish", everywhere=True)
def repeat_form(event_id: UUID) -> str:
    return render_template(REPEAT, **_shown(find(event_id), Repetition()))


@console.post("/events/<uuid:event_id>/repeat")
@asking.needs("events:publish", everywhere=True)
def repeat_event(event_id: UUID) -> Response | tuple[str, int]:
    view, typed = find(event_id), Repetition.typed(request.form)
    try:
        asking.events().repeat_event(typed.wish(view))
    except Refused as refused:
        return form_again(REPEAT, refused, **_shown(view, typed))
    return to_event(event_id)


def rule_typed(how: str, times: str, until: str, day: datetime) -> str:
    """Make a rule (RFC 5545) of what was typed, for a series that begins on a day."""
    rules = {
        "week": "FREQ=WEEKLY",
        "fortnight": "FREQ=WEEKLY;INTERVAL=2",
        "month-weekday": f"FREQ=MONTHLY;BYDAY={_in_its_month(day)}",
        "month-day": "FREQ=MONTHLY",
        "day": "FREQ=DAILY",
    }
    rule = rules.get(how, "")
    if times:
        rule += f";COUNT={whole_number(times, otherwise=errors.TimesMissing)}"
    if until:
        try:
            rule += f";UNTIL={date.fromisoformat(until):%Y%m%d}"
        except ValueError as error:
            raise errors.TimesMissing from error
    return rule


def which_typed() -> Which:
    """Read which events of a series are meant: this one, unless somebody chose."""
    return WHICH.get(request.form.get("which", ""), "one")


def _shown(view: EventView, typed: Repetition) -> dict[str, object]:
    audiences = asking.members().audiences().audiences
    return {"event": view, "typed": typed, "audiences": audiences, "ways": HOW}


def _in_its_month(day: datetime) -> str:
    """Say a day as RFC 5545 does: +3TU, the third Tuesday; -1TU, the last, for a fifth one."""
    week = (day.day - 1) // 7 + 1
    return f"{'-1' if week == MOST_WEEKS else f'+{week}'}{WEEKDAYS[day.weekday()]}"


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise errors.UnknownAudience from error
