"""How a sending goes: its live part, and stopping it."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from services.web import asking
from services.web.charts import Piece, bars, stacked
from services.web.console import console
from services.web.console.again import command_id
from services.web.console.events import find
from services.web.words.sends import LEDGER
from shared.contracts.notifications import EventSends, ResumeSend, StopSend


def pieces(totals: dict[str, int]) -> list[Piece]:
    """Divide a bar by state, in the order of the ledger; states nobody is in have no piece."""
    order = [*LEDGER, *(code for code in totals if code not in LEDGER)]
    return stacked({state: totals.get(state, 0) for state in order})


@console.app_context_processor
def drawings() -> dict[str, object]:
    return {"bars": bars, "pieces": pieces, "stacked": stacked}


@console.get("/events/<uuid:event_id>/sends")
def sends_part(event_id: UUID) -> str:
    """The live part of an event's page."""
    sends = asking.notifications().sends(EventSends(event_id=event_id))
    return render_template("console/_sends.html", event=find(event_id), sends=sends)


@console.post("/events/<uuid:event_id>/sends/<uuid:send_id>/stop")
def stop_send(event_id: UUID, send_id: UUID) -> Response:
    asking.notifications().stop_send(StopSend(command_id=command_id(), send_id=send_id))
    return redirect(url_for("console.event_page", event_id=event_id, _anchor="sends"), 303)


@console.post("/events/<uuid:event_id>/sends/<uuid:send_id>/resume")
@asking.needs("sends:control")
def resume_send(event_id: UUID, send_id: UUID) -> Response:
    asking.notifications().resume_send(ResumeSend(command_id=command_id(), send_id=send_id))
    return redirect(url_for("console.event_page", event_id=event_id, _anchor="sends"), 303)
