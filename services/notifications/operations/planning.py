"""From a message to rows of the ledger: who is told what, on which channel, or why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from services.notifications import announcements, domain
from services.notifications.errors import CardMissing
from services.notifications.operations import silence
from services.notifications.store import Batches, NotificationsStore, Person, Verdict
from shared.contracts.events import (
    AnnouncementIssued,
    Card,
    EventCancelled,
    InvitationIssued,
    PlaceOffered,
    PlanQuestioned,
    RsvpChanged,
)
from shared.contracts.members import CHANNELS, MemberContactChanged, MemberMerged, MemberUnmerged
from shared.contracts.wire import CHUNK
from shared.db.database import Database, Transaction
from shared.ids import new_id
from shared.messaging import erasure, outbox

Row = dict[str, Any]

CLOSED_AT_ONCE = 5_000
CANCELLATION_USEFUL = timedelta(days=2)

OVER = Verdict(state="stopped")
CANCELLED = Verdict(state="excluded", why="event_cancelled")


# --- What is heard ---------------------------------------------------------------------------


def keep_contacts(
    tx: Transaction, message: MemberContactChanged, *, key: bytes, now: datetime
) -> None:
    """Keep contacts but of the erased, end silence by own word, and plan who waited for one."""
    store = NotificationsStore(tx)
    erasure.hold(tx)
    gone = erasure.erased_of(tx, message.people())
    fresh = store.put_contacts([c for c in message.contacts if c.member_id not in gone])
    if fresh:
        silence.lift(store, message.contacts, set(fresh), key=key)
        _plan_undecided(tx, store.take_undecided_of(fresh, now=now), now)


def keep_merges(tx: Transaction, message: MemberMerged) -> None:
    """Know whose ids these are: rows that wait are read as that person's from now on."""
    store = NotificationsStore(tx)
    store.put_aliases([(m.alias_id, m.member_id, m.version) for m in message.merges])


def keep_unmerges(tx: Transaction, message: MemberUnmerged) -> None:
    """Know that these ids are nobody else's any more."""
    store = NotificationsStore(tx)
    store.put_aliases([(u.alias_id, None, u.version) for u in message.unmerges])


def keep_card(tx: Transaction, card: Card, *, now: datetime) -> None:
    """Keep a card, and announce the batches that waited for it."""
    store = NotificationsStore(tx)
    store.seize_event(card.event_id)
    if store.put_card(card, cancelled=False):
        for batch in store.announce_batches(card.event_id, card.version, now):
            _announce(tx, batch)


def plan_invitations(tx: Transaction, message: InvitationIssued, *, now: datetime) -> None:
    """Write the rows of a page of invited people."""
    erasure.hold(tx)
    gone = erasure.erased_of(tx, message.people())
    NotificationsStore(tx).put_codes(
        message.event_id,
        [
            (i.member_id, i.code, i.household_id)
            for i in message.invitees
            if i.member_id not in gone
        ],
    )
    store = NotificationsStore(tx)
    store.hold_event(message.event_id)
    send_id = domain.send_id(message.event_id, "invitation", message.number)
    store.ensure_send(send_id, message.event_id, "invitation")
    if domain.needs_second_person(message.meant, store.money_rules()):
        store.hold_send(send_id, part=message.wave_id, asked_by=message.asked_by)
    if message.number > 1:  # the first wave's is known when it is meant
        store.quoted_wave_is_sent(message.event_id, message.wave_id, send_id)
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
    plan_people(tx, send_id, people, card_version=message.card_version, urgent=False, now=now)
    count_planned(tx, message, len(people))


def count_planned(
    tx: Transaction, message: InvitationIssued | AnnouncementIssued, people: int
) -> None:
    """Count a page of a wave's people; the last one is told to whoever has asked."""
    wave_id, event_id = message.wave_id, message.event_id
    counted = NotificationsStore(tx).count_planned(wave_id, event_id, more=people)
    if counted["meant"] is not None and counted["people"] >= counted["meant"]:
        outbox.add(tx, announcements.plan_counted(counted))


def tell_how_many(tx: Transaction, message: PlanQuestioned) -> None:
    """Answer how many people of a wave have rows; whoever asks says again what is missing."""
    wave_id, event_id = message.wave_id, message.event_id
    counted = NotificationsStore(tx).count_planned(wave_id, event_id, more=0, meant=message.meant)
    outbox.add(tx, announcements.plan_counted(counted))


def plan_confirmation(tx: Transaction, message: RsvpChanged, *, now: datetime) -> None:
    """Confirm a place to whoever has got one; what was about an older answer is not said."""
    if not _newest(tx, message, message.answer, message.place, now):
        return
    if _cancelled(tx, message, now):
        return
    if message.place == "confirmed":
        person = _person(message.member_id, message.version, message.useful_until)
        _plan_one(tx, message.event_id, "confirmation", person, message.card_version, now)


def plan_offer(tx: Transaction, message: PlaceOffered, *, now: datetime) -> None:
    """Tell a person that a place is held for him, while it is."""
    if not _newest(tx, message, "yes", "offered", now):
        return
    if _cancelled(tx, message, now):
        return
    person = _person(message.member_id, message.version, message.until)
    _plan_one(tx, message.event_id, "place_offered", person, message.card_version, now)


def cancel(tx: Transaction, message: EventCancelled, *, now: datetime) -> None:
    """Stop what was still to be said of an event, and begin to tell whoever has heard of it."""
    store = NotificationsStore(tx)
    card = message.card
    # First wait for plans that are being made, then for claims, so that none is overlooked.
    store.seize_event(card.event_id)
    store.note_gap(store.stop_sends_of_event(card.event_id), now)
    store.put_card(card, cancelled=True)
    store.begin_cancellation(domain.send_id(card.event_id, "cancellation"), card.event_id)


# --- What is looked for ----------------------------------------------------------------------


def plan_cancellation(db: Database, *, now: datetime) -> bool:
    """
    Plan a page of people who may know of a cancelled event; True while there are more.

    It goes through all who had a code, household by household: one number is told once.
    """
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        send = store.send_to_plan()
        if send is None:
            return False
        invited = store.invited_holders(send, CHUNK)
        people = [
            replace(
                _person(row["member_id"], 0, now + CANCELLATION_USEFUL),
                household_id=row["household_id"],
            )
            for row in invited
            if row["told"]
        ]
        if people:
            plan_people(
                tx, send["id"], people, card_version=send["card_version"], urgent=True, now=now
            )
        store.move_plan(send["id"], invited[-1]["holder_id"] if invited else None)
        return True


def close_stopped(db: Database, *, now: datetime) -> bool:
    """Close rows of a stopped send, some thousands at once; True while there are more."""
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        send = store.send_to_close()
        if send is None:
            return False
        if store.stop_waiting(send, limit=CLOSED_AT_ONCE, now=now):
            return True
        if store.anything_waiting(send):  # somebody has it in hand
            return False
        store.close_send(send["id"])
        return True


def join_undecided(db: Database, *, patience: timedelta, now: datetime) -> bool:
    """
    Plan people whose contact came at the same moment; True when there may be more.

    Whoever has none after `patience` is given up, until it comes.
    """
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        rows = store.take_undecided(CHUNK)
        _plan_undecided(tx, rows, now)
        store.give_up_undecided(before=now - patience, now=now)
        return len(rows) == CHUNK


# --- Planning --------------------------------------------------------------------------------


def plan_people(
    tx: Transaction,
    send_id: UUID,
    people: Sequence[Person],
    *,
    card_version: int,
    urgent: bool,
    now: datetime,
) -> None:
    """Write rows for people into a send, and announce their batches if the card is there."""
    store = NotificationsStore(tx)
    send = store.lock_send(send_id)
    if send is None:
        raise CardMissing
    batches = Batches(sms=new_id(), email=new_id())
    channels = store.plan(
        send, people, batches, card_version=card_version, verdict=verdict_of(send)
    )
    planned: dict[str, UUID] = {
        channel: batches.of(channel) for channel in CHANNELS if channel in channels
    }
    announce_planned(tx, send, planned, card_version=card_version, urgent=urgent, now=now)


def announce_planned(
    tx: Transaction,
    send: Row,
    planned: Mapping[str, UUID],
    *,
    card_version: int,
    urgent: bool,
    now: datetime,
) -> None:
    """
    Make the batches of channels on which rows may go, and announce them if the card is there.

    Of a send that is over nothing is announced; its batches are there for a resumption.
    """
    over = verdict_of(send) is not None
    there = send["card_version"] >= card_version
    for channel, batch_id in planned.items():
        NotificationsStore(tx).add_batch(
            batch_id,
            send["id"],
            channel,
            urgent=urgent,
            card_version=card_version,
            announced_at=now if there or over else None,
        )
        if there and not over:
            _announce(tx, {"id": batch_id, "channel": channel, "urgent": urgent})


def verdict_of(send: Row) -> Verdict | None:
    """Say how rows come into a send that is over; None while it is not."""
    if send["cancelled"] and send["kind"] != "cancellation":
        return CANCELLED
    return OVER if send["state"] == "stopped" else None


def _plan_one(
    tx: Transaction, event_id: UUID, kind: str, person: Person, card_version: int, now: datetime
) -> None:
    send_id = _send_of(tx, event_id, kind)
    plan_people(tx, send_id, [person], card_version=card_version, urgent=True, now=now)


def _send_of(tx: Transaction, event_id: UUID, kind: str) -> UUID:
    """Give the send of a kind, and keep the event from being cancelled meanwhile."""
    store = NotificationsStore(tx)
    store.hold_event(event_id)
    send_id = domain.send_id(event_id, kind)
    store.ensure_send(send_id, event_id, kind)
    return send_id


def _person(member_id: UUID, occasion: int, useful_until: datetime) -> Person:
    return Person(
        member_id=member_id,
        household_id=None,
        refused=None,
        occasion=occasion,
        useful_until=useful_until,
    )


def _plan_undecided(tx: Transaction, rows: Sequence[Row], now: datetime) -> None:
    def plan_of(row: Row) -> tuple[UUID, int]:
        return row["send_id"], row["card_version"]

    ordered = sorted(rows, key=lambda row: (*plan_of(row), row["member_id"]))
    for (send_id, card_version), group in groupby(ordered, key=plan_of):
        some = list(group)
        people = [
            replace(
                _person(row["member_id"], row["occasion"], row["useful_until"]),
                household_id=row["household_id"],
            )
            for row in some
        ]
        urgent = some[0]["kind"] not in domain.BEHIND
        plan_people(tx, send_id, people, card_version=card_version, urgent=urgent, now=now)
        join_households(tx, send_id, people, now)


def join_households(
    tx: Transaction, send_id: UUID, people: Sequence[Person], now: datetime
) -> None:
    """People who came at different times to one number are told by one message, if none went."""
    households = {p.household_id for p in people if p.household_id}
    store = NotificationsStore(tx)
    send = store.find_send(send_id)
    if households and send is not None:
        store.join_tellers(send, list(households), now)


def _newest(
    tx: Transaction, message: RsvpChanged | PlaceOffered, answer: str, place: str, now: datetime
) -> bool:
    store = NotificationsStore(tx)
    event_id, member_id, version = message.event_id, message.member_id, message.version
    store.hold_event(event_id)
    if not store.newer_rsvp(event_id, member_id, version, answer=answer, place=place):
        return False
    store.stop_rows_of_person(event_id, member_id, occasion=version, now=now)
    return True


def _cancelled(tx: Transaction, message: RsvpChanged | PlaceOffered, now: datetime) -> bool:
    """Tell whoever's answer is heard of only after the cancellation of that; False before one."""
    if not NotificationsStore(tx).is_cancelled(message.event_id):
        return False
    person = _person(message.member_id, 0, now + CANCELLATION_USEFUL)
    _plan_one(tx, message.event_id, "cancellation", person, message.card_version, now)
    return True


def _announce(tx: Transaction, batch: Row) -> None:
    message = announcements.batch_due(batch["channel"], batch["id"])
    outbox.add(tx, message, urgent=batch["urgent"])
