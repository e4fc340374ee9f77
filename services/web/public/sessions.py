"""Which sessions whoever has a place takes part in, on the page of their invitation."""

from __future__ import annotations

from uuid import UUID

from flask import request
from werkzeug.wrappers import Response

from services.web import asking
from services.web.public import public
from services.web.public.invitation import Chosen, as_uuid, command_for, kept
from shared.contracts.events import ChooseSessions

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
    chosen = Chosen(member_id=wish.member_id, sessions=wanted)
    keep = asking.events().choose_sessions
    return kept(code, lambda: keep(wish), chosen, on_form=SAID_ON_THE_FORM)
