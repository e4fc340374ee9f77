"""
What of a wave was lost on the way, and is asked for until it comes.

A wave is heard in pages, and handed on in pages. Until the last page is here, and until the ledger
has a row for each of its people, it is under way; whatever is without news for longer than its
patience is asked for again. All that is said again keeps its ids, so nothing happens twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from services.events import announcements
from services.events.store import EventsStore
from shared.contracts.events import (
    AnnouncementIssued,
    AudienceRequested,
    InvitationIssued,
)
from shared.contracts.notifications import PlanCounted
from shared.db.database import Database, Transaction
from shared.messaging import outbox

log = structlog.get_logger()

PATIENCE = timedelta(seconds=45)
"""How long without news is too long, the first time: it is noticed within a minute."""


def ask_for_what_is_missing(db: Database, *, now: datetime) -> bool:
    """Ask once more for what one wave or roll misses; True when there may be another."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        if wave := store.wave_with_missing(patience=PATIENCE, now=now):
            if wave["complete_at"] is None:
                ask_for_pages(tx, wave["event_id"], wave["id"], store.pages_of_wave(wave["id"]))
            else:
                question_plan(tx, wave["id"])
            store.note_missing_wave(wave["id"], now)
            log.warning("wave_is_incomplete", wave_id=str(wave["id"]), times=wave["missed"] + 1)
            return True
        if roll := store.roll_with_missing(patience=PATIENCE, now=now):
            ask_for_pages(tx, roll["event_id"], roll["id"], roll["pages"])
            store.note_missing_roll(roll["id"], now)
            log.warning("roll_is_incomplete", roll_id=str(roll["id"]), times=roll["missed"] + 1)
            return True
        return False


def ask_for_pages(tx: Transaction, event_id: UUID, wave_id: UUID, heard: Sequence[int]) -> None:
    """Ask once more for pages: the question may have been lost itself, or what was said to it."""
    outbox.say_again(tx, AudienceRequested.type, wave_id)
    outbox.add(tx, announcements.pages_missed(event_id, wave_id, heard))


def question_plan(tx: Transaction, wave_id: UUID) -> None:
    """Ask whether everybody of a wave who was handed over has a row."""
    wave = EventsStore(tx).lock_wave(wave_id)
    if wave is not None:
        outbox.add(tx, announcements.plan_questioned(wave))


def hear_count(tx: Transaction, message: PlanCounted, *, now: datetime) -> None:
    """
    Note that a wave's people are all planned, or hand its pages over once more.

    The first question goes right behind the last page and may overtake it, and a long queue takes
    its time: lost is only what is missing when there is no news any more. Whoever was asked tells
    it again when the last of them is planned.
    """
    store = EventsStore(tx)
    wave = store.lock_wave(message.wave_id)
    if wave is None or wave["complete_at"] is None or wave["told_at"] is not None:
        return
    if message.planned >= wave["invited"] + wave["not_invited"] or not wave["counted"]:
        store.wave_is_told(wave["id"], now)
    elif message.last_at is not None and message.last_at > now - PATIENCE:
        store.note_news(wave["id"], message.last_at)
    elif wave["missed"]:
        said = AnnouncementIssued if wave["kind"] == "announcement" else InvitationIssued
        outbox.say_again(tx, said.type, wave["id"])
