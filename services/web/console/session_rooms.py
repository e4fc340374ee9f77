"""How full the sessions of an event are that have not room for everybody."""

from __future__ import annotations

from uuid import UUID

from services.web import asking
from services.web.languages import current
from shared.contracts.events import Card, EventRef, EventSession, SessionRoom


def chosen_sessions(card: Card) -> list[EventSession]:
    """Give the sessions that people choose: those with a capacity of their own."""
    return [session for session in card.sessions if session.capacity is not None]


def session_title(session: EventSession, card: Card) -> str:
    """Name a session in the reader's language, or in the first that it is told in."""
    return session.texts[session.language(current(), card.languages)].title


def rooms_by_session(card: Card) -> dict[UUID, SessionRoom]:
    """Ask how full they are; nothing where there is none, or no answer."""
    if not chosen_sessions(card):
        return {}
    wish = EventRef(event_id=card.event_id)
    found = asking.part(lambda: asking.events().session_rooms(wish))
    return {room.session_id: room for room in found.rooms} if found else {}
