"""An event's waves: who is invited when, and how each one does."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.again import command_id, form_again
from shared.contracts.events import DropWave, EventRef, PlanWave
from shared.errors import Refused
from shared.ids import new_id

PAGE = "console/waves.html"
MOST_DIGITS = 8
LONGEST = 200


@console.get("/events/<uuid:event_id>/waves")
def waves(event_id: UUID) -> str:
    return render_template(PAGE, **_waves(event_id), typed={}, command_id=new_id())


@console.post("/events/<uuid:event_id>/waves")
@asking.needs("events:publish")
def plan_wave(event_id: UUID) -> Response | tuple[str, int]:
    typed = {name: request.form.get(name, "").strip()[:LONGEST] for name in _FIELDS}
    wish = PlanWave(
        command_id=command_id(),
        event_id=event_id,
        audience_id=_uuid(typed["audience"]),
        label=typed["label"],
        at=typed["at"],
        if_fewer=_number(typed["if_fewer"]),
    )
    try:
        asking.events().plan_wave(wish)
    except Refused as refused:
        return form_again(PAGE, refused, **_waves(event_id), typed=typed, command_id=command_id())
    return _to_waves(event_id)


@console.post("/events/<uuid:event_id>/waves/<uuid:wave_id>/drop")
@asking.needs("events:publish")
def drop_wave(event_id: UUID, wave_id: UUID) -> Response | tuple[str, int]:
    wish = DropWave(command_id=command_id(), event_id=event_id, wave_id=wave_id)
    try:
        asking.events().drop_wave(wish)
    except Refused as refused:
        return form_again(PAGE, refused, **_waves(event_id), typed={}, command_id=new_id())
    return _to_waves(event_id)


_FIELDS = ("audience", "label", "at", "if_fewer")


def _waves(event_id: UUID) -> dict[str, object]:
    shown = asking.events().waves(EventRef(event_id=event_id))
    may = asking.can("people:count")
    saved = asking.part(lambda: asking.members().audiences()) if may else None
    audiences = saved.audiences if saved else []
    return {
        "shown": shown,
        "audiences": audiences,
        "names": {one.audience_id: one.name for one in audiences},
    }


def _to_waves(event_id: UUID) -> Response:
    return redirect(url_for("console.waves", event_id=event_id), 303)


def _number(typed: str) -> int | None:
    """Read a number; what is none is one that is refused."""
    if not typed:
        return None
    return int(typed) if typed.isdecimal() and len(typed) < MOST_DIGITS else 0


def _uuid(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError as error:
        raise NotFound from error
