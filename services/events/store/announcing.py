"""Announcements, and whom they go to."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from services.events.store.base import Row, Store
from services.events.store.missing import ASKED_FOR
from shared.contracts.events import Announce
from shared.db.queries import load_queries

queries = load_queries(__file__, "announcing.sql")


class AnnouncementStore(Store):
    """Announcements, and whom they go to."""

    def add_announcement(
        self, wave_id: UUID, wish: Announce, said: dict[str, Any], *, by: UUID, now: datetime
    ) -> None:
        """Keep an announcement, with how many it is for, as far as that is known here."""
        meant = 0
        if wish.to_answer:
            meant = queries.count_by_answer(
                self._tx, event_id=wish.event_id, to_answer=wish.to_answer
            )
        queries.add_announcement(
            self._tx,
            id=wave_id,
            event_id=wish.event_id,
            audience_id=wish.audience_id,
            to_answer=wish.to_answer,
            texts=Jsonb(said),
            asked_by=by,
            meant=meant,
            now=now,
        )

    def announcements_of(self, event_id: UUID) -> list[Row]:
        found = queries.announcements_of(self._tx, event_id=event_id, asked_for=ASKED_FOR)
        return list(found)

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
