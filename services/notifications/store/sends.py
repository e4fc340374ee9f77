"""Sends, the plan of who is told what, and how a send is stopped or cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from services.notifications.store.base import Row, Store
from shared.db.queries import load_queries

queries = load_queries(__file__, "sends.sql")

MAY_GO = ("waiting", "stopped")
"""Rows of a batch that a sender may have to take: what a stop has closed may be opened again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person of a send, as the planner is told of him."""

    member_id: UUID
    household_id: UUID | None
    refused: str | None
    occasion: int
    useful_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How rows that would wait come into a send that is over."""

    state: str
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batches:
    """The batches, one for each channel, that the rows of a page come into."""

    sms: UUID
    email: UUID

    def of(self, channel: str) -> UUID:
        return self.sms if channel == "sms" else self.email


class SendStore(Store):
    """Sends, the plan of who is told what, and how a send is stopped or cancelled."""

    # -- sends and their plan

    def ensure_send(self, send_id: UUID, event_id: UUID, kind: str) -> None:
        """Make a send unless it is there."""
        queries.ensure_send(self._tx, id=send_id, event_id=event_id, kind=kind)

    def count_planned(
        self, wave_id: UUID, event_id: UUID, *, more: int, meant: int | None = None
    ) -> Row:
        """Give how many people of a wave have rows, with so many more, and how many it is for."""
        counted: Row = queries.count_planned(
            self._tx, wave_id=wave_id, event_id=event_id, people=more, meant=meant
        )
        return counted

    def hold_send(self, send_id: UUID, *, part: UUID, asked_by: UUID | None) -> None:
        """Let a send wait for somebody else than who asked; once for each part of it."""
        queries.hold_send(self._tx, id=send_id, part=part, asked_by=asked_by)

    def begin_round(
        self, send_id: UUID, event_id: UUID, kind: str, number: int, changed: Sequence[str]
    ) -> None:
        """Make the send of a round; what older rounds had still to say is said no more."""
        queries.begin_round(
            self._tx, id=send_id, event_id=event_id, kind=kind, round=number, changed=list(changed)
        )
        stopped = list(queries.stop_older_rounds(self._tx, event_id=event_id, kind=kind))
        unsaid = {
            what for send in stopped if self.anything_waiting(send) for what in send["changed"]
        }
        if unsaid:
            queries.say_more_of(self._tx, event_id=event_id, kind=kind, changed=sorted(unsaid))

    def begin_announcement(self, send_id: UUID, event_id: UUID, said: dict[str, Any]) -> None:
        queries.begin_announcement(self._tx, id=send_id, event_id=event_id, said=Jsonb(said))

    def who_was_told(self, event_id: UUID, kind: str | None, ids: Sequence[UUID]) -> set[UUID]:
        """Say who may have read something about an event, of a kind or of any."""
        rows = queries.who_was_told(self._tx, event_id=event_id, kind=kind, ids=list(ids))
        return {row["id"] for row in rows}

    def lock_send(self, send_id: UUID) -> Row | None:
        """Read a send and keep it from being stopped until this transaction ends."""
        found: Row | None = queries.lock_send(self._tx, id=send_id)
        return found

    def find_send(self, send_id: UUID) -> Row | None:
        found: Row | None = queries.find_send(self._tx, id=send_id)
        return found

    def sends_of_event(self, event_id: UUID) -> list[Row]:
        return list(queries.sends_of_event(self._tx, event_id=event_id))

    def plan(
        self,
        send: Row,
        people: Sequence[Person],
        batches: Batches,
        *,
        card_version: int,
        verdict: Verdict | None,
    ) -> set[str]:
        """Write a row for every person; gives the channels that have rows which may go yet."""
        rows = queries.plan(
            self._tx,
            month=send["month"],
            send_id=send["id"],
            event_id=send["event_id"],
            member_ids=[p.member_id for p in people],
            household_ids=[p.household_id for p in people],
            refusals=[p.refused for p in people],
            occasions=[p.occasion for p in people],
            useful_until=[p.useful_until for p in people],
            sms_batch=batches.sms,
            email_batch=batches.email,
            card_version=card_version,
            verdict=verdict and verdict.state,
            why=verdict and verdict.why,
        )
        return {row["channel"] for row in rows if row["state"] in MAY_GO}

    def join_tellers(self, send: Row, household_ids: Sequence[UUID], now: datetime) -> None:
        """Let the first of those who wait at one number be told for the others."""
        queries.join_tellers(
            self._tx,
            month=send["month"],
            send_id=send["id"],
            household_ids=list(household_ids),
            now=now,
        )

    def add_batch(
        self,
        batch_id: UUID,
        send_id: UUID,
        channel: str,
        *,
        urgent: bool,
        card_version: int,
        announced_at: datetime | None,
    ) -> None:
        queries.add_batch(
            self._tx,
            id=batch_id,
            send_id=send_id,
            channel=channel,
            urgent=urgent,
            card_version=card_version,
            announced_at=announced_at,
        )

    def announce_batches(self, event_id: UUID, version: int, now: datetime) -> list[Row]:
        return list(queries.announce_batches(self._tx, event_id=event_id, version=version, now=now))

    def announce_ready(self, now: datetime) -> list[Row]:
        return list(queries.announce_ready(self._tx, now=now))

    def take_undecided_of(self, member_ids: Sequence[UUID], *, now: datetime) -> list[Row]:
        """Take the rows of people whose contact has come; they are to be planned anew."""
        return list(queries.take_undecided_of(self._tx, member_ids=list(member_ids), now=now))

    def take_undecided(self, limit: int) -> list[Row]:
        """Take rows that wait for a contact which is here; they are to be planned anew."""
        return list(queries.take_undecided(self._tx, limit=limit))

    def give_up_undecided(self, *, before: datetime, now: datetime) -> None:
        queries.give_up_undecided(self._tx, before=before, now=now)

    # -- stopping and cancelling

    def stop_send(self, send_id: UUID) -> bool:
        return queries.stop_send(self._tx, id=send_id) is not None

    def stop_sends_of_event(self, event_id: UUID) -> list[UUID]:
        return [row["id"] for row in queries.stop_sends_of_event(self._tx, event_id=event_id)]

    def begin_cancellation(self, send_id: UUID, event_id: UUID) -> None:
        queries.begin_cancellation(self._tx, id=send_id, event_id=event_id)

    def send_to_plan(self) -> Row | None:
        found: Row | None = queries.send_to_plan(self._tx)
        return found

    def invited_holders(self, send: Row, limit: int) -> list[Row]:
        """Give the people behind the next `limit` codes, and whether each may know of the event."""
        return list(
            queries.invited_holders(
                self._tx, event_id=send["event_id"], after=send["plan_after"], limit=limit
            )
        )

    def move_plan(self, send_id: UUID, plan_after: UUID | None) -> None:
        queries.move_plan(self._tx, id=send_id, plan_after=plan_after)

    def send_to_close(self) -> Row | None:
        found: Row | None = queries.send_to_close(self._tx)
        return found

    def stop_waiting(self, send: Row, *, limit: int, now: datetime) -> int:
        """Close some waiting rows of a stopped send; tells how many."""
        month = send["month"]
        rows = queries.waiting_of_send(self._tx, month=month, send_id=send["id"], limit=limit)
        ids = [row["id"] for row in rows]
        if ids:
            queries.stop_rows(self._tx, month=month, ids=ids, now=now)
            self.follow_tellers(month, ids, now)
        return len(ids)

    def follow_tellers(self, month: date, ids: Sequence[UUID], now: datetime) -> None:
        queries.follow_tellers(self._tx, month=month, ids=list(ids), now=now)

    def anything_waiting(self, send: Row) -> bool:
        return bool(queries.anything_waiting(self._tx, month=send["month"], send_id=send["id"]))

    def close_send(self, send_id: UUID) -> None:
        queries.close_send(self._tx, id=send_id)

    def stop_rows_of_person(
        self, event_id: UUID, member_id: UUID, *, occasion: int, now: datetime
    ) -> None:
        queries.stop_rows_of_person(
            self._tx, event_id=event_id, member_id=member_id, occasion=occasion, now=now
        )
