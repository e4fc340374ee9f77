"""The list of events, writing one, and its page."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.again import command_id, form_again
from services.web.console.answers import WHAT_IS_SHOWN, answer_lines
from services.web.console.drafts import EventDraft
from shared import clock
from shared.contracts.events import (
    USUAL,
    CancelEvent,
    EventRef,
    EventView,
    FindAnswers,
    FindEvents,
    Here,
)
from shared.contracts.notifications import EventSends
from shared.errors import Refused
from shared.ids import new_id

FORM = "console/event_form.html"
DOOR_OPENS = timedelta(days=1)


@console.get("/")
def home() -> Response:
    """Lead to what the account is there for."""
    first = "console.events_list" if asking.can("events:read") else "console.doors"
    return redirect(url_for(first), 303)


@console.get("/events")
def events_list() -> str:
    page = asking.events().events(FindEvents(after=request.args.get("after")))
    return render_template("console/events.html", page=page)


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
    if view.state == "draft":
        return render_template("console/event.html", event=view, sends=None, answers=None)
    sends = asking.part(lambda: asking.notifications().sends(EventSends(event_id=event_id)))
    recent = None
    if asking.can("names:read"):
        recent = asking.part(lambda: asking.events().answers(FindAnswers(event_id=event_id)))
    return render_template(
        "console/event.html",
        event=view,
        sends=sends,
        answers=answer_lines(recent.answers[:WHAT_IS_SHOWN]) if recent else None,
        here=_here(view),
    )


def _here(view: EventView) -> Here | None:
    """Give how many are in, from the day before the start on: until then nobody can be."""
    if view.card.starts_at - DOOR_OPENS > clock.now():
        return None
    return asking.part(lambda: asking.events().here(EventRef(event_id=view.card.event_id)))


@console.get("/events/<uuid:event_id>/cancel")
@asking.needs("events:publish")
def cancel_form(event_id: UUID) -> str:
    return render_template("console/cancel.html", event=find(event_id), command_id=new_id())


@console.post("/events/<uuid:event_id>/cancel")
@asking.needs("events:publish")
def cancel_event(event_id: UUID) -> Response:
    asking.events().cancel_event(CancelEvent(command_id=command_id(), event_id=event_id))
    return to_event(event_id)


def find(event_id: UUID) -> EventView:
    """Get an event as it stands now."""
    return asking.events().event(EventRef(event_id=event_id))


def to_event(event_id: UUID) -> Response:
    """Lead to the event's page."""
    return redirect(url_for("console.event_page", event_id=event_id), 303)
