"""Another rule for a series: another weekday or hour, more often or more rarely, another end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from flask import render_template, request
from werkzeug.wrappers import Response

from services.web import asking, errors
from services.web.console import console
from services.web.console.again import command_id, form_again
from services.web.console.events import find, to_event
from services.web.console.repeating import HOW, rule_typed
from services.web.languages import wall_clock
from services.web.words.rules import kind_of_rule, rule_end
from shared.contracts.events import ChangeSeries, EventRef, EventView, SeriesView
from shared.errors import Refused
from shared.ids import new_id

FORM = "console/series.html"
CHECK = "console/series_check.html"
NAMES = ("starts_at", "how", "times", "until")


@dataclass(frozen=True, kw_only=True)
class TypedSeries:
    """What stands in the form."""

    command_id: UUID = field(default_factory=new_id)
    starts_at: str = ""
    how: str = "week"
    times: str = ""
    until: str = ""

    @classmethod
    def typed(cls, form: Mapping[str, str]) -> TypedSeries:
        """Read the form as the browser sent it."""
        return cls(command_id=command_id(), **{n: form.get(n, "").strip() for n in NAMES})

    @classmethod
    def of(cls, view: EventView, series: SeriesView) -> TypedSeries:
        """Fill the form with the series as it is."""
        ends = rule_end(series.rule)
        return cls(
            starts_at=wall_clock(view.card.starts_at, view.card.zone),
            how=kind_of_rule(series.rule) or "week",
            until=ends.date().isoformat() if ends else "",
        )

    def wish(self, event_id: UUID) -> ChangeSeries:
        """Make the request of it; Refused when a field is not what its kind asks for."""
        try:
            first = datetime.fromisoformat(self.starts_at)
        except ValueError as error:
            raise errors.DateMissing from error
        rule = rule_typed(self.how, self.times, self.until, first)
        return ChangeSeries(
            command_id=self.command_id, event_id=event_id, rule=rule, starts_at=self.starts_at
        )


@console.get("/events/<uuid:event_id>/series")
@asking.needs("events:publish", everywhere=True)
def series_form(event_id: UUID) -> str:
    view = find(event_id)
    series = asking.events().series_of(EventRef(event_id=event_id))
    return render_template(FORM, event=view, typed=TypedSeries.of(view, series), ways=HOW)


@console.post("/events/<uuid:event_id>/series")
@asking.needs("events:publish", everywhere=True)
def change_series(event_id: UUID) -> Response | str | tuple[str, int]:
    typed, how = TypedSeries.typed(request.form), request.form.get("sure")
    shown = {"event": find(event_id), "typed": typed, "ways": HOW}
    if how == "back":
        return render_template(FORM, **shown)
    try:
        wish = typed.wish(event_id)
        if how != "yes":
            weighed = asking.events().weigh_series(wish)
            return render_template(CHECK, **shown, weighed=weighed, names=NAMES)
        asking.events().change_series(wish)
    except Refused as refused:
        return form_again(FORM, refused, **shown)
    return to_event(event_id)
