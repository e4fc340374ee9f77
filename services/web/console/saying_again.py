"""What is said once more: a correction, looked at before it goes, and to whom nothing came."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web import asking, errors
from services.web.console import console
from services.web.console.again import command_id, form_again
from services.web.words.sends import MENDABLE
from shared.contracts.events import Said
from shared.contracts.members import LANGUAGES
from shared.contracts.notifications import (
    CorrectSend,
    Failed,
    FindFailed,
    LookAtCorrection,
    ResendFailed,
)
from shared.errors import Refused
from shared.ids import new_id

PAGE = "console/correct.html"
AGAIN = "console/send_again.html"
LONGEST = 2_000


@console.get("/events/<uuid:event_id>/sends/<uuid:send_id>/correct")
@asking.needs("sends:control")
def correct_form(event_id: UUID, send_id: UUID) -> str:
    shown = asking.notifications().look_at_correction(LookAtCorrection(send_id=send_id))
    return render_template(
        PAGE, event_id=event_id, send_id=send_id, shown=shown, typed={}, command_id=new_id()
    )


@console.post("/events/<uuid:event_id>/sends/<uuid:send_id>/correct")
@asking.needs("sends:control")
def correct_send(event_id: UUID, send_id: UUID) -> str | Response | tuple[str, int]:
    """Show how it reads and whom it reaches; it goes by the button of that page alone."""
    typed = {name: text[:LONGEST] for name, text in request.form.items()}
    said: dict[str, Said] = {
        code: Said(title=typed.get(f"title_{code}", ""), text=typed[f"text_{code}"])
        for code in LANGUAGES
        if typed.get(f"text_{code}", "").strip()
    }
    about = {"event_id": event_id, "send_id": send_id, "typed": typed, "command_id": command_id()}
    try:
        if "go" in typed:
            wish = CorrectSend(command_id=command_id(), send_id=send_id, said=said)
            asking.notifications().correct_send(wish)
            return redirect(url_for("console.event_page", event_id=event_id, _anchor="sends"), 303)
        if not said:  # without a text the question only asks whom it would go to
            raise errors.NothingSaid
        wish_to_see = LookAtCorrection(send_id=send_id, said=said)
        shown = asking.notifications().look_at_correction(wish_to_see)
    except Refused as refused:
        shown = asking.notifications().look_at_correction(LookAtCorrection(send_id=send_id))
        return form_again(PAGE, refused, shown=shown, **about)
    return render_template(PAGE, shown=shown, **about)


@console.get("/events/<uuid:event_id>/sends/<uuid:send_id>/again")
@asking.needs("sends:control")
def send_again_form(event_id: UUID, send_id: UUID) -> str:
    failed = asking.notifications().failed(FindFailed(send_id=send_id))
    return render_template(AGAIN, **_about(event_id, send_id, failed))


@console.post("/events/<uuid:event_id>/sends/<uuid:send_id>/again")
@asking.needs("sends:control")
def send_again(event_id: UUID, send_id: UUID) -> str | Response | tuple[str, int]:
    """Show what it comes to; it goes by the button of that page alone."""
    why = [why for why in request.form.getlist("why") if why in MENDABLE]
    unsure = "unsure" in request.form
    try:
        if "go" in request.form:
            wish = ResendFailed(command_id=command_id(), send_id=send_id, why=why, unsure=unsure)
            asking.notifications().resend_failed(wish)
            return redirect(url_for("console.event_page", event_id=event_id, _anchor="sends"), 303)
        asked = FindFailed(send_id=send_id, why=why, unsure=unsure)
        failed = asking.notifications().failed(asked)
        if not failed.chosen:
            raise errors.NothingToMend
    except Refused as refused:
        failed = asking.notifications().failed(FindFailed(send_id=send_id))
        about = _about(event_id, send_id, failed)
        return form_again(AGAIN, refused, **about, ticked=why, unsure=unsure)
    return render_template(AGAIN, **_about(event_id, send_id, failed), ticked=why, unsure=unsure)


def _about(event_id: UUID, send_id: UUID, failed: Failed) -> dict[str, object]:
    return {
        "event_id": event_id,
        "send_id": send_id,
        "failed": failed,
        "command_id": command_id(),
    }
