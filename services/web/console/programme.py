"""The programme of an event: its sessions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web import asking, errors
from services.web.console import console
from services.web.console.again import command_id, form_again
from services.web.console.drafts import whole_number
from services.web.console.events import find
from services.web.console.repeating import which_typed
from services.web.console.session_rooms import rooms_by_session
from services.web.languages import wall_clock
from shared.contracts.events import EventSession, EventView, PutSession, RemoveSession, SessionText
from shared.contracts.members import LANGUAGES
from shared.errors import Refused
from shared.ids import new_id

PAGE = "console/sessions.html"


@dataclass(frozen=True, kw_only=True)
class TypedSession:
    """What stands in the form of a session."""

    command_id: UUID = field(default_factory=new_id)
    starts_at: str = ""
    ends_at: str = ""
    room: str = ""
    speakers: str = ""
    capacity: str = ""
    texts: Mapping[str, SessionText] = field(default_factory=dict)

    @classmethod
    def typed(cls, form: Mapping[str, str]) -> TypedSession:
        """Read the form as the browser sent it."""
        names = ("starts_at", "ends_at", "room", "speakers", "capacity")
        texts: dict[str, SessionText] = {
            code: SessionText(
                title=form.get(f"title_{code}", "").strip(),
                description=form.get(f"description_{code}", "").strip(),
            )
            for code in LANGUAGES
        }
        once = {name: form.get(name, "").strip() for name in names}
        return cls(command_id=command_id(), texts=texts, **once)

    @classmethod
    def of(cls, session: EventSession, zone: str) -> TypedSession:
        """Fill the form with a session as it stands."""
        return cls(
            starts_at=wall_clock(session.starts_at, zone),
            ends_at=wall_clock(session.ends_at, zone),
            room=session.room,
            speakers=session.speakers,
            capacity=str(session.capacity or ""),
            texts=session.texts,
        )

    def wish(self, event_id: UUID, session_id: UUID | None) -> PutSession:
        """Make the request of it; Refused when a field is not what its kind asks for."""
        if not self.starts_at or not self.ends_at:
            raise errors.TimesOfSessionMissing
        capacity = None
        if self.capacity:
            capacity = whole_number(self.capacity, otherwise=errors.CapacityMissing)
        return PutSession(
            command_id=self.command_id,
            event_id=event_id,
            session_id=session_id,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            room=self.room,
            speakers=self.speakers,
            capacity=capacity,
            texts={c: text for c, text in self.texts.items() if text.title or text.description},
            which=which_typed(),
        )


@console.get("/events/<uuid:event_id>/sessions")
@asking.needs("events:write")
def sessions_page(event_id: UUID) -> str:
    view = find(event_id)
    start = wall_clock(view.card.starts_at, view.card.zone)
    return render_template(PAGE, **_shown(view, None, TypedSession(starts_at=start)))


@console.post("/events/<uuid:event_id>/sessions")
@asking.needs("events:write")
def add_session(event_id: UUID) -> Response | tuple[str, int]:
    return _put(event_id, None)


@console.get("/events/<uuid:event_id>/sessions/<uuid:session_id>")
@asking.needs("events:write")
def session_page(event_id: UUID, session_id: UUID) -> str:
    view = find(event_id)
    known = {session.session_id: session for session in view.card.sessions}
    if session_id not in known:
        raise errors.UnknownSession
    typed = TypedSession.of(known[session_id], view.card.zone)
    return render_template(PAGE, **_shown(view, session_id, typed))


@console.post("/events/<uuid:event_id>/sessions/<uuid:session_id>")
@asking.needs("events:write")
def change_session(event_id: UUID, session_id: UUID) -> Response | tuple[str, int]:
    return _put(event_id, session_id)


@console.post("/events/<uuid:event_id>/sessions/<uuid:session_id>/remove")
@asking.needs("events:write")
def remove_session(event_id: UUID, session_id: UUID) -> Response:
    wish = RemoveSession(
        command_id=command_id(), event_id=event_id, session_id=session_id, which=which_typed()
    )
    asking.events().remove_session(wish)
    return _to_sessions(event_id)


def _put(event_id: UUID, session_id: UUID | None) -> Response | tuple[str, int]:
    typed = TypedSession.typed(request.form)
    try:
        asking.events().put_session(typed.wish(event_id, session_id))
    except Refused as refused:
        return form_again(PAGE, refused, **_shown(find(event_id), session_id, typed))
    return _to_sessions(event_id)


def _shown(view: EventView, session_id: UUID | None, typed: TypedSession) -> dict[str, object]:
    return {
        "event": view,
        "session_id": session_id,
        "typed": typed,
        "which": which_typed(),
        "rooms": rooms_by_session(view.card),
    }


def _to_sessions(event_id: UUID) -> Response:
    return redirect(url_for("console.sessions_page", event_id=event_id), 303)
