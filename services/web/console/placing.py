"""Places that were asked for: an organiser invites whoever asked, or declines."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, url_for
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.again import command_id, form_again
from services.web.console.answers import PAGE, answers_shown, may_see, names_of_people
from shared.contracts.events import DecidePlace
from shared.errors import NotAllowed, Refused


@console.post("/events/<uuid:event_id>/places/<uuid:member_id>/invite")
@asking.needs("events:publish")
def invite_one(event_id: UUID, member_id: UUID) -> Response | tuple[str, int]:
    return _decide(event_id, member_id, invite=True)


@console.post("/events/<uuid:event_id>/places/<uuid:member_id>/decline")
@asking.needs("events:publish")
def decline_place(event_id: UUID, member_id: UUID) -> Response | tuple[str, int]:
    return _decide(event_id, member_id, invite=False)


def _decide(event_id: UUID, member_id: UUID, *, invite: bool) -> Response | tuple[str, int]:
    if not may_see(member_id, names_of_people([member_id])):
        raise Refused(NotAllowed.code)
    wish = DecidePlace(
        command_id=command_id(), event_id=event_id, member_id=member_id, invite=invite
    )
    try:
        asking.events().decide_place(wish)
    except Refused as refused:
        return form_again(PAGE, refused, **answers_shown(event_id))
    decided = "invited" if invite else "declined"
    return redirect(url_for("console.answers_page", event_id=event_id, decided=decided), 303)
