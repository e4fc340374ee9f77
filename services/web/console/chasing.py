"""Asking the silent once more: how many they are, and one press."""

from __future__ import annotations

from uuid import UUID

from flask import render_template
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.again import command_id, form_again
from services.web.console.events import find, to_event
from services.web.console.quotes import Wanted, expected, keep, quoted
from shared.contracts.events import ChaseSilent, EventView
from shared.contracts.notifications import EventSends, SendsProgress
from shared.errors import Refused
from shared.ids import new_id

PAGE = "console/chase.html"
NO_CHANNEL = ("none", "undecided")


@console.get("/events/<uuid:event_id>/chase")
@asking.needs("events:publish")
def chase_form(event_id: UUID) -> str:
    return render_template(PAGE, **_chase(event_id), command_id=new_id())


@console.post("/events/<uuid:event_id>/chase")
@asking.needs("events:publish")
def chase(event_id: UUID) -> Response | tuple[str, int]:
    wish = ChaseSilent(command_id=command_id(), event_id=event_id)
    kept = expected(_wanted(find(event_id)), wish.command_id)
    try:
        asking.events().chase_the_silent(wish)
        keep(kept)
    except Refused as refused:
        return form_again(PAGE, refused, **_chase(event_id), command_id=command_id())
    return to_event(event_id)


def _chase(event_id: UUID) -> dict[str, object]:
    view = find(event_id)
    sends = asking.part(lambda: asking.notifications().sends(EventSends(event_id=event_id)))
    found = None if view.chased_at else asking.part(lambda: quoted(_wanted(view)))
    return {
        "event": view,
        "silent": silent(view, sends),
        "quote": found.quote if found else None,
    }


def _wanted(view: EventView) -> Wanted:
    return Wanted(card=view.card, kind="chase", among="silent")


def silent(view: EventView, sends: SendsProgress | None) -> int:
    """Say how many were reached, as far as is known, and have not answered."""
    counts = view.counts
    no_answer = counts.invited - counts.yes - counts.no - counts.maybe
    unreached = -counts.not_invited
    for send in sends.sends if sends else []:
        if send.kind == "invitation":
            unreached += sum(sum(send.totals.get(none, {}).values()) for none in NO_CHANNEL)
    return max(0, no_answer - max(0, unreached))
