"""
Which sessions somebody can take part in.

A session without a number of places has room for everybody, and nothing to choose. In the others
whoever chooses first has their place, with their guests; a full one says so, and nobody waits.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from services.events import errors
from shared.contracts.events import EventSession, SessionRoom


def chosen(
    wanted: Collection[UUID],
    *,
    sessions: Sequence[EventSession],
    rooms: Sequence[SessionRoom],
    before: Collection[UUID],
    seats: int,
) -> list[UUID]:
    """
    Check what somebody wants who needs so many seats, in place of what they chose `before`.

    UnknownSession; SessionsAtOnce and SessionFull, each with the session as its field.
    """
    free = {room.session_id: room.free for room in rooms}
    if not free.keys() >= {*wanted}:
        raise errors.UnknownSession
    kept = sorted(
        (session for session in sessions if session.session_id in wanted),
        key=lambda session: (session.starts_at, session.ends_at),
    )
    last = None
    for session in kept:
        field = str(session.session_id)
        if last is not None and session.starts_at < last.ends_at:
            raise errors.SessionsAtOnce(field=field)
        if session.session_id not in before and free[session.session_id] < seats:
            raise errors.SessionFull(field=field)
        last = session
    return [session.session_id for session in kept]


def have_room(rooms: Sequence[SessionRoom], held: Collection[UUID], *, more: int) -> None:
    """Refuse more guests than the sessions that somebody chose have room for; SessionTooSmall."""
    if any(room.session_id in held and room.free < more for room in rooms):
        raise errors.SessionTooSmall
