"""A second convocation, when too few came to the first; and telling members of the minutes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.events import announcements, errors
from services.events.domain import announcing
from services.events.errors import assemblies as refused
from services.events.operations import assemblies
from services.events.operations.finding import existing, not_cancelled
from services.events.operations.later import kept_copy
from services.events.store import EventsStore
from shared.contracts.events.assemblies import AssemblyView, ConveneAgain, TellMinutes
from shared.db import audit
from shared.db.database import Database
from shared.db.limits import current_limits
from shared.ids import new_id
from shared.messaging import commands, outbox


def convene_again(db: Database, request: ConveneAgain, *, by: UUID, now: datetime) -> AssemblyView:
    """
    Keep a draft of the second convocation: the event, the agenda and the documents of the first.

    NotConvened, AlreadySecond, FirstWasCancelled, QuorumWasReached, ConvenedAgain,
    SecondBeforeFirst.
    """
    with db.transaction() as tx:

        def act() -> AssemblyView:
            store = EventsStore(tx)
            first = existing(store.lock_event(request.event_id))
            found = assemblies.convened(store, first)
            if found["convocation"] != 1:
                raise refused.AlreadySecond
            if store.second_of(first["id"]):
                raise refused.ConvenedAgain
            assemblies.too_few_came(store, first)
            event = kept_copy(tx, first, request.starts_at, request.command_id, by=by, now=now)
            if event["starts_at"] <= first["starts_at"]:
                raise refused.SecondBeforeFirst
            store.copy_assembly(first["id"], event["id"], second=True)
            store.copy_documents(first["id"], event["id"])
            event = assemblies.keep_card(store, event["id"])
            audit.record(tx, by, "event.convene-again", event["id"])
            return assemblies.shown(store, event, now)

        return commands.once(tx, request.command_id, AssemblyView, act)


def tell_minutes(db: Database, command: TellMinutes, *, by: UUID, now: datetime) -> AssemblyView:
    """Tell the members of the body that the minutes are there; MinutesMissing, NotConvened."""
    with db.transaction() as tx:

        def act() -> AssemblyView:
            store = EventsStore(tx)
            event = not_cancelled(existing(store.lock_event(command.event_id)))
            found = assemblies.convened(store, event)
            if event["starts_at"] > now:
                raise errors.NothingToSayYet
            if not any(one.kind == "minutes" for one in store.documents_of(event["id"])):
                raise refused.MinutesMissing
            if current_limits().regions is not None:
                raise refused.BodyBeyondRights
            said = announcing.checked(command.said, event["languages"])
            wave_id = command.wave_id or new_id()
            store.add_body_announcement(wave_id, event["id"], found["body"], said, now)
            whom = assemblies.members_of(found, event, by=by)
            outbox.add(tx, announcements.audience_requested(wave_id, event, whom, invites=False))
            audit.record(tx, by, "event.tell-minutes", event["id"])
            return assemblies.shown(store, event, now)

        return commands.once(tx, command.command_id, AssemblyView, act)
