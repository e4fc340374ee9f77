"""Convening a body on a day to come: its notice counts from that day."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.events import announcements, errors
from services.events.domain import plans
from services.events.errors import assemblies as refused
from services.events.operations import assemblies
from services.events.operations.finding import existing, not_cancelled
from services.events.operations.organising import may_open
from services.events.store import EventsStore
from shared.contracts.events.assemblies import AssemblyView, ConveneLater
from shared.db import audit
from shared.db.database import Database
from shared.db.limits import current_limits
from shared.messaging import commands


def convene_later(db: Database, command: ConveneLater, *, by: UUID, now: datetime) -> AssemblyView:
    """
    Note that a body is to be convened; nobody is told before.

    LateByThen when it would be late on that day: a reason is for what cannot wait.
    """
    with db.transaction() as tx:

        def act() -> AssemblyView:
            store = EventsStore(tx)
            draft = not_cancelled(existing(store.lock_event(command.event_id)))
            at = plans.instant(command.publish_at, draft["zone"], "publish_at")
            if at <= now:
                raise errors.PublishedInThePast
            may_open(draft, now)
            found = assemblies.ready(store, draft, at)
            if current_limits().regions is not None:
                raise refused.BodyBeyondRights
            try:
                assemblies.in_time(found, draft, at)
            except refused.NoticeTooShort as error:
                raise refused.LateByThen from error
            if at >= announcements.card(draft).answers_end:
                raise errors.PublishedTooLate
            whom = assemblies.members_of(found, draft, by=by)
            store.put_publishing(draft["id"], publish_at=at, whom=whom, now=now)
            audit.record(tx, by, "event.publish-later", draft["id"])
            return assemblies.shown(store, draft, now)

        return commands.once(tx, command.command_id, AssemblyView, act)
