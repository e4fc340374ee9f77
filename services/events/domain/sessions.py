"""Sessions of an event, checked."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.events import errors
from services.events.domain.plans import MOST_PLACES, clean, instant
from shared.contracts.events import Card, CardText, EventSession, PutSession, SessionText

MOST_SESSIONS = 60
LONGEST_LINE = 200


def checked(request: PutSession, session_id: UUID, event: Card) -> EventSession:
    """Check what an organiser wrote of a session; it lies within its event."""
    starts_at = instant(request.starts_at, event.zone)
    ends_at = instant(request.ends_at, event.zone, "ends_at")
    if ends_at <= starts_at:
        raise errors.EndsBeforeStart
    if starts_at < event.starts_at or ends_at > event.ends_at:
        raise errors.SessionOutside
    if request.capacity is not None and request.capacity < 1:
        raise errors.CapacityTooSmall
    if request.capacity is not None and request.capacity > MOST_PLACES:
        raise errors.CapacityTooLarge(most=MOST_PLACES)
    texts = {language: _text(text, language) for language, text in request.texts.items()}
    if not texts:
        raise errors.TitleMissing
    return EventSession(
        session_id=session_id,
        starts_at=starts_at,
        ends_at=ends_at,
        texts=texts,
        room=one_line(request.room, "room"),
        speakers=one_line(request.speakers, "speakers"),
        capacity=request.capacity,
    )


def one_line(text: str, field: str) -> str:
    """Trim what stands on one line; TextTooLong when it is longer than that."""
    kept = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if len(kept) > LONGEST_LINE:
        raise errors.TextTooLong(field=field, most=LONGEST_LINE)
    return kept


def in_order(sessions: list[EventSession]) -> list[EventSession]:
    """Put sessions in the order in which they take place; TooManySessions past what can be read."""
    if len(sessions) > MOST_SESSIONS:
        raise errors.TooManySessions(most=MOST_SESSIONS)

    def when(session: EventSession) -> tuple[datetime, datetime, UUID]:
        return session.starts_at, session.ends_at, session.session_id

    return sorted(sessions, key=when)


def _text(text: SessionText, language: str) -> SessionText:
    kept = clean(CardText(title=text.title, description=text.description), language)
    return SessionText(title=kept.title, description=kept.description)
