"""Copies of an event, and publishing on a day to come."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.events import announcements, errors
from services.events.domain import forms, plans
from services.events.domain.whom import Whom
from services.events.operations import assemblies
from services.events.operations.finding import Row, existing, not_cancelled
from services.events.operations.organising import invited_freely, may_open, open_to, view_of
from services.events.operations.sessions import copy_sessions
from services.events.store import EventsStore
from shared.contracts.events import CopyEvent, EventView, PublishLater, PublishNotLater
from shared.contracts.members import WaveWish
from shared.db import audit
from shared.db.database import Database, Transaction
from shared.db.limits import current_limits
from shared.errors import Refusal
from shared.ids import new_id
from shared.messaging import commands


def copy_event(db: Database, request: CopyEvent, *, by: UUID, now: datetime) -> EventView:
    """Keep a draft like an event, on another day; of an assembly with its body and agenda."""
    with db.transaction() as tx:

        def act() -> EventView:
            store = EventsStore(tx)
            event = existing(store.find_event(request.event_id))
            copy = kept_copy(tx, event, request.starts_at, request.command_id, by=by, now=now)
            if event["assembly"] is not None:
                store.copy_assembly(event["id"], copy["id"], second=False)
                copy = assemblies.keep_card(store, copy["id"])
            audit.record(tx, by, "event.copy", copy["id"])
            return view_of(store, copy)

        return commands.once(tx, request.command_id, EventView, act)


def kept_copy(
    tx: Transaction, event: Row, starts_at: str, command_id: UUID, *, by: UUID, now: datetime
) -> Row:
    """Keep a draft like an event, with its sessions, questions, reminders; gives the draft."""
    store = EventsStore(tx)
    form = forms.form_of(announcements.card(event), event["capacity"], command_id)
    event_id = new_id()
    store.add_event(event_id, plans.plan(forms.moved(form, starts_at), now), by)
    store.put_on_agenda(event_id, listed=event["listed"], axes=event["axes"])
    copy_sessions(store, event, existing(store.find_event(event_id)))
    store.copy_questions(event["id"], event_id)
    store.copy_wishes(event["id"], event_id)
    return existing(store.find_event(event_id))


def publish_later(db: Database, request: PublishLater, *, by: UUID, now: datetime) -> EventView:
    """Note that a draft is to be published; nobody is told before."""
    with db.transaction() as tx:

        def act() -> EventView:
            store = EventsStore(tx)
            draft = invited_freely(not_cancelled(existing(store.lock_event(request.event_id))))
            at = plans.instant(request.publish_at, draft["zone"], "publish_at")
            if at <= now:
                raise errors.PublishedInThePast
            may_open(draft, now)
            if at >= announcements.card(draft).answers_end:
                raise errors.PublishedTooLate
            store.put_publishing(
                draft["id"],
                publish_at=at,
                whom=Whom(
                    audience_id=request.audience_id,
                    # Whom they may not see they do not invite, later either.
                    within=current_limits().regions,
                    wish=request.wish,
                    by=by,
                ),
                now=now,
            )
            audit.record(tx, by, "event.publish-later", draft["id"])
            return view_of(store, draft)

        return commands.once(tx, request.command_id, EventView, act)


def publish_not_later(db: Database, request: PublishNotLater, *, by: UUID) -> EventView:
    """Take back that a draft is to be published."""
    with db.transaction() as tx:

        def act() -> EventView:
            store = EventsStore(tx)
            event = existing(store.lock_event(request.event_id))
            if store.drop_publishing(event["id"]):
                audit.record(tx, by, "event.publish-not-later", event["id"])
            return view_of(store, event)

        return commands.once(tx, request.command_id, EventView, act)


def publish_what_is_due(db: Database, *, now: datetime) -> bool:
    """
    Publish one event whose time has come; True if there was one.

    What cannot be published any more stays a draft, with the reason on its page.
    """
    with db.transaction() as tx:
        store = EventsStore(tx)
        draft = store.event_to_publish(now)
        asked = store.find_publishing(draft["id"]) if draft else None
        if draft is None or asked is None or asked["refused"] or asked["publish_at"] > now:
            return False
        try:
            not_cancelled(draft)
            if draft["assembly"] is not None:
                assemblies.opened(tx, draft, by=asked["asked_by"], now=now)
                return True
            may_open(draft, now)
        except Refusal as refusal:
            store.refuse_publishing(draft["id"], refusal.code)
            return True
        whom = Whom(
            audience_id=asked["audience_id"],
            within=asked["regions"],
            wish=WaveWish.parse(asked["wish"]) if asked["wish"] else None,
            by=asked["asked_by"],
        )
        open_to(tx, draft, whom, now=now)
        audit.record(tx, asked["asked_by"], "event.publish", draft["id"])
        return True
