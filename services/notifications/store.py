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

    def put_codes(
        self, event_id: UUID, people: Sequence[tuple[UUID, str | None, UUID | None]]
    ) -> None:
        """Keep codes: of each person the id, the code, and the household."""
        member_ids, codes, households = zip(*people, strict=True)
        queries.put_codes(
            self._tx,
            event_id=event_id,
            member_ids=list(member_ids),
            codes=list(codes),
            household_ids=list(households),
        )

    def people_behind_code(self, code: str) -> list[Row]:
        return list(queries.people_behind_code(self._tx, code=code))

    def newer_rsvp(self, event_id: UUID, member_id: UUID, version: int) -> bool:
        """Note the version of an answer; False when one as new was heard of."""
        row = queries.newer_rsvp(self._tx, event_id=event_id, member_id=member_id, version=version)
        return row is not None

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
        self, send: Row, people: Sequence[Person], batches: Batches, *, excluded: str | None
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
            excluded=excluded,
        )
        return {row["channel"] for row in rows if row["state"] == "waiting"}

    def reopen_send(self, send_id: UUID) -> None:
        queries.reopen_send(self._tx, id=send_id)

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

    def take_undecided(
        self, member_ids: Sequence[UUID] | None, *, now: datetime, limit: int
    ) -> list[Row]:
        """Take the rows of people whose contact is here now; they are to be planned anew."""
        return list(
            queries.take_undecided(
                self._tx,
                member_ids=list(member_ids) if member_ids is not None else None,
                now=now,
                limit=limit,
            )
        )

    def give_up_undecided(self, *, before: datetime, now: datetime) -> int:
        return int(queries.give_up_undecided(self._tx, before=before, now=now))

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

    def told_people(self, send: Row, limit: int) -> list[Row]:
        return list(
            queries.told_people(
                self._tx,
                event_id=send["event_id"],
                send_id=send["id"],
                after=send["plan_after"],
                limit=limit,
            )
        )

    def move_plan(self, send_id: UUID, plan_after: UUID | None) -> None:
        queries.move_plan(self._tx, id=send_id, plan_after=plan_after)

    def send_to_close(self) -> Row | None:
        found: Row | None = queries.send_to_close(self._tx)
        return found

    def close_rows(self, send: Row, *, limit: int, now: datetime) -> bool:
        """Close some waiting rows of a stopped send; False when none is left."""
        queries.close_rows(self._tx, month=send["month"], send_id=send["id"], limit=limit, now=now)
        return bool(queries.waiting_rows(self._tx, month=send["month"], send_id=send["id"]))

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

    def claim(self, batch: Row, *, window: int, now: datetime, lease_until: datetime) -> list[Row]:
        """Take a window of due rows and judge each; gives all that were looked at."""
        return list(
            queries.claim(
                self._tx,
                month=batch["month"],
                batch_id=batch["id"],
                window=window,
                now=now,
                lease_until=lease_until,
            )
        )

    def suppressed(self, channel: str, hashes: Sequence[bytes]) -> set[bytes]:
        rows = queries.suppressed(self._tx, channel=channel, hashes=list(hashes))
        return {bytes(row["address_hash"]) for row in rows}

    def exclude(self, month: date, ids: Sequence[UUID], reason: str, now: datetime) -> None:
        queries.exclude(self._tx, month=month, ids=list(ids), reason=reason, now=now)

    def pass_on_cover(self, month: date, ids: Sequence[UUID], now: datetime) -> None:
        list(queries.pass_on_cover(self._tx, month=month, ids=list(ids), now=now))

    def record(self, month: date, records: Sequence[Record], now: datetime) -> None:
        queries.record(
            self._tx,
            month=month,
            now=now,
            ids=[r.id for r in records],
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

    def lost_leases(self, lost_before: datetime, *, now: datetime, limit: int) -> set[UUID]:
        rows = queries.lost_leases(self._tx, lost_before=lost_before, now=now, limit=limit)
        return {row["batch_id"] for row in rows}

    def resend_uncertain(self, *, now: datetime, limit: int) -> set[UUID]:
        rows = queries.resend_uncertain(self._tx, now=now, limit=limit)
        return {row["batch_id"] for row in rows}

    def unfinished_batches(self, *, quiet_since: datetime, now: datetime) -> list[Row]:
        return list(queries.unfinished_batches(self._tx, quiet_since=quiet_since, now=now))

    def touch_batches(self, ids: Iterable[UUID], now: datetime) -> list[Row]:
        return list(queries.touch_batches(self._tx, ids=list(ids), now=now))

    # -- telling

    def sends_touched(self) -> list[Row]:
        return list(queries.sends_touched(self._tx))

    def totals_of_send(self, send: Row) -> list[Row]:
        return list(queries.totals_of_send(self._tx, month=send["month"], send_id=send["id"]))

    def people_of_send(self, send: Row) -> int:
        return int(queries.people_of_send(self._tx, month=send["month"], send_id=send["id"]))

    def settle(self, send_id: UUID, *, version: int, totals: dict[str, int], now: datetime) -> None:
        queries.settle(self._tx, id=send_id, version=version, totals=Jsonb(totals), now=now)

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
