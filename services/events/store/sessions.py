"""Sessions, and the programme that cards show of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from psycopg.types.json import Jsonb

from services.events.store.base import Row, Store, one
from shared.contracts.events import EventSession, SessionText
from shared.db.queries import load_queries

queries = load_queries(__file__, "sessions.sql")


class SessionStore(Store):
    """Sessions, and the programme that cards show of them."""

    def put_session(self, event_id: UUID, session: EventSession) -> None:
        queries.put_session(
            self._tx,
            id=session.session_id,
            event_id=event_id,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            capacity=session.capacity,
            room=session.room,
            speakers=session.speakers,
            texts=Jsonb({code: text.dump() for code, text in session.texts.items()}),
        )

    def remove_session(self, event_id: UUID, session_id: UUID) -> None:
        queries.remove_session(self._tx, id=session_id, event_id=event_id)

    def sessions_of(self, event_id: UUID) -> list[EventSession]:
        """Give an event's sessions in the order in which they take place."""
        return [
            EventSession(
                session_id=row["id"],
                starts_at=row["starts_at"],
                ends_at=row["ends_at"],
                texts={code: SessionText.parse(text) for code, text in row["texts"].items()},
                room=row["room"],
                speakers=row["speakers"],
                capacity=row["capacity"],
            )
            for row in queries.sessions_of(self._tx, event_id=event_id)
        ]

    def move_sessions(self, event_id: UUID, *, zone_before: str, zone: str, by: timedelta) -> None:
        queries.move_sessions(
            self._tx, event_id=event_id, zone_before=zone_before, zone=zone, by=by
        )

    def keep_programme(
        self, event_id: UUID, sessions: Sequence[EventSession], *, newer: bool
    ) -> Row:
        programme = Jsonb([session.dump() for session in sessions])
        return one(
            queries.keep_programme(self._tx, event_id=event_id, programme=programme, newer=newer)
        )
