"""Announcements, and whom they go to."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from services.events.store.base import Row, Store
from shared.db.queries import load_queries

queries = load_queries(__file__, "announcing.sql")


class AnnouncementStore(Store):
    """Announcements, and whom they go to."""

    def add_announcement(
        self,
        wave_id: UUID,
        event_id: UUID,
        *,
        said: dict[str, Any],
        audience_id: UUID | None,
        to_answer: str | None,
        now: datetime,
    ) -> None:
        queries.add_announcement(
            self._tx,
            id=wave_id,
            event_id=event_id,
            audience_id=audience_id,
            to_answer=to_answer,
            texts=Jsonb(said),
            now=now,
        )

    def note_meant(self, wave_id: UUID, meant: int, asked_by: UUID) -> None:
        """Note how many it is for, and who asked: too many wait for a second person."""
        queries.note_meant(self._tx, id=wave_id, meant=meant, asked_by=asked_by)

    def count_by_answer(self, event_id: UUID, to_answer: str) -> int:
        return int(queries.count_by_answer(self._tx, event_id=event_id, to_answer=to_answer))

    def announcements_of(self, event_id: UUID) -> list[Row]:
        return list(queries.announcements_of(self._tx, event_id=event_id))

    def announcement_to_tell(self) -> Row | None:
        found: Row | None = queries.announcement_to_tell(self._tx)
        return found

    def page_by_answer(self, wave: Row, limit: int) -> list[Row]:
        """Give the next people who said what an announcement is for."""
        return list(
            queries.page_by_answer(
                self._tx,
                event_id=wave["event_id"],
                to_answer=wave["to_answer"],
                after_holder=wave["after_holder"],
                after_person=wave["after_person"],
                limit=limit,
            )
        )

    def move_announcement(self, wave: Row, *, told: int, last: Row | None) -> None:
        """Note how far an announcement is; `last` is whom it went to last."""
        queries.move_announcement(
            self._tx,
            id=wave["id"],
            told=told,
            after_holder=last["holder_id"] if last else wave["after_holder"],
            after_person=last["member_id"] if last else wave["after_person"],
        )

    def finish_announcement(self, wave_id: UUID, now: datetime) -> None:
        queries.finish_announcement(self._tx, id=wave_id, now=now)
