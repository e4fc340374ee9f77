"""The list of events, writing one, and its page."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.again import command_id, form_again
from services.web.console.answers import WHAT_IS_SHOWN, answer_lines
from services.web.console.door import how_many_are_in
from services.web.console.drafts import EventDraft
from services.web.console.meaning import Choices
from services.web.console.session_rooms import rooms_by_session
from services.web.console.targets import shown
from shared import clock
from shared.contracts.events import (
    USUAL,
    CancelEvent,
    EventRef,
    EventView,
    FindAnswers,
    FindEvents,
    SeriesView,
    Which,
)
from shared.contracts.notifications import EventSends
from shared.errors import Refused
from shared.ids import new_id

FORM = "console/event_form.html"
WHICH: dict[str, Which] = {"one": "one", "following": "following", "all": "all"}


@console.get("/")
def home() -> Response:
    """Lead to what the account is there for."""
    first = "console.events_list" if asking.can("events:read") else "console.doors"
    return redirect(url_for(first), 303)


@console.get("/events")
def events_list() -> str:
    page = asking.events().events(FindEvents(after=request.args.get("after")))
    now = clock.now()
    groups = [
        (over, [event for event in page.events if (event.card.ends_at <= now) == over])
        for over in (False, True)
    ]
    return render_template("console/events.html", page=page, groups=groups)


@console.get("/events/new")
@asking.needs("events:write", everywhere=True)
def new_event() -> str:
    return render_template(FORM, draft=EventDraft(), event=None, usual=USUAL)


@console.post("/events/new")
@asking.needs("events:write", everywhere=True)
def create_event() -> Response | tuple[str, int]:
    draft = EventDraft.typed(request.form, command_id())
    try:
        view = asking.events().create_event(draft.form())
    except Refused as refused:
        return form_again(FORM, refused, draft=draft, event=None, usual=USUAL)
    return to_event(view.card.event_id)


@console.get("/events/<uuid:event_id>")
def event_page(event_id: UUID) -> str:
    view = find(event_id)
    about = {"event": view, "series": series_of(view), "rooms": rooms_by_session(view.card)}
    if view.state == "draft":
        return render_template("console/event.html", **about, sends=None, answers=None)
    sends = asking.part(lambda: asking.notifications().sends(EventSends(event_id=event_id)))
    parts = shown(view.balance, Choices.asked()) if view.balance else []
    recent = None
    if asking.can("names:read"):
        recent = asking.part(lambda: asking.events().answers(FindAnswers(event_id=event_id)))
    return render_template(
        "console/event.html",
        **about,
        sends=sends,
        parts=parts,
        answers=answer_lines(recent.answers)[:WHAT_IS_SHOWN] if recent else None,
        **how_many_are_in(view.card),
    )


@console.get("/events/<uuid:event_id>/cancel")
@asking.needs("events:publish")
def cancel_form(event_id: UUID) -> str:
    return render_template("console/cancel.html", event=find(event_id), command_id=new_id())


@console.post("/events/<uuid:event_id>/cancel")
@asking.needs("events:publish")
def cancel_event(event_id: UUID) -> Response:
    which = WHICH.get(request.form.get("which", ""), "one")
    wish = CancelEvent(command_id=command_id(), event_id=event_id, which=which)
    asking.events().cancel_event(wish)
    return to_event(event_id)


def find(event_id: UUID) -> EventView:
    """Get an event as it stands now."""
    return asking.events().event(EventRef(event_id=event_id))


def series_of(view: EventView) -> SeriesView | None:
    """Get the series that an event belongs to, if it does."""
    if view.series_id is None:
        return None
    return asking.events().series_of(EventRef(event_id=view.card.event_id))


def to_event(event_id: UUID) -> Response:
    """Lead to the event's page."""
    return redirect(url_for("console.event_page", event_id=event_id), 303)
