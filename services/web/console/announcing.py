"""An event's announcements: what is told to many, without asking for an answer."""

from __future__ import annotations

from typing import get_args
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.again import command_id, form_again
from shared.contracts.events import Announce, EventRef, Said, ToAnswer
from shared.contracts.members import LANGUAGES
from shared.errors import Refused
from shared.ids import new_id

PAGE = "console/announcements.html"
LONGEST = 2_000
AUDIENCE = "audience:"


@console.get("/events/<uuid:event_id>/announcements")
def announcements(event_id: UUID) -> str:
    return render_template(PAGE, **_announcements(event_id), typed={}, command_id=new_id())


@console.post("/events/<uuid:event_id>/announcements")
@asking.needs("events:publish")
def announce(event_id: UUID) -> Response | tuple[str, int]:
    typed = {name: text[:LONGEST] for name, text in request.form.items()}
    wish = Announce(
        command_id=command_id(),
        event_id=event_id,
        said={
            code: Said(title=typed.get(f"title_{code}", ""), text=typed.get(f"text_{code}", ""))
            for code in LANGUAGES
            if f"text_{code}" in typed
        },
        audience_id=_audience(typed.get("to", "")),
        to_answer=_answer(typed.get("to", "")),
    )
    try:
        asking.events().announce(wish)
    except Refused as refused:
        shown = _announcements(event_id)
        return form_again(PAGE, refused, **shown, typed=typed, command_id=command_id())
    return redirect(url_for("console.announcements", event_id=event_id), 303)


def _announcements(event_id: UUID) -> dict[str, object]:
    shown = asking.events().announcements(EventRef(event_id=event_id))
    may = asking.can("people:count")
    saved = asking.part(lambda: asking.members().audiences()) if may else None
    audiences = saved.audiences if saved else []
    return {
        "shown": shown,
        "audiences": audiences,
        "names": {one.audience_id: one.name for one in audiences},
        "view": asking.events().event(EventRef(event_id=event_id)),
    }


def _audience(typed: str) -> UUID | None:
    if not typed.startswith(AUDIENCE):
        return None
    try:
        return UUID(typed.removeprefix(AUDIENCE))
    except ValueError as error:
        raise BadRequest from error


def _answer(typed: str) -> ToAnswer | None:
    for answer in get_args(ToAnswer):
        if answer == typed:
            known: ToAnswer = answer
            return known
    return None  # to nobody: the service says so, if there is such an event
