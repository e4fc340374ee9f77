"""Announcements: to an audience, which members resolves, or to those who answered something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from services.events import announcements, errors
from services.events.domain import announcing, pages
from services.events.domain.whom import Whom
from services.events.operations import missing
from services.events.operations.finding import Row, existing, not_cancelled
from services.events.store import EventsStore
from shared.contracts.events import (
    Announce,
    AnnouncementChecked,
    Announcements,
    AnnouncementView,
    Invitee,
    Said,
)
from shared.contracts.wire import CHUNK
from shared.crashpoints import crashpoint
from shared.db import audit
from shared.db.database import Database, Transaction
from shared.db.limits import current_limits
from shared.errors import InvalidRequest
from shared.ids import new_id
from shared.messaging import commands, outbox


def announcements_of(db: Database, event_id: UUID) -> Announcements:
    """Show an event's announcements, the newest first."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        return _shown(store, existing(store.find_event(event_id)))


def check_announcement(db: Database, command: Announce) -> AnnouncementChecked:
    """Look whether something can be announced, and give it as it will read; nothing goes out."""
    with db.transaction() as tx:
        event = existing(EventsStore(tx).find_event(command.event_id))
        return AnnouncementChecked(card=announcements.card(event), said=_said(event, command))


def announce(db: Database, command: Announce, *, by: UUID, now: datetime) -> Announcements:
    """Announce something. NotPublished, NothingAnnounced, TitleMissing, TextTooLong."""
    with db.transaction() as tx:

        def act() -> Announcements:
            store = EventsStore(tx)
            event = existing(store.lock_event(command.event_id))
            said = _said(event, command)
            wave_id = command.wave_id or new_id()
            within = current_limits().regions
            texts = {code: asdict(each) for code, each in said.items()}
            store.add_announcement(wave_id, command, texts, by=by, now=now)
            if command.audience_id:
                whom = Whom(audience_id=command.audience_id, within=within, by=by)
                asked = announcements.audience_requested(wave_id, event, whom, invites=False)
                outbox.add(tx, asked)
            audit.record(tx, by, "event.announce", event["id"])
            return _shown(store, event)

        return commands.once(tx, command.command_id, Announcements, act)


def _said(event: Row, command: Announce) -> dict[str, Said]:
    """Give what is announced, cleaned, if it can be: the event is open, and it is to somebody."""
    if not_cancelled(event)["state"] != "published":
        raise errors.NotPublished
    if (command.audience_id is None) == (command.to_answer is None):
        raise InvalidRequest(fields="audience_id, to_answer")
    return announcing.checked(command.said, event["languages"])


def tell_page(
    tx: Transaction, event: Row, wave: Row, people: Sequence[Row], codes: dict[UUID, str]
) -> None:
    """Hand a page of people to notifications; codes only to those who have none there yet."""
    invitees = [
        Invitee(
            member_id=row["member_id"],
            code=None if row["refused"] else codes.get(row["holder_id"]),
            household_id=row["holder_id"] if row["holder_id"] != row["member_id"] else None,
            refused=row["refused"],
        )
        for row in people
    ]
    if invitees:
        outbox.add(tx, announcements.announcement_issued(event, wave, invitees))


def announce_next_page(db: Database, *, now: datetime, page: int = CHUNK) -> bool:
    """Tell a page of those who answered something; True while there is more."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        wave = store.announcement_to_tell()
        if wave is None:
            return False
        event = existing(store.find_event(wave["event_id"]))
        found = store.page_by_answer(wave, page + 1)
        people = pages.whole_households(found, page)
        tell_page(tx, event, wave, people, {})
        over = len(people) == len(found) or event["state"] != "published"
        store.move_announcement(wave, told=len(people), last=people[-1] if people else None)
        if over:
            store.finish_announcement(wave["id"], now)
            missing.question_plan(tx, wave["id"])
        crashpoint("announce.before_commit")
    return True


def _shown(store: EventsStore, event: Row) -> Announcements:
    return Announcements(
        card=announcements.card(event),
        event_state=event["state"],
        announcements=[
            AnnouncementView(
                wave_id=wave["id"],
                state="done" if wave["done"] else "inviting",
                said={code: Said(**each) for code, each in wave["texts"].items()},
                at=wave["requested_at"],
                audience_id=wave["audience_id"],
                to_answer=wave["to_answer"],
                told=wave["invited"],
                not_told=wave["not_invited"],
            )
            for wave in store.announcements_of(event["id"])
        ],
    )
