"""
From rows of the ledger to messages on their way: claim (commit) → send → record (commit).

No transaction is open over the network, and a claim is never larger than the channel's window:
that bounds what a crash leaves uncertain. Consent, silence, stop, quiet times, how often somebody
was told and usefulness are looked at in the claim, at the last moment.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import psycopg
import structlog

from services.notifications import domain
from services.notifications.channels import Lease, Outgoing
from services.notifications.channels.ways import Way
from services.notifications.domain import Outcome, Uncertain
from services.notifications.operations import (
    holding,
    own_texts,
    paying,
    receipts,
    releasing,
    routing,
)
from services.notifications.operations.sender import Row, Sender
from services.notifications.operations.writing import write_all
from services.notifications.store import NotificationsStore
from shared.contracts.events import Card
from shared.contracts.notifications import SendingRules
from shared.crashpoints import crashpoint
from shared.db.database import Database, DatabaseDown

log = structlog.get_logger()

Clock = Callable[[], datetime]

RECORD_PATIENCE_S = 300.0
"""What the provider answered is known: it is not given up because the database is away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """
    A window of one batch that is in hand: `ready` are to be sent, the others were judged.

    `unwritten` is what became of those that no message could be made of. `held` when the rest of
    the batch has to wait.
    """

    batch: Row
    card: Card
    rules: SendingRules
    lease: Lease
    looked_at: int
    ready: list[Row]
    messages: dict[UUID, Outgoing]
    unwritten: dict[UUID, Outcome]
    held: bool = False


def send_batch(
    db: Database,
    sender: Sender,
    batch_id: UUID,
    *,
    clock: Clock,
    stopping: Callable[[], bool],
    urgent: bool = False,
) -> bool:
    """
    Work a batch off, window by window; False when a stop of the process came in between.

    What has to wait (throttled, no connection) is announced again for when it is due. So is a
    batch of which nothing is taken: others are behind it, and it may be the only one. `urgent` is
    the lane that works.
    """
    while sender.wait(stopping, urgent=urgent):
        if _left_for_later(db, sender, batch_id, clock(), urgent=urgent):
            return True
        claim = _claim(db, sender, batch_id, clock())
        if claim is None:
            return True
        if claim.ready:
            crashpoint("sender.after_claim")
            claim.lease.unwanted = holding.Watch(
                db=db,
                batch=claim.batch,
                rows=claim.ready,
                key=sender.suppression_key,
                quiet=partial(_quiet, claim),
                clock=clock,
                stopping=stopping,
            )
            _send(db, sender, claim, clock)
        if claim.held:
            return True
        if not claim.looked_at or sender.probing or (sender.ways and not claim.ready):
            holding.announce_rest(db, claim.batch, clock())
            return True
    return False


def _left_for_later(
    db: Database, sender: Sender, batch_id: UUID, now: datetime, *, urgent: bool
) -> bool:
    """Pass a batch on that nobody can take from here, or not for long; True when that was so."""
    if sender.ways and sender.ways.elsewhere:
        routing.leave_to_others(db, batch_id, now)
        return True
    pause = sender.pause_left(urgent=urgent)
    if pause > domain.LONGEST_PAUSE_S:
        holding.announce_later(db, batch_id, now + timedelta(seconds=pause), now)
        return True
    return False


# --- Claiming --------------------------------------------------------------------------------


def _claim(db: Database, sender: Sender, batch_id: UUID, now: datetime) -> Claim | None:
    """Take what is due of a batch; None when nothing of it may be sent."""
    try:
        return _take(db, sender, batch_id, now)
    except releasing.SaysOtherwise as found:
        releasing.withdraw(db, found, now)
        return None


def _take(db: Database, sender: Sender, batch_id: UUID, now: datetime) -> Claim | None:
    lease = Lease(sender.lease.total_seconds())
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        store.hold_silence()
        batch = store.find_batch(batch_id)
        send = store.lock_send(batch["send_id"]) if batch else None
        if batch is None or send is None or send["state"] != "running":
            return None
        card = store.find_card(batch["event_id"])
        if card is None or card.version < batch["card_version"]:
            store.unannounce_batch(batch_id)
            return None
        rules = store.sending_rules() or sender.usual_rules
        batch["plain"] = rules.plain_letters
        batch["own"] = own_texts.in_force(store, batch["kind"], card)
        releasing.check(send, card, batch["own"], plain=rules.plain_letters)
        useful_until = card.starts_at if batch["kind"] in domain.ABOUT_THE_START else None
        if holding.keep_quiet(tx, batch, card, rules, useful_until=useful_until, now=now):
            return None
        store.take_batch(batch_id, now)
        rows = store.claim(
            batch,
            window=sender.window(urgent=batch["urgent"]),
            terms=domain.Terms(
                useful_until=useful_until,
                heed=domain.HEEDED.get(batch["kind"]),
                limit=domain.limit(batch["kind"], rules),
            ),
            now=now,
            lease_until=now + sender.lease,
        )
        ready = _ready(store, sender, batch, rows, now)
        if useful_until is not None:  # by this they were judged; the provider is told the same
            ready = [row | {"useful_until": useful_until} for row in ready]
        if sender.ways and ready:
            ready = routing.choose(store, sender.ways, batch, ready, now)
        messages, unwritten = write_all(sender.writer, batch, card, ready, now)
        unpaid = paying.reserve(
            tx, batch, messages, sender.usual_money, useful_until=useful_until, now=now
        )
        return Claim(
            batch=batch,
            card=card,
            rules=rules,
            lease=lease,
            looked_at=len(rows),
            ready=[row for row in ready if row["id"] not in unpaid],
            messages={m.delivery_id: m for m in messages},
            unwritten=unwritten,
            held=store.is_held(batch_id),
        )


def _ready(
    store: NotificationsStore, sender: Sender, batch: Row, rows: list[Row], now: datetime
) -> list[Row]:
    """Give the rows that are to be sent, with the names of all whom each is for."""
    silent = _silence(store, sender, batch, rows, now)
    ready = [row for row in rows if row["state"] == "claimed" and row["id"] not in silent]
    if sender.name == "sms" and rows:
        _look_after_covered(store, batch, rows, silent, now)
        ids = [row["id"] for row in ready]
        names = store.names_covered(batch["month"], ids) if ids else {}
        ready = [row | {"covered_names": names.get(row["id"], [])} for row in ready]
    return ready


def _silence(
    store: NotificationsStore, sender: Sender, batch: Row, rows: list[Row], now: datetime
) -> set[UUID]:
    """Take back claims to silent addresses, and say which."""
    claimed = [row for row in rows if row["state"] == "claimed"]
    hashes = holding.address_hashes(claimed, sender.name, sender.suppression_key)
    silent = store.suppressed(sender.name, list(set().union(*hashes.values()))) if hashes else set()
    ids = {row_id for row_id, hashed in hashes.items() if hashed & silent}
    if ids:
        dead = store.dead(sender.name, list(silent))
        lost = [each for each in ids if hashes[each] & silent <= dead]
        store.exclude(batch["month"], lost, "bounced", now)
        store.exclude(batch["month"], list(ids.difference(lost)), "opted_out", now)
    return ids


def _look_after_covered(
    store: NotificationsStore, batch: Row, rows: list[Row], silent: set[UUID], now: datetime
) -> None:
    """Nobody is left out because the person through whom he was to be told is not told."""
    by_state: dict[str, list[UUID]] = {"claimed": [], "excluded": [], "expired": []}
    for row in rows:
        if row["state"] != "waiting":  # who is left in peace is told later, with the others
            by_state["excluded" if row["id"] in silent else row["state"]].append(row["id"])
    if by_state["excluded"]:
        store.pass_on_cover(batch, by_state["excluded"], now)
    if by_state["expired"]:
        store.follow_tellers(batch["month"], by_state["expired"], now)
    if by_state["claimed"]:
        store.release_strays(batch, by_state["claimed"], now)


def _quiet(claim: Claim, now: datetime) -> bool:
    """Tell whether quiet hours hold what is in hand."""
    until = domain.held_until(
        claim.batch["kind"],
        claim.rules,
        now=now,
        starts_at=claim.card.starts_at,
        useful_until=min(row["useful_until"] for row in claim.ready),
    )
    return until is not None


# --- Sending and recording -------------------------------------------------------------------


def _send(db: Database, sender: Sender, claim: Claim, clock: Clock) -> None:
    if sender.ways is None:
        _send_by(db, sender, claim, clock, None)
        return
    shares = routing.shares(sender.ways, claim.ready)
    send = partial(_send_by, db, sender)
    sender.ways.at_once(
        [(way, partial(send, replace(claim, ready=rows), clock, way)) for way, rows in shares]
    )


def _send_by(db: Database, sender: Sender, claim: Claim, clock: Clock, way: Way | None) -> None:
    ids = [row["id"] for row in claim.ready]
    outcomes = {row_id: claim.unwritten[row_id] for row_id in ids if row_id in claim.unwritten}
    try:
        messages = [claim.messages[row_id] for row_id in ids if row_id in claim.messages]
        if way and messages:
            urgent = claim.batch["urgent"]
            no = routing.wait_for_turn(db, clock(), way, messages, claim.lease, urgent=urgent)
            if no is not None:
                outcomes.update({message.delivery_id: no for message in messages})
                messages = []
        channel = way.channel if way else sender.channel
        sent = channel.send_all(messages, claim.lease) if messages else ()
        for delivery_id, outcome in sent:
            outcomes[delivery_id] = outcome  # noqa: PERF403 - if it breaks off, these are known
    finally:
        for row in claim.ready:
            # A channel that broke leaves nobody out: what it did not tell of is uncertain.
            outcomes.setdefault(row["id"], Uncertain("channel-failed"))
        crashpoint("sender.before_record")
        _record(db, claim, outcomes, clock())
        crashpoint("sender.after_record")
    # Of what could not be written the provider has said nothing.
    (way or sender).learn([o for row_id, o in outcomes.items() if row_id in claim.messages])


def _record(db: Database, claim: Claim, outcomes: dict[UUID, Outcome], now: datetime) -> None:
    """Write down what became of a window; while the database is away, hold on to it."""
    records = [
        domain.record(
            row["id"],
            outcomes[row["id"]],
            attempts=row["attempts"],
            now=now,
            useful_until=row["useful_until"],
        )
        for row in claim.ready
    ]
    until = time.monotonic() + RECORD_PATIENCE_S
    while True:
        try:
            _write_down(db, claim.batch, records, now)
            break
        except (DatabaseDown, psycopg.OperationalError):
            if time.monotonic() > until:
                raise
            db.wait_until_up(2.0)
    log.info(
        "window_recorded",
        batch_id=str(claim.batch["id"]),
        **{state: sum(r.state == state for r in records) for state in domain.State},
    )


def _write_down(db: Database, batch: Row, records: Sequence[domain.Record], now: datetime) -> None:
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        send = store.lock_send(batch["send_id"])
        stopped = send is not None and send["state"] == "stopped"
        paying.give_back(tx, batch, records)
        store.record(batch["month"], records, stopped=stopped, now=now)
        if batch["channel"] == "sms":
            receipts.expect(store, batch["month"], [r.id for r in records], now)
        ended = [r.id for r in records if r.state == domain.State.FAILED or stopped]
        if batch["channel"] == "sms" and ended:
            store.follow_tellers(batch["month"], ended, now)
        store.touch_batch(batch["id"], now)
