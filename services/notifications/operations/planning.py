"""From a message to rows of the ledger: who is told what, on which channel, or why not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from services.notifications import announcements, domain
from services.notifications.errors import CardMissing
from services.notifications.store import Batches, NotificationsStore, Person
from shared.contracts.events import (
    Card,
    EventCancelled,
    InvitationIssued,
    PlaceOffered,
    RsvpChanged,
)
from shared.contracts.members import MemberContactChanged
from shared.contracts.wire import CHUNK
from shared.db.database import Database, Transaction
from shared.ids import new_id
from shared.messaging import outbox

Row = dict[str, Any]

CLOSED_AT_ONCE = 5_000
CANCELLATION_USEFUL = timedelta(days=2)
UNDECIDED_FOR = timedelta(minutes=10)


# --- What is heard ---------------------------------------------------------------------------


def keep_contacts(tx: Transaction, message: MemberContactChanged, *, now: datetime) -> None:
    """Keep contacts, and plan whoever was waiting for one."""
    store = NotificationsStore(tx)
    fresh = store.put_contacts(message.contacts)
    if fresh:
        _plan_undecided(tx, store.take_undecided(fresh, now=now, limit=CHUNK), now)


def keep_card(tx: Transaction, card: Card, *, now: datetime) -> None:
    """Keep a card, and announce the batches that waited for it."""
    store = NotificationsStore(tx)
    if store.put_card(card, cancelled=False):
        for batch in store.announce_batches(card.event_id, card.version, now):
            _announce(tx, batch)


def plan_invitations(tx: Transaction, message: InvitationIssued, *, now: datetime) -> None:
    """Write the rows of a page of invited people."""
    store = NotificationsStore(tx)
    store.put_codes(
        message.event_id, [(i.member_id, i.code, i.household_id) for i in message.invitees]
    )
    send_id = domain.send_id(message.event_id, "invitation")
    store.ensure_send(send_id, message.event_id, "invitation")
    people = [
        Person(
            member_id=invitee.member_id,
            household_id=invitee.household_id,
            refused=invitee.refused,
            occasion=0,
            useful_until=message.useful_until,
        )
        for invitee in message.invitees
    ]
    _plan(tx, send_id, people, card_version=message.card_version, urgent=False, now=now)


def plan_confirmation(tx: Transaction, message: RsvpChanged, *, now: datetime) -> None:
    """Confirm a place to whoever has got one; what was about an older answer is not said."""
    if not _newest(tx, message.event_id, message.member_id, message.version, now):
        return
    if message.place == "confirmed":
        person = Person(
            member_id=message.member_id,
            household_id=None,
            refused=None,
            occasion=message.version,
            useful_until=message.useful_until,
        )
        _plan_one(tx, message.event_id, "confirmation", person, message.card_version, now)


def plan_offer(tx: Transaction, message: PlaceOffered, *, now: datetime) -> None:
    """Tell a person that a place is held for him, while it is."""
    if not _newest(tx, message.event_id, message.member_id, message.version, now):
        return
    person = Person(
        member_id=message.member_id,
        household_id=None,
        refused=None,
        occasion=message.version,
        useful_until=message.until,
    )
    _plan_one(tx, message.event_id, "place_offered", person, message.card_version, now)


def cancel(tx: Transaction, message: EventCancelled) -> None:
    """Stop what was still to be said of an event, and begin to tell whoever has heard of it."""
    store = NotificationsStore(tx)
    card = message.card
    # First the stop: it waits for claims that are being made, so that none is overlooked.
    store.stop_sends_of_event(card.event_id)
    store.put_card(card, cancelled=True)
    store.begin_cancellation(domain.send_id(card.event_id, "cancellation"), card.event_id)


# --- What is looked for ----------------------------------------------------------------------


def plan_cancellation(db: Database, *, now: datetime) -> bool:
    """Plan a page of people who have heard of a cancelled event; True while there are more."""
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        send = store.send_to_plan()
        if send is None:
            return False
        told = store.told_people(send, CHUNK)
        if not told:
            store.move_plan(send["id"], None)
            return True
        people = [
            Person(
                member_id=row["member_id"],
                household_id=row["household_id"],
                refused=None,
                occasion=0,
                useful_until=now + CANCELLATION_USEFUL,
            )
            for row in told
        ]
        _plan(tx, send["id"], people, card_version=send["card_version"], urgent=True, now=now)
        store.move_plan(send["id"], told[-1]["member_id"])
        return True


def close_stopped(db: Database, *, now: datetime) -> bool:
    """Close rows of a stopped send, some thousands at once; True while there are more."""
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        send = store.send_to_close()
        if send is None:
            return False
        if not store.close_rows(send, limit=CLOSED_AT_ONCE, now=now):
            store.close_send(send["id"])
        return True


def join_undecided(db: Database, *, now: datetime) -> None:
    """Plan people whose contact came at the same moment; give up those who have none."""
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        _plan_undecided(tx, store.take_undecided(None, now=now, limit=CHUNK), now)
        store.give_up_undecided(before=now - UNDECIDED_FOR, now=now)


# --- Planning --------------------------------------------------------------------------------


def _plan(
    tx: Transaction,
    send_id: UUID,
    people: Sequence[Person],
    *,
    card_version: int,
    urgent: bool,
    now: datetime,
) -> None:
    store = NotificationsStore(tx)
    send = store.lock_send(send_id)
    if send is None:
        raise CardMissing
    batches = Batches(sms=new_id(), email=new_id())
    late = send["cancelled"] and send["kind"] != "cancellation"
    channels = store.plan(send, people, batches, excluded="event_cancelled" if late else None)
    if send["state"] == "stopped":
        store.reopen_send(send_id)
    there = send["card_version"] >= card_version
    for channel, batch_id in (("sms", batches.sms), ("email", batches.email)):
        if channel not in channels:
            continue
        store.add_batch(
            batch_id,
            send_id,
            channel,
            urgent=urgent,
            card_version=card_version,
            announced_at=now if there else None,
        )
        if there:
            _announce(tx, {"id": batch_id, "channel": channel, "urgent": urgent})


def _plan_one(
    tx: Transaction, event_id: UUID, kind: str, person: Person, card_version: int, now: datetime
) -> None:
    send_id = domain.send_id(event_id, kind)
    NotificationsStore(tx).ensure_send(send_id, event_id, kind)
    _plan(tx, send_id, [person], card_version=card_version, urgent=True, now=now)


def _plan_undecided(tx: Transaction, rows: Sequence[Row], now: datetime) -> None:
    ordered = sorted(rows, key=lambda row: (row["send_id"], row["member_id"]))
    for send_id, group in groupby(ordered, key=lambda row: row["send_id"]):
        people = [
            Person(
                member_id=row["member_id"],
                household_id=row["household_id"],
                refused=None,
                occasion=row["occasion"],
                useful_until=row["useful_until"],
            )
            for row in group
        ]
        _plan(tx, send_id, people, card_version=0, urgent=False, now=now)


def _newest(tx: Transaction, event_id: UUID, member_id: UUID, version: int, now: datetime) -> bool:
    store = NotificationsStore(tx)
    if not store.newer_rsvp(event_id, member_id, version):
        return False
    store.stop_rows_of_person(event_id, member_id, occasion=version, now=now)
    return True


def _announce(tx: Transaction, batch: Row) -> None:
    message = announcements.batch_due(batch["channel"], batch["id"])
    outbox.add(tx, message, urgent=batch["urgent"])
