"""Answers, seats, the queue and offers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.events.domain.seats import InQueue, Seats, Standing, Wish, kept_of
from services.events.store.base import Row, Store, one
from shared.contracts.events import Answer, Place
from shared.db.queries import load_queries

queries = load_queries(__file__, "answers.sql")
kept_queries = load_queries(__file__, "keeping_seats.sql")


class AnswerStore(Store):
    """Answers, seats, the queue and offers."""

    def find_rsvp(self, event_id: UUID, member_id: UUID) -> Row | None:
        found: Row | None = queries.find_rsvp(self._tx, event_id=event_id, member_id=member_id)
        return found

    def seats(self, event: Row) -> Seats:
        row = one(queries.seats(self._tx, event_id=event["id"]))
        hall = Seats(capacity=event["capacity"], held=row["held"], waiting=row["waiting"])
        if not row["are_kept"]:
            return hall
        return replace(hall, kept=kept_of(hall.free, self._kept(event["id"])))

    def _kept(self, event_id: UUID) -> dict[str, int]:
        """Say what nobody of a label has taken yet, and is not released; the soonest due first."""
        return {
            row["label"]: row["seats"] - row["held"]
            for row in kept_queries.kept_seats_of(self._tx, event_id=event_id)
            if row["released_at"] is None
        }

    def put_answer(
        self, event_id: UUID, member_id: UUID, wish: Wish, *, stands: Standing, now: datetime
    ) -> Row:
        return one(
            queries.put_answer(
                self._tx,
                event_id=event_id,
                member_id=member_id,
                answer=wish.answer,
                place=stands.place,
                guests=stands.guests,
                together=stands.together,
                source=wish.source,
                noted_by=wish.noted_by,
                now=wish.said_at or now,
            )
        )

    def give_place(self, event_id: UUID, member_id: UUID) -> Row:
        return one(queries.give_place(self._tx, event_id=event_id, member_id=member_id))

    def leave_other_seats(
        self, event_id: UUID, seat_id: UUID, *, answer: Answer, now: datetime
    ) -> list[Row]:
        """Free what a person has under other ids than this one; gives what was changed."""
        return list(
            queries.leave_other_seats(
                self._tx, event_id=event_id, seat_id=seat_id, answer=answer, now=now
            )
        )

    def first_in_queue(self, event_id: UUID, *, free: int) -> list[InQueue]:
        """Give who can have some of so many places, the first to ask first."""
        rows = queries.first_in_queue(self._tx, event_id=event_id, free=free)
        return [InQueue(**row) for row in rows]

    def offer_places(
        self, event_id: UUID, given: Mapping[UUID, int], *, until: datetime
    ) -> list[Row]:
        return list(
            queries.offer_places(
                self._tx,
                event_id=event_id,
                member_ids=list(given),
                given=list(given.values()),
                until=until,
            )
        )

    def event_with_lapsed_offer(self, now: datetime) -> Row | None:
        found: Row | None = queries.event_with_lapsed_offer(self._tx, now=now)
        return found

    def shorten_offers(self, event_id: UUID, starts_at: datetime) -> list[Row]:
        """End offers at the start; gives those that would have lasted longer."""
        return list(queries.shorten_offers(self._tx, event_id=event_id, starts_at=starts_at))

    def lapse_offers(self, event_id: UUID, now: datetime) -> list[Row]:
        return list(queries.lapse_offers(self._tx, event_id=event_id, now=now))

    def page_of_answers(
        self,
        event_id: UUID,
        place: Place | None,
        after: tuple[datetime, UUID] | None,
        limit: int,
    ) -> list[Row]:
        time, member_id = after or (None, None)
        return list(
            queries.page_of_answers(
                self._tx,
                event_id=event_id,
                place=place,
                after_time=time,
                after_id=member_id,
                limit=limit,
            )
        )
