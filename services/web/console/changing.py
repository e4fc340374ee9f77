"""Changing an event; of what people have to hear, it is said before saving how many are told."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, request
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.again import command_id, form_again
from services.web.console.drafts import EventDraft
from services.web.console.events import FORM, find, to_event
from shared.contracts.events import USUAL, ChangeEvent
from shared.errors import Refused

CHECK = "console/change_check.html"
NOT_TYPED = frozenset({"csrf_token", "command_id", "how"})


@console.get("/events/<uuid:event_id>/change")
@asking.needs("events:write")
def change_form(event_id: UUID) -> str:
    view = find(event_id)
    return render_template(FORM, draft=EventDraft.of(view), event=view, usual=USUAL)


@console.post("/events/<uuid:event_id>/change")
@asking.needs("events:write")
def change_event(event_id: UUID) -> Response | str | tuple[str, int]:
    draft, how = EventDraft.typed(request.form, command_id()), request.form.get("how", "")
    if how == "back":
        return render_template(FORM, draft=draft, event=find(event_id), usual=USUAL)
    try:
        wish = ChangeEvent(event_id=event_id, form=draft.form(), silent=how == "silent")
        weighed = None if how else asking.events().weigh_change(wish)
        if weighed and weighed.people:
            typed = [(n, v) for n, v in request.form.items(multi=True) if n not in NOT_TYPED]
            return render_template(
                CHECK, weighed=weighed, event=find(event_id), draft=draft, typed=typed
            )
        asking.events().change_event(wish)
    except Refused as refused:
        return form_again(FORM, refused, draft=draft, event=find(event_id), usual=USUAL)
    return to_event(event_id)
