"""What is told to those who are invited already: reminders, changes, the question once more."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from services.notifications import domain
from services.notifications.operations.planning import count_planned, plan_people
from services.notifications.store import NotificationsStore, Person
from shared.contracts.events import AnnouncementIssued, ReminderDue, Telling
from shared.contracts.notifications import Kind
from shared.db.database import Transaction
from shared.messaging import erasure

KINDS: dict[Telling, Kind] = {
    "day_before": "reminder_day_before",
    "morning_of": "reminder_morning_of",
    "soon": "reminder_soon",
    "afterwards": "reminder_afterwards",
    "change": "change",
    "chase": "chase",
}
ONLY_AFTER: dict[Kind, str | None] = {"change": None, "chase": "invitation"}
"""What is said only to whoever was told before: of a kind, or anything at all."""


def plan_reminder(tx: Transaction, message: ReminderDue, *, now: datetime) -> None:
    """
    Write the rows of a page of people who are to be told something now.

    A newer round stops the older ones. Whoever has not heard of the event yet hears of no change:
    what is on its way to them says how it is now.
    """
    store = NotificationsStore(tx)
    event_id, kind = message.event_id, KINDS[message.what]
    if message.round > 1:
        store.seize_event(event_id)  # rounds of one kind are begun one after another
    else:
        store.hold_event(event_id)
    send_id = domain.send_id(event_id, kind, message.round)
    store.begin_round(send_id, event_id, kind, message.round, message.changed)
    if domain.needs_second_person(message.meant, store.money_rules()):
        store.hold_send(send_id, part=send_id, asked_by=message.asked_by)
    untold = _untold(store, message, kind)
    people = [
        Person(
            member_id=one.member_id,
            household_id=one.household_id,
            refused="not_told" if one.member_id in untold else None,
            occasion=0,
            useful_until=message.useful_until,
        )
        for one in message.reminded
    ]
    urgent = kind not in domain.BEHIND
    plan_people(tx, send_id, people, card_version=message.card_version, urgent=urgent, now=now)


def plan_announcement(tx: Transaction, message: AnnouncementIssued, *, now: datetime) -> None:
    """Write the rows of a page of people who are told what was announced."""
    store = NotificationsStore(tx)
    erasure.hold(tx)
    gone = erasure.erased_of(tx, message.people())
    store.put_codes(
        message.event_id,
        [
            (i.member_id, i.code, i.household_id)
            for i in message.invitees
            if i.member_id not in gone
        ],
    )
    store.hold_event(message.event_id)
    # In the order in which to fall back: JSON objects of the database have none.
    said = [{"language": code, **asdict(message.said[code])} for code in message.languages]
    store.begin_announcement(message.wave_id, message.event_id, {"texts": said})
    if domain.needs_second_person(message.meant, store.money_rules()):
        store.hold_send(message.wave_id, part=message.wave_id, asked_by=message.asked_by)
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
    version = message.card_version
    plan_people(tx, message.wave_id, people, card_version=version, urgent=False, now=now)
    count_planned(tx, message, len(people))


def _untold(store: NotificationsStore, message: ReminderDue, kind: Kind) -> set[UUID]:
    if kind not in ONLY_AFTER:
        return set()
    card = store.find_card(message.event_id)
    if card is None or card.version < message.card_version:
        return set()  # what is on its way may still say how it was
    ids = message.people()
    return set(ids) - store.who_was_told(message.event_id, ONLY_AFTER[kind], ids)
