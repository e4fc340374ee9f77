"""By which provider each message of a window goes, and when."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import psycopg
import structlog

from services.notifications import announcements
from services.notifications.channels import Channel, Lease, Outgoing
from services.notifications.channels.ways import NOT_HERE_S, Way, Ways, ahead_s
from services.notifications.domain import (
    FIRST_PAUSE_S,
    PACED,
    LateAnswer,
    Outcome,
    Record,
    State,
    Throttled,
    record,
)
from services.notifications.errors import NotWrittenYet
from services.notifications.operations import receipts
from services.notifications.store import NotificationsStore
from services.notifications.texts import segments
from shared.db.database import Database, DatabaseDown
from shared.messaging import outbox

log = structlog.get_logger()

Row = dict[str, Any]

LOOK_UP_EVERY = timedelta(minutes=1)
LOOK_UP_FOR = timedelta(days=2)
LOOK_UPS = 20
ROUND_AGAIN = (timedelta(seconds=1), timedelta(seconds=30))
"""A batch that nobody here has a way for comes round after so long, at least and at most."""


def choose(
    store: NotificationsStore, ways: Ways, batch: Row, ready: list[Row], now: datetime
) -> list[Row]:
    """
    Choose a provider for each claimed row and write it down before the first byte.

    What nobody takes now is given back: it was surely not sent.
    """
    paced = [way.name for way in ways if way.paced]
    latest = now + timedelta(seconds=ahead_s(urgent=batch["urgent"]))
    busy = store.busy_ways(paced, latest) if paced else ()
    names = ways.choose([row["address"] for row in ready], urgent=batch["urgent"], busy=busy)
    chosen = [row | {"provider": name} for row, name in zip(ready, names, strict=True) if name]
    if chosen:
        store.note_providers(
            batch["month"], [row["id"] for row in chosen], [row["provider"] for row in chosen]
        )
    left = [row["id"] for row, name in zip(ready, names, strict=True) if not name]
    if left:
        store.put_off(batch["month"], left, now + timedelta(seconds=NOT_HERE_S), now)
    return chosen


def shares(ways: Ways, ready: Sequence[Row]) -> list[tuple[Way, list[Row]]]:
    """Give each provider its rows of a window."""
    by_name: dict[str, list[Row]] = defaultdict(list)
    for row in ready:
        by_name[row["provider"]].append(row)
    return [(ways[name], rows) for name, rows in by_name.items()]


def wait_for_turn(
    db: Database,
    now: datetime,
    way: Way,
    messages: Sequence[Outgoing],
    lease: Lease,
    *,
    urgent: bool = True,
) -> Outcome | None:
    """
    Wait for the provider's next free moment, which all processes share, counted in parts.

    Gives what became of the messages when there is none soon: they go back, and take no time from
    what comes after. A bind has one owner and keeps its own pace.
    """
    if not way.paced:
        return None
    began = time.monotonic()
    seconds = sum(segments(str(m.content)).count for m in messages) / way.provider.parts_per_second
    latest = now + timedelta(seconds=min(ahead_s(urgent=urgent), lease.left / 2))
    try:
        with db.transaction() as tx:
            store = NotificationsStore(tx)
            ours = store.reserve_pace(way.name, seconds, latest=latest, now=now)
            free_at = ours or store.pace_free_at(way.name)
    except (DatabaseDown, psycopg.OperationalError):  # no byte has left
        return Throttled(FIRST_PAUSE_S, PACED)
    wait_s = (free_at - now).total_seconds()
    if ours is None:
        return Throttled(max(wait_s - ahead_s(urgent=urgent), NOT_HERE_S), PACED)
    wait_s -= time.monotonic() - began
    lease.wait(wait_s)  # each is looked at once more before its first byte
    return None


def send_all(
    db: Database, channel: Channel, messages: Sequence[Outgoing], lease: Lease, now: datetime
) -> Iterator[tuple[UUID, Outcome]]:
    """Send what somebody waits for; by several ways, it takes its turn in the pace of each."""
    if isinstance(channel, Ways):
        return channel.send_all(messages, lease, partial(wait_for_turn, db, now))
    return channel.send_all(messages, lease)


def leave_to_others(db: Database, batch_id: UUID, now: datetime) -> None:
    """
    Let a batch be taken by a process that has a way for it: a bind has one owner.

    What has waited long already comes round more seldom: perhaps nobody has one.
    """
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        batch = store.find_batch(batch_id)
        if batch is None or batch["send_state"] != "running":
            return
        waited = now - batch["touched_at"]
        due_at = now + min(max(waited / 10, ROUND_AGAIN[0]), ROUND_AGAIN[1])
        if store.schedule_batch(batch_id, due_at, now):
            message = announcements.batch_due(batch["channel"], batch_id)
            outbox.add(tx, message, urgent=batch["urgent"], not_before=due_at)


def look_up(db: Database, ways: Ways, *, now: datetime) -> bool:
    """Ask providers who can be asked what became of uncertain messages; True: perhaps more."""
    askable = [way.name for way in ways if way.channel.idempotent and way.here]
    if not askable:
        return False
    with db.transaction() as tx:
        rows = NotificationsStore(tx).take_unsure(
            askable, since=now - LOOK_UP_FOR, again_at=now + LOOK_UP_EVERY, now=now, limit=LOOK_UPS
        )
    found: dict[date, list[Record]] = defaultdict(list)
    for row in rows:
        outcome = ways[row["provider"]].channel.look_up(row["id"])
        if outcome is None:
            continue
        became = record(row["id"], outcome, attempts=row["attempts"], now=now)
        if became.state is not State.UNCERTAIN:
            found[row["month"]].append(became)
    for month, records in found.items():
        _settle(db, month, records, now)
    return len(rows) == LOOK_UPS


def answered_late(db: Database, late: LateAnswer, *, now: datetime) -> None:
    """
    Write down what a provider answered when the message was uncertain already.

    NotWrittenYet while its sender has not said so; what was settled meanwhile stays as it is.
    """
    with db.transaction() as tx:
        row = NotificationsStore(tx).find_unsure(late.delivery_id, late.provider)
    if row is None or row["state"] not in ("claimed", "uncertain"):
        return
    if row["state"] == "claimed":
        raise NotWrittenYet
    became = record(late.delivery_id, late.outcome, attempts=row["attempts"], now=now)
    if became.state is not State.UNCERTAIN:
        _settle(db, row["month"], [became], now)


def _settle(db: Database, month: date, records: list[Record], now: datetime) -> None:
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        unsent = [r for r in records if r.state in (State.WAITING, State.FAILED)]
        store.take_back_costs(month, unsent, zone=store.zone(), settled=True)
        moved = store.settle_unsure(month, records, now)
        if sent := [r.id for r in records if r.state is State.SENT]:
            receipts.expect(store, month, sent, now)
        if failed := [r.id for r in records if r.state is State.FAILED]:
            store.follow_tellers(month, failed, now)
        again = {row["batch_id"] for row in moved if row["state"] == "waiting"}
        for batch in store.touch_batches(again, now):
            message = announcements.batch_due(batch["channel"], batch["id"])
            outbox.add(tx, message, urgent=batch["urgent"])
    log.info("uncertain_looked_up", settled=len(moved))
