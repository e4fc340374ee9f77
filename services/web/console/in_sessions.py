"""Who chose a session, of those that have not room for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import render_template, request

from services.web import asking, errors
from services.web.console import console
from services.web.console.answers import may_see, names_of_people
from services.web.console.events import find
from services.web.console.session_rooms import chosen_sessions, rooms_by_session, session_title
from shared.contracts.events import FindInSession, InSession
from shared.contracts.members import Name


@dataclass(frozen=True, kw_only=True)
class InSessionLine:
    """Somebody who chose it; no name when `members` gives none."""

    row: InSession
    name: Name | None


@console.get("/events/<uuid:event_id>/sessions/<uuid:session_id>/people")
@asking.needs("names:read")
def in_session(event_id: UUID, session_id: UUID) -> str:
    card = (view := find(event_id)).card
    session = next((s for s in chosen_sessions(card) if s.session_id == session_id), None)
    if session is None:
        raise errors.UnknownSession
    after = request.args.get("after", type=UUID)
    wish = FindInSession(event_id=event_id, session_id=session_id, after=after)
    page = asking.events().in_session(wish)
    names = names_of_people([row.member_id for row in page.people])
    lines = [
        InSessionLine(row=row, name=names.get(row.member_id))
        for row in page.people
        if may_see(row.member_id, names)
    ]
    return render_template(
        "console/in_session.html",
        event=view,
        session=session,
        title=session_title(session, card),
        room=rooms_by_session(card).get(session_id),
        lines=lines,
        unseen=len(page.people) - len(lines),
        next=page.next,
    )
