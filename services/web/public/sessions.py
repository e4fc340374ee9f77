"""Which sessions whoever has a place takes part in, on the page of their invitation."""

from __future__ import annotations

from uuid import UUID

from flask import request
from werkzeug.wrappers import Response

from services.web import asking
from services.web.public import public
from services.web.public.invitation import (
    SAID_BY_THE_PAGE,
    Chosen,
    anchor,
    as_uuid,
    back,
    command_for,
    page,
)
from services.web.refusals import problem
from shared.contracts.events import ChooseSessions
from shared.errors import Refused

SAID_ON_THE_FORM = ("session-full", "sessions-at-once", "unknown-session")


@public.post("/i/<code>/sessions")
def choose_sessions(code: str) -> Response | tuple[str, int]:
    wanted: list[UUID] = [as_uuid(typed) for typed in request.form.getlist("session")]
    wish = ChooseSessions(
        command_id=command_for(" ".join(sorted(map(str, wanted)))),
        code=code,
        member_id=as_uuid(request.form.get("member_id")),
        session_ids=wanted,
        origin=asking.origin(),
    )
    try:
        invitation = asking.events().choose_sessions(wish)
    except Refused as refused:
        if refused.code in SAID_ON_THE_FORM:
            found = problem(refused)
            chosen = Chosen(member_id=wish.member_id, sessions=wanted)
            return page(code, found, chosen), found.status
        if refused.code not in SAID_BY_THE_PAGE:
            raise
        return back(code)
    return back(code, anchor=anchor(invitation, wish.member_id))
