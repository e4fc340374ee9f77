"""Reminders: how they are wanted, when they are due, and whom they go to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.events.domain.reminders import Due, Place, When
from services.events.store.base import Row, Store
from shared.contracts.events import EventChange, Reminder
from shared.db.queries import load_queries

queries = load_queries(__file__, "reminders.sql")


class ReminderStore(Store):
    """Reminders: how they are wanted, when they are due, and whom they go to."""

    def event_to_arrange(self) -> Row | None:
        found: Row | None = queries.event_to_arrange(self._tx)
        return found

    def mark_arranged(self, event_id: UUID) -> None:
        queries.mark_arranged(self._tx, id=event_id)

    def reminders_of(self, event_id: UUID) -> dict[str, Row]:
        return {row["what"]: row for row in queries.reminders_of(self._tx, event_id=event_id)}

    def forget_arrangements(self, event_ids: Sequence[UUID]) -> None:
        queries.forget_arrangements(self._tx, ids=list(event_ids))

    def put_wish(self, event_ids: Sequence[UUID], what: Reminder, wanted: When) -> None:
        queries.put_wish(
            self._tx,
            event_ids=list(event_ids),
            what=what,
            is_on=wanted.on,
            at_time=wanted.at,
            minutes=wanted.minutes,
        )

    def copy_wishes(self, event_id: UUID, copy_id: UUID) -> None:
        """Let a copy remind as its event does."""
        queries.copy_wishes(self._tx, event_id=event_id, copy_id=copy_id)

    def keep_wishes_of_series(self, series_id: UUID, event_id: UUID) -> None:
        """Let what is made later of a series remind as one of its events does."""
        queries.keep_wishes_of_series(self._tx, series_id=series_id, event_id=event_id)

    def begin_wishes(self, series_id: UUID, event_id: UUID) -> None:
        """Let an event that is made of a series remind as the series does."""
        queries.begin_wishes(self._tx, series_id=series_id, event_id=event_id)

    def put_place(
        self, event_id: UUID, what: Reminder, wanted: When, place: Place, due: Due | None
    ) -> None:
        queries.put_place(
            self._tx,
            event_id=event_id,
            what=what,
            at_time=wanted.at,
            minutes=wanted.minutes,
            state=place.state,
            round=place.round,
            due_at=place.due_at,
            about=place.about,
            useful_until=due and due.useful_until,
        )

    def tell_change(self, event: Row, changed: Sequence[EventChange], *, due_at: datetime) -> None:
        queries.tell_change(
            self._tx,
            event_id=event["id"],
            changed=list(changed),
            due_at=due_at,
            useful_until=event["ends_at"],
        )

    def chase(
        self, event_id: UUID, *, useful_until: datetime, asked_by: UUID, now: datetime
    ) -> bool:
        """Ask the silent once more; False when they were asked already."""
        row = queries.chase(
            self._tx, event_id=event_id, useful_until=useful_until, asked_by=asked_by, now=now
        )
        return row is not None

    def chased(self, event_ids: Sequence[UUID]) -> dict[UUID, datetime]:
        """Say of which events the silent were asked once more, and when."""
        rows = queries.chased(self._tx, event_ids=list(event_ids))
        return {row["event_id"]: row["due_at"] for row in rows}

    def take_due(self, now: datetime) -> Row | None:
        found: Row | None = queries.take_due(self._tx, now=now)
        return found

    def count_reminded(self, reminder: Row) -> int:
        """Say how many a reminder is for in all."""
        return int(
            queries.count_reminded(
                self._tx,
                event_id=reminder["event_id"],
                what=reminder["what"],
                due_at=reminder["due_at"],
            )
        )

    def move_on(self, reminder: Row, *, state: str, told: int, last: Row | None) -> None:
        """Note how far a reminder is; `last` is whom it went to last."""
        queries.move_on(
            self._tx,
            event_id=reminder["event_id"],
            what=reminder["what"],
            state=state,
            told=told,
            meant=reminder["meant"],
            after_holder=last["holder_id"] if last else reminder["after_holder"],
            after_person=last["member_id"] if last else reminder["after_person"],
        )

    def page_of_reminded(self, reminder: Row, limit: int) -> list[Row]:
        """Give the next people whom a reminder is for."""
        pages = {
            "afterwards": queries.page_after_the_end,
            "change": queries.page_of_told,
            "chase": queries.page_of_silent,
        }
        page = pages.get(reminder["what"], queries.page_with_a_place)
        return list(
            page(
                self._tx,
                event_id=reminder["event_id"],
                due_at=reminder["due_at"],
                after_holder=reminder["after_holder"],
                after_person=reminder["after_person"],
                limit=limit,
            )
        )
