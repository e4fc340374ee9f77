"""What a second person looks at before a send to many goes, and lets go."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.again import command_id, form_again
from services.web.console.quotes import expected_of
from shared.contracts.notifications import LookAtRelease, ReleaseSend
from shared.errors import Refused
from shared.ids import new_id

PAGE = "console/release.html"


@console.get("/events/<uuid:event_id>/sends/<uuid:send_id>/release")
@asking.needs("sends:control")
def release_form(event_id: UUID, send_id: UUID) -> str:
    return render_template(PAGE, **_held(event_id, send_id), command_id=new_id())


@console.post("/events/<uuid:event_id>/sends/<uuid:send_id>/release")
@asking.needs("sends:control")
def release_send(event_id: UUID, send_id: UUID) -> Response | tuple[str, int]:
    """Let it go as it was looked at; when it says something else by now, show that first."""
    words = request.form.get("words", "")[:100] or "not looked at"
    wish = ReleaseSend(command_id=command_id(), send_id=send_id, words=words)
    try:
        asking.notifications().release_send(wish)
    except Refused as refused:
        if refused.code != "says-something-else":
            raise
        return form_again(PAGE, refused, **_held(event_id, send_id), command_id=command_id())
    return redirect(url_for("console.event_page", event_id=event_id, _anchor="sends"), 303)


def _held(event_id: UUID, send_id: UUID) -> dict[str, object]:
    held = asking.notifications().look_at_release(LookAtRelease(send_id=send_id))
    expected = asking.part(lambda: expected_of(event_id, send_id))
    return {"event_id": event_id, "send_id": send_id, "held": held, "expected": expected}
