"""A copy of an event, on another day."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, request
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.again import command_id, form_again
from services.web.console.events import find, to_event
from shared.contracts.events import CopyEvent
from shared.errors import Refused
from shared.ids import new_id

COPY = "console/copy.html"


@console.get("/events/<uuid:event_id>/copy")
@asking.needs("events:write", everywhere=True)
def copy_form(event_id: UUID) -> str:
    return render_template(COPY, event=find(event_id), command_id=new_id(), starts_at="")


@console.post("/events/<uuid:event_id>/copy")
@asking.needs("events:write", everywhere=True)
def copy_event(event_id: UUID) -> Response | tuple[str, int]:
    starts_at, command = request.form.get("starts_at", "").strip(), command_id()
    wish = CopyEvent(command_id=command, event_id=event_id, starts_at=starts_at)
    try:
        view = asking.events().copy_event(wish)
    except Refused as refused:
        return form_again(
            COPY, refused, event=find(event_id), command_id=command, starts_at=starts_at
        )
    return to_event(view.card.event_id)
