"""
Convening a body, and its quorum.

Who is in mandate on the day is for members to say: it is asked as a wave asks, and the ids are
kept here as a roll. The newest complete roll counts; it is taken anew on the morning of the day.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.events import announcements, errors
from services.events.domain import assemblies
from services.events.domain.whom import Whom
from services.events.errors import assemblies as refused
from services.events.operations.finding import Row, existing, not_cancelled
from services.events.operations.organising import may_open, open_to
from services.events.store import EventsStore
from shared.contracts.events.assemblies import (
    AssemblyView,
    Convene,
    PutAssembly,
    QuorumView,
    Roll,
    Standing,
    TakeRoll,
)
from shared.contracts.events.convened import Convened
from shared.contracts.members import AudienceResolved
from shared.contracts.members.statutes import BodyStatutes, Mandated, Statutes
from shared.db import audit
from shared.db.database import Database, Transaction
from shared.db.limits import current_limits
from shared.ids import new_id
from shared.messaging import commands, erasure, outbox


def assembly(db: Database, event_id: UUID, *, now: datetime) -> AssemblyView:
    """Show an assembly; UnknownEvent, NotAnAssembly."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        return shown(store, _an_assembly(existing(store.find_event(event_id))), now)


def quorum(db: Database, event_id: UUID) -> QuorumView:
    """Show the quorum as it stands; UnknownEvent, NotConvened."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        event = existing(store.find_event(event_id))
        found = convened(store, event)
        statutes = Statutes.parse(found["statutes"])
        return QuorumView(
            card=announcements.card(event),
            quorum=assemblies.quorum_of(statutes, found["convocation"]),
            standing=standing_of(store, found),
        )


def put_assembly(db: Database, request: PutAssembly, *, by: UUID, now: datetime) -> AssemblyView:
    """
    Keep which body a draft convenes, and about what; AlreadyConvened once it is published.

    A second convocation is of the first one's body, by the statutes of then: StaysOfItsBody.
    """
    with db.transaction() as tx:

        def act() -> AssemblyView:
            store = EventsStore(tx)
            event = _draft(not_cancelled(existing(store.lock_event(request.event_id))))
            agenda = assemblies.agenda(request.agenda, event["languages"])
            if event["assembly"] is None:
                # Whom it was to be published to by itself is not the body.
                store.drop_publishing(event["id"])
            store.put_assembly(event["id"], _body_of(store, event, request.body), agenda)
            event = keep_card(store, event["id"])
            audit.record(tx, by, "event.assembly", event["id"])
            return shown(store, event, now)

        return commands.once(tx, request.command_id, AssemblyView, act)


def convene(db: Database, command: Convene, *, by: UUID, now: datetime) -> AssemblyView:
    """
    Publish an assembly to its body; NoticeTooShort without a reason, once it is late.

    A second convocation is for what too few came to: FirstToCome, FirstWasCancelled,
    QuorumWasReached.
    """
    with db.transaction() as tx:

        def act() -> AssemblyView:
            store = EventsStore(tx)
            draft = _an_assembly(not_cancelled(existing(store.lock_event(command.event_id))))
            if current_limits().regions is not None:
                raise refused.BodyBeyondRights
            event = opened(tx, draft, by=by, now=now, reason=command.late_reason)
            return shown(store, event, now)

        return commands.once(tx, command.command_id, AssemblyView, act)


def opened(tx: Transaction, draft: Row, *, by: UUID, now: datetime, reason: str = "") -> Row:
    """Publish an assembly's draft, which the caller has locked, to its body."""
    store = EventsStore(tx)
    may_open(draft, now)
    found = ready(store, draft, now)
    reason = in_time(found, draft, now, reason)
    store.note_late(draft["id"], reason)
    event = open_to(tx, draft, members_of(found, draft, by=by), now=now)
    ask_roll(tx, event, found, now)
    done = "event.convene-late" if reason else "event.convene"
    audit.record(tx, by, done, event["id"], detail=reason)
    return event


def ready(store: EventsStore, draft: Row, now: datetime) -> Row:
    """Give what a draft convenes, if that is known at a moment; BodyMissing, AgendaMissing, …"""
    found = store.find_assembly(draft["id"])
    if found is None:
        raise refused.BodyMissing
    if not found["agenda"]:
        raise refused.AgendaMissing
    _first_had_too_few(store, found, now)
    return found


def in_time(found: Row, draft: Row, at: datetime, reason: str = "") -> str:
    """Give the reason for convening at a moment, nothing when that is in time; NoticeTooShort."""
    return assemblies.check_notice(
        today=assemblies.day_of(at, draft["zone"]),
        held=assemblies.day_of(draft["starts_at"], draft["zone"]),
        notice_days=_notice(found),
        reason=reason,
    )


def take_roll(db: Database, command: TakeRoll, *, by: UUID, now: datetime) -> AssemblyView:
    """Ask anew who is in mandate on the day; NotConvened."""
    with db.transaction() as tx:

        def act() -> AssemblyView:
            store = EventsStore(tx)
            event = not_cancelled(existing(store.lock_event(command.event_id)))
            found = convened(store, event)
            if event["ends_at"] <= now:
                raise errors.EventFinished
            ask_roll(tx, event, found, now)
            audit.record(tx, by, "event.take-roll", event["id"])
            return shown(store, event, now)

        return commands.once(tx, command.command_id, AssemblyView, act)


def take_rolls_of_today(db: Database, *, now: datetime) -> bool:
    """Ask for one assembly of today who is in mandate; True if there was one."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        event = store.roll_to_take(now)
        if event is None:
            return False
        ask_roll(tx, event, convened(store, event), now)
        return True


def hear_roll(tx: Transaction, message: AudienceResolved, *, now: datetime) -> bool:
    """Keep a page of who is in mandate; False when no roll asked for it."""
    store = EventsStore(tx)
    if not store.is_roll(message.wave_id):
        return False
    ids = [addressee.member_id for addressee in message.addressees]
    roll = store.hear_roll(
        message.wave_id, page=message.page, people=len(ids), total=message.total, now=now
    )
    if roll is None:
        return True
    gone = erasure.erased_of(tx, ids)
    store.add_roll_members(roll, [member_id for member_id in ids if member_id not in gone])
    if roll["complete_at"] is not None:
        store.let_roll_count(roll["event_id"])
    return True


def follow_change(tx: Transaction, before: Row, event: Row, *, by: UUID, now: datetime) -> None:
    """
    Let an assembly keep its notice when its event has become another: StaysAnAssembly.

    On another day it needs the notice of its statutes again, and others may be in mandate: they are
    convened, and whoever was convened already is told of the day by the change.
    """
    if before["assembly"] is None:
        return
    if event["type"] != "assembly":
        raise refused.StaysAnAssembly
    days = [assemblies.day_of(each["starts_at"], each["zone"]) for each in (before, event)]
    if event["state"] != "published" or days[0] == days[1]:
        return
    found = convened(EventsStore(tx), event)
    today = assemblies.day_of(now, event["zone"])
    assemblies.check_notice(today=today, held=days[1], notice_days=_notice(found), reason="")
    ask_roll(tx, event, found, now)
    wave_id = new_id()
    EventsStore(tx).add_body_wave(wave_id, event["id"], found["body"], now)
    whom = members_of(found, event, by=by)
    outbox.add(tx, announcements.audience_requested(wave_id, event, whom))


def ask_roll(tx: Transaction, event: Row, found: Row, now: datetime) -> None:
    """Ask members who is in mandate on the day of an assembly."""
    roll_id, whom = new_id(), members_of(found, event)
    assert whom.mandated  # noqa: S101 - whom a body's members are
    EventsStore(tx).add_roll(roll_id, event["id"], whom.mandated.on, now)
    outbox.add(tx, announcements.audience_requested(roll_id, event, whom, invites=False))


def keep_card(store: EventsStore, event_id: UUID) -> Row:
    """Let the card of an event show its assembly; gives the event."""
    found = store.find_assembly(event_id)
    assert found  # noqa: S101 - the caller has written it
    return store.keep_convened(
        event_id,
        Convened(
            body=found["body"],
            names=found["names"],
            agenda=found["agenda"],
            convocation=found["convocation"],
        ),
    )


def convened(store: EventsStore, event: Row) -> Row:
    """Give the assembly that a body was convened to; NotConvened."""
    found = store.find_assembly(event["id"])
    if found is None or event["state"] == "draft":
        raise refused.NotConvened
    return found


def shown(store: EventsStore, event: Row, now: datetime) -> AssemblyView:
    """Show an assembly to organisers."""
    found = store.find_assembly(event["id"])
    about: dict[str, Any] = {
        "card": announcements.card(event),
        "event_state": event["state"],
        "capacity": event["capacity"],
    }
    if found is None:
        return AssemblyView(**about)
    statutes = Statutes.parse(found["statutes"])
    held = assemblies.day_of(event["starts_at"], event["zone"])
    until = assemblies.convene_until(held, _notice(found))
    later = store.find_publishing(event["id"])
    return AssemblyView(
        **about,
        body=found["body"],
        statutes=statutes,
        notice_days=_notice(found),
        quorum=assemblies.quorum_of(statutes, found["convocation"]),
        convene_until=until,
        late=assemblies.day_of(now, event["zone"]) > until,
        late_reason=found["late_reason"],
        publish_at=later["publish_at"] if later else None,
        publish_refused=later["refused"] if later else None,
        roll=_roll(store, found),
        standing=standing_of(store, found),
        documents=store.documents_of(event["id"]),
        first_id=found["first_id"],
        again_id=store.second_of(event["id"]),
        minutes_told_at=store.minutes_told_at(event["id"]),
    )


def _roll(store: EventsStore, found: Row) -> Roll | None:
    newest = store.newest_roll(found["event_id"])
    if newest is None:
        return None
    return Roll(
        on=newest["day"],
        members=found["members"],
        taken_at=newest["complete_at"],
        asking=newest["complete_at"] is None,
    )


def standing_of(store: EventsStore, found: Row) -> Standing | None:
    """Say where the quorum stands; None while no roll was heard."""
    if found["roll_id"] is None:
        return None
    statutes = Statutes.parse(found["statutes"])
    share = assemblies.quorum_of(statutes, found["convocation"])
    counted = store.count_standing(found["event_id"], most=statutes.most_proxies)
    return assemblies.standing(share, **counted)


def members_of(found: Row, event: Row, *, by: UUID | None = None) -> Whom:
    """
    Say whom a body's convocation is for: all of its members, wherever they live.

    `by` is who has them told: a second person releases what goes to very many.
    """
    on = assemblies.day_of(event["starts_at"], event["zone"])
    mandated = Mandated(body=found["body"], on=on)
    return Whom(audience_id=event["id"], within=None, by=by, mandated=mandated)


def _body_of(store: EventsStore, event: Row, body: BodyStatutes) -> BodyStatutes:
    before = store.find_assembly(event["id"])
    if before is None or before["convocation"] == 1:
        return body
    if body.body != before["body"]:
        raise refused.StaysOfItsBody
    return replace(body, names=before["names"], statutes=Statutes.parse(before["statutes"]))


def too_few_came(store: EventsStore, first: Row) -> None:
    """Refuse another convocation where nobody stayed away: FirstWasCancelled, QuorumWasReached."""
    if first["state"] == "cancelled":
        raise refused.FirstWasCancelled
    standing = standing_of(store, convened(store, first))
    if standing and standing.reached:
        raise refused.QuorumWasReached


def _first_had_too_few(store: EventsStore, found: Row, now: datetime) -> None:
    if found["first_id"] is None:
        return
    # Locked: what is scanned or cancelled meanwhile comes before or after, not in between.
    first = existing(store.lock_event(found["first_id"]))
    too_few_came(store, first)
    if first["starts_at"] > now:
        raise refused.FirstToCome


def _notice(found: Row) -> int:
    return assemblies.notice_of(Statutes.parse(found["statutes"]), found["convocation"])


def _an_assembly(event: Row) -> Row:
    if event["type"] != "assembly":
        raise refused.NotAnAssembly
    return event


def _draft(event: Row) -> Row:
    if event["state"] != "draft":
        raise refused.AlreadyConvened
    return _an_assembly(event)
