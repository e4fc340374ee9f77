"""Where contacts, cards and the ledger are kept: one method for each named query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from services.notifications.domain import Record
from shared.contracts.events import Card
from shared.contracts.members import Channel, Contact
from shared.db.database import Transaction
from shared.db.queries import load_queries

queries = load_queries(__file__)

Row = dict[str, Any]


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


class NotificationsStore:
    """The notifications' tables, within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    # -- projections

    def put_contacts(self, contacts: Sequence[Contact]) -> list[UUID]:
        """Keep the newest of each; gives whose contact is new or changed."""
        rows = queries.put_contacts(self._tx, contacts=Jsonb([c.dump() for c in contacts]))
        return [row["member_id"] for row in rows]

    def put_card(self, card: Card, *, cancelled: bool) -> bool:
        """Keep a card; False when ours is as new."""
        kept = queries.put_card(
            self._tx,
            event_id=card.event_id,
            version=card.version,
            cancelled=cancelled,
            body=Jsonb(card.dump()),
        )
        return kept is not None

    def find_card(self, event_id: UUID) -> Card | None:
        row = queries.find_card(self._tx, event_id=event_id)
        return Card.parse(row["body"]) if row else None

    def is_cancelled(self, event_id: UUID) -> bool:
        return bool(queries.is_cancelled(self._tx, event_id=event_id))

    def put_codes(
        self, event_id: UUID, people: Sequence[tuple[UUID, str | None, UUID | None]]
    ) -> None:
        """Keep codes: of each person the id, the code, and the household."""
        queries.put_codes(
            self._tx,
            event_id=event_id,
            member_ids=[member_id for member_id, _, _ in people],
            codes=[code for _, code, _ in people],
            household_ids=[household_id for _, _, household_id in people],
        )

    def people_behind_code(self, code: str) -> list[Row]:
        return list(queries.people_behind_code(self._tx, code=code))

    def newer_rsvp(self, event_id: UUID, member_id: UUID, version: int) -> bool:
        """Note the version of an answer; False when one as new was heard of."""
        row = queries.newer_rsvp(self._tx, event_id=event_id, member_id=member_id, version=version)
        return row is not None

    # -- who waits for whom

    def hold_event(self, event_id: UUID) -> None:
        """Let nobody change an event's card or cancel it until this transaction ends."""
        queries.hold_event(self._tx, event_id=event_id)

    def seize_event(self, event_id: UUID) -> None:
        """Wait for all who plan for an event, and keep others from it until the end."""
        queries.seize_event(self._tx, event_id=event_id)

    def hold_silence(self) -> None:
        """Let nobody be added to the silent until this transaction ends."""
        queries.hold_silence(self._tx)

    def seize_silence(self) -> None:
        """Wait for claims that are being made, and keep others from it until the end."""
        queries.seize_silence(self._tx)

    # -- sends and their plan

    def ensure_send(self, send_id: UUID, event_id: UUID, kind: str) -> None:
        queries.ensure_send(self._tx, id=send_id, event_id=event_id, kind=kind)

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
        """Write a row for every person; gives the channels that have rows waiting."""
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
        return {row["channel"] for row in rows if row["state"] == "waiting"}

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

    def take_undecided(self, *, now: datetime, limit: int) -> list[Row]:
        """Take rows that wait for a contact which is here; they are to be planned anew."""
        return list(queries.take_undecided(self._tx, now=now, limit=limit))

    def give_up_undecided(self, *, before: datetime, now: datetime) -> None:
        queries.give_up_undecided(self._tx, before=before, now=now)

    # -- stopping and cancelling

    def stop_send(self, send_id: UUID) -> bool:
        return queries.stop_send(self._tx, id=send_id) is not None

    def stop_sends_of_event(self, event_id: UUID) -> None:
        queries.stop_sends_of_event(self._tx, event_id=event_id)

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
            queries.follow_tellers(self._tx, month=month, ids=ids, now=now)
        return len(ids)

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

    # -- the ledger

    def find_batch(self, batch_id: UUID) -> Row | None:
        found: Row | None = queries.find_batch(self._tx, id=batch_id)
        return found

    def take_batch(self, batch_id: UUID, now: datetime) -> None:
        queries.take_batch(self._tx, id=batch_id, now=now)

    def unannounce_batch(self, batch_id: UUID) -> None:
        queries.unannounce_batch(self._tx, id=batch_id)

    def finish_batch(self, batch: Row) -> None:
        queries.finish_batch(self._tx, id=batch["id"], month=batch["month"])

    def schedule_batch(self, batch_id: UUID, due_at: datetime, now: datetime) -> bool:
        """Note when a batch is taken up again; False when that was noted before."""
        return queries.schedule_batch(self._tx, id=batch_id, due_at=due_at, now=now) is not None

    def claim(
        self,
        batch: Row,
        *,
        window: int,
        useful_until: datetime | None,
        now: datetime,
        lease_until: datetime,
    ) -> list[Row]:
        """
        Take a window of due rows and judge each; gives all that were looked at.

        `useful_until` overrules what the rows say of themselves.
        """
        return list(
            queries.claim(
                self._tx,
                month=batch["month"],
                batch_id=batch["id"],
                window=window,
                useful_until=useful_until,
                now=now,
                lease_until=lease_until,
            )
        )

    def suppressed(self, channel: str, hashes: Sequence[bytes]) -> set[bytes]:
        rows = queries.suppressed(self._tx, channel=channel, hashes=list(hashes))
        return {bytes(row["address_hash"]) for row in rows}

    def exclude(self, month: date, ids: Sequence[UUID], reason: str, now: datetime) -> None:
        queries.exclude(self._tx, month=month, ids=list(ids), reason=reason, now=now)

    def release_strays(self, batch: Row, ids: Sequence[UUID], now: datetime) -> None:
        """Let those who are not reached with these rows any more be judged by themselves."""
        queries.release_strays(
            self._tx, month=batch["month"], batch_id=batch["id"], ids=list(ids), now=now
        )

    def names_covered(self, month: date, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
        """Say whom else each of these rows is for."""
        rows = queries.names_covered(self._tx, month=month, ids=list(ids))
        return {row["id"]: row["names"] for row in rows}

    def pass_on_cover(self, batch: Row, ids: Sequence[UUID], now: datetime) -> None:
        queries.pass_on_cover(
            self._tx, month=batch["month"], batch_id=batch["id"], ids=list(ids), now=now
        )

    def follow_tellers(self, month: date, ids: Sequence[UUID], now: datetime) -> None:
        queries.follow_tellers(self._tx, month=month, ids=list(ids), now=now)

    def record(
        self, month: date, records: Sequence[Record], *, stopped: bool, now: datetime
    ) -> None:
        """Write down what became of claimed rows; what would wait in a stopped send is stopped."""
        queries.record(
            self._tx,
            month=month,
            now=now,
            stopped=stopped,
            ids=[r.id for r in records],
            attempts=[r.attempts for r in records],
            states=[r.state.value for r in records],
            reasons=[r.reason for r in records],
            provider_ids=[r.provider_id for r in records],
            due_ats=[r.due_at for r in records],
        )

    def next_due(self, batch: Row) -> datetime | None:
        found: datetime | None = queries.next_due(
            self._tx, month=batch["month"], batch_id=batch["id"]
        )
        return found

    # -- sweeping

    def lost_leases(self, lost_before: datetime, *, now: datetime, limit: int) -> int:
        """Make claims that nobody holds any more uncertain; tells how many."""
        return len(
            list(queries.lost_leases(self._tx, lost_before=lost_before, now=now, limit=limit))
        )

    def resend_uncertain(self, *, before: datetime, now: datetime, limit: int) -> list[UUID]:
        """Let e-mails wait once more that are uncertain since `before`; gives their batches."""
        rows = queries.resend_uncertain(self._tx, before=before, now=now, limit=limit)
        return [row["batch_id"] for row in rows]

    def unfinished_batches(self, *, quiet_since: datetime, now: datetime, limit: int) -> list[Row]:
        return list(
            queries.unfinished_batches(self._tx, quiet_since=quiet_since, now=now, limit=limit)
        )

    def touch_batches(self, ids: Iterable[UUID], now: datetime) -> list[Row]:
        return list(queries.touch_batches(self._tx, ids=list(ids), now=now))

    # -- totals

    def first_to_settle(self) -> bool:
        """Tell whether nobody else is folding; holds until this transaction ends."""
        return bool(queries.first_to_settle(self._tx))

    def sends_moved(self, limit: int) -> list[Row]:
        return list(queries.sends_moved(self._tx, limit=limit))

    def fold_movements(self, send_id: UUID) -> None:
        queries.fold_movements(self._tx, send_id=send_id)

    def totals_of_sends(self, send_ids: Sequence[UUID]) -> list[Row]:
        return list(queries.totals_of_sends(self._tx, send_ids=list(send_ids)))

    def settle(self, send_id: UUID, totals: dict[str, int]) -> int | None:
        """Keep totals to be told; gives their version, or None when they are not new."""
        row = queries.settle(self._tx, send_id=send_id, totals=Jsonb(totals))
        return int(row["version"]) if row else None

    # -- silence

    def contacts_of(self, member_ids: Sequence[UUID]) -> list[Row]:
        return list(queries.contacts_of(self._tx, member_ids=list(member_ids)))

    def members_at(self, channel: Channel, addresses: Sequence[str]) -> list[UUID]:
        rows = queries.members_at(self._tx, channel=channel, addresses=list(addresses))
        return [row["member_id"] for row in rows]

    def suppress(
        self, channel: Channel, hashes: Sequence[bytes], reason: str, at: datetime
    ) -> None:
        queries.suppress(self._tx, channel=channel, hashes=list(hashes), reason=reason, at=at)
