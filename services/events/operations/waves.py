"""Waves that are planned, and taken when their time has come."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.events import announcements, errors
from services.events.domain import plans, waves
from services.events.domain.whom import Whom
from services.events.operations.finding import Row, existing, not_cancelled
from services.events.store import EventsStore
from shared.contracts.events import (
    DropWave,
    KeptSeats,
    PlanWave,
    WaveChecked,
    Waves,
    WaveState,
    WaveView,
)
from shared.contracts.members import Balance, WaveWish
from shared.db import audit
from shared.db.database import Database
from shared.db.limits import current_limits
from shared.ids import new_id
from shared.messaging import commands, outbox


def waves_of(db: Database, event_id: UUID) -> Waves:
    """Show an event's waves: where each stands, and what its people said."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        return shown(store, existing(store.find_event(event_id)))


def check_wave(db: Database, command: PlanWave, *, now: datetime) -> WaveChecked:
    """Look whether a wave can be planned, and say when it would go; nothing is planned."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        event = existing(store.find_event(command.event_id))
        due_at, _, _ = _planned(store, event, command, now)
        return WaveChecked(card=announcements.card(event), due_at=due_at)


def plan_wave(db: Database, command: PlanWave, *, by: UUID, now: datetime) -> Waves:
    """Plan one more wave. WaveInThePast, WaveTooLate, BadThreshold, LabelTooLong, TooManyWaves."""
    with db.transaction() as tx:

        def act() -> Waves:
            store = EventsStore(tx)
            event = existing(store.lock_event(command.event_id))
            due_at, label, if_fewer = _planned(store, event, command, now)
            store.plan_wave(
                command.wave_id or new_id(),
                event["id"],
                command.audience_id,
                label=label,
                due_at=due_at,
                if_fewer=if_fewer,
                # Whom they may not see they do not invite, later either.
                within=current_limits().regions,
                wish=command.wish,
                asked_by=by,
            )
            audit.record(tx, by, "event.plan-wave", event["id"])
            return shown(store, event)

        return commands.once(tx, command.command_id, Waves, act)


def _planned(
    store: EventsStore, event: Row, command: PlanWave, now: datetime
) -> tuple[datetime, str, int | None]:
    """Give when a wave goes, its name and its threshold, if it can be planned."""
    not_cancelled(event)
    due_at = plans.instant(command.at, event["zone"], "at") if command.at else now
    if due_at < now:
        raise errors.WaveInThePast
    if len(store.waves_of(event["id"])) >= waves.MOST_WAVES:
        raise errors.TooManyWaves(most=waves.MOST_WAVES)
    ends = announcements.card(event).answers_end
    return (
        waves.in_time(due_at, ends),
        waves.label(command.label),
        waves.threshold(command.if_fewer),
    )


def drop_wave(db: Database, command: DropWave, *, by: UUID) -> Waves:
    """Take back a wave that has not gone. UnknownWave, also when it has."""
    with db.transaction() as tx:

        def act() -> Waves:
            store = EventsStore(tx)
            event = existing(store.lock_event(command.event_id))
            if not store.drop_wave(event["id"], command.wave_id):
                raise errors.UnknownWave
            audit.record(tx, by, "event.drop-wave", event["id"])
            return shown(store, event)

        return commands.once(tx, command.command_id, Waves, act)


def send_next_wave(db: Database, *, now: datetime) -> bool:
    """Decide about one wave whose time has come, and ask for its people; True if there was one."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        event = store.event_with_due_wave(now)
        if event is None:
            return False
        wave = store.next_due_wave(event["id"], now)
        if wave is None:  # another worker has decided about it meanwhile
            return True
        yes = store.counts([event["id"]])[event["id"]]["yes"]
        ends = announcements.card(event).answers_end
        state = waves.verdict(if_fewer=wave["if_fewer"], yes=yes, answers_end=ends, now=now)
        store.decide_wave(wave["id"], state=state, yes=yes, now=now)
        if state == "going":
            whom = Whom(
                audience_id=wave["audience_id"],
                within=wave["within"],
                wish=WaveWish.parse(wave["wish"]) if wave["wish"] else None,
                by=wave["asked_by"],
            )
            message = announcements.audience_requested(wave["id"], event, whom)
            outbox.add(tx, message)
        return True


def shown(store: EventsStore, event: Row) -> Waves:
    """Show an event's waves, and what is kept for the people of some."""
    answers = store.answers_by_wave(event["id"])
    counts = store.counts([event["id"]])[event["id"]]
    return Waves(
        card=announcements.card(event),
        event_state=event["state"],
        capacity=event["capacity"],
        yes=counts["yes"],
        confirmed=counts["confirmed"],
        kept=[
            KeptSeats(
                label=row["label"],
                seats=row["seats"],
                held=row["held"],
                until=row["until"],
                released=row["released_at"] is not None,
            )
            for row in store.kept_seats_of(event["id"])
        ],
        waves=[
            WaveView(
                wave_id=wave["id"],
                label=wave["label"],
                state=_state(wave, event),
                audience_id=wave["audience_id"],
                due_at=wave["due_at"],
                requested_at=wave["requested_at"],
                if_fewer=wave["if_fewer"],
                yes_then=wave["yes_then"],
                invited=wave["invited"],
                not_invited=wave["not_invited"],
                missing=not wave["done"] and wave["missed"] > 0,
                meant=wave["meant"],
                heard=wave["heard"],
                size=wave["wish"]["size"] if wave["wish"] else None,
                balance=Balance.parse(wave["balance"]) if wave["balance"] else None,
                **answers.get(wave["id"], {}),
            )
            for wave in store.waves_of(event["id"])
        ],
    )


def _state(wave: Row, event: Row) -> WaveState:
    if wave["state"] == "going":
        return "done" if wave["done"] else "inviting"
    if wave["state"] == "planned" and event["state"] == "cancelled":
        return "stopped"
    states: dict[str, WaveState] = {
        "planned": "planned",
        "skipped": "skipped",
        "too_late": "too_late",
    }
    return states[wave["state"]]
