"""
From rows of the ledger to messages on their way: claim (commit) → send → record (commit).

No transaction is open over the network, and a claim is never larger than the channel's window:
that bounds what a crash leaves uncertain. Consent, silence, stop and usefulness are looked at
in the claim, at the last moment.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import structlog

from services.notifications import announcements, domain
from services.notifications.channels import Channel, Lease, Outgoing
from services.notifications.domain import Record, Uncertain
from services.notifications.store import NotificationsStore
from services.notifications.texts import EmailForm, Letter, Wording, sms
from shared.contracts.events import Card
from shared.contracts.members import Channel as ChannelName
from shared.crashpoints import crashpoint
from shared.db.database import Database, DatabaseDown
from shared.messaging import outbox

log = structlog.get_logger()

Row = dict[str, Any]
Clock = Callable[[], datetime]

RECORD_PATIENCE_S = 300.0
"""What the provider answered is known: it is not given up because the database is away."""


class Writer(Protocol):
    """Makes a claimed row into a finished message."""

    def write(self, row: Row, batch: Row, card: Card, now: datetime) -> Outgoing: ...


@dataclass(frozen=True, kw_only=True)
class Sender:
    """One way out with what belongs to it."""

    name: ChannelName
    channel: Channel
    writer: Writer
    suppression_key: bytes


def send_batch(
    db: Database, sender: Sender, batch_id: UUID, *, clock: Clock, stopping: Callable[[], bool]
) -> bool:
    """
    Work a batch off, window by window; False when a stop of the process came in between.

    What has to wait (throttled, no connection) is announced again for when it is due.
    """
    while not stopping():
        lease = Lease(domain.LEASE.total_seconds())
        batch, card, rows = _claim(db, sender, batch_id, clock())
        if batch is None:
            return True
        crashpoint("sender.after_claim")
        claimed = [row for row in rows if row["state"] == "claimed"]
        if claimed and card is not None:
            _send(db, sender, (batch, card), claimed, lease, clock)
        if not rows:
            _announce_rest(db, batch, clock())
            return True
    return False


def _claim(
    db: Database, sender: Sender, batch_id: UUID, now: datetime
) -> tuple[Row | None, Card | None, list[Row]]:
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        batch = store.find_batch(batch_id)
        if batch is None:
            return None, None, []
        send = store.lock_send(batch["send_id"])
        if send is None or send["state"] != "running":
            return None, None, []
        card = store.find_card(batch["event_id"])
        if card is None:
            return None, None, []
        store.take_batch(batch_id, now)
        rows = store.claim(
            batch, window=sender.channel.window, now=now, lease_until=now + domain.LEASE
        )
        _silence(store, sender, batch, rows, now)
        return batch, card, rows


def _silence(
    store: NotificationsStore, sender: Sender, batch: Row, rows: list[Row], now: datetime
) -> None:
    """Take back what must not be sent; whoever was to hear it through that person hears it."""
    hashes = {
        row["id"]: domain.address_hash(sender.suppression_key, sender.name, row["address"])
        for row in rows
        if row["state"] == "claimed"
    }
    silent = store.suppressed(sender.name, list(hashes.values())) if hashes else set()
    if silent:
        quiet = [row for row in rows if hashes.get(row["id"]) in silent]
        store.exclude(batch["month"], [row["id"] for row in quiet], "opted_out", now)
        for row in quiet:
            row["state"] = "excluded"
    excluded = [row["id"] for row in rows if row["state"] == "excluded"]
    if excluded:
        store.pass_on_cover(batch["month"], excluded, now)


def _send(
    db: Database,
    sender: Sender,
    work: tuple[Row, Card],
    claimed: Sequence[Row],
    lease: Lease,
    clock: Clock,
) -> None:
    batch, card = work
    attempts = {row["id"]: row["attempts"] for row in claimed}
    messages = [sender.writer.write(row, batch, card, clock()) for row in claimed]
    records = []
    try:
        for delivery_id, outcome in sender.channel.send_all(messages, lease):
            records.append(
                domain.record(delivery_id, outcome, attempts=attempts[delivery_id], now=clock())
            )
    finally:
        records += _unanswered(attempts, records, clock())
        crashpoint("sender.before_record")
        _record(db, batch, records, clock())
        crashpoint("sender.after_record")


def _unanswered(attempts: dict[UUID, int], records: list[Record], now: datetime) -> list[Record]:
    """A channel that broke leaves nobody out: what it did not tell of is uncertain."""
    told = {record.id for record in records}
    return [
        domain.record(row_id, Uncertain("channel-failed"), attempts=count, now=now)
        for row_id, count in attempts.items()
        if row_id not in told
    ]


def _record(db: Database, batch: Row, records: list[Record], now: datetime) -> None:
    """Write down what became of a window; while the database is away, hold on to it."""
    until = time.monotonic() + RECORD_PATIENCE_S
    while True:
        try:
            with db.transaction() as tx:
                store = NotificationsStore(tx)
                store.record(batch["month"], records, now)
                store.take_batch(batch["id"], now)
            break
        except DatabaseDown:
            if time.monotonic() > until:
                raise
            db.wait_until_up(2.0)
    log.info(
        "window_recorded",
        batch_id=str(batch["id"]),
        **{state: sum(r.state == state for r in records) for state in domain.State},
    )


def _announce_rest(db: Database, batch: Row, now: datetime) -> None:
    with db.transaction() as tx:
        due_at = NotificationsStore(tx).next_due(batch)
        if due_at is not None:
            message = announcements.batch_due(batch["channel"], batch["id"])
            outbox.add(tx, message, urgent=batch["urgent"], not_before=max(due_at, now))


# --- Writers ---------------------------------------------------------------------------------


def names_of(row: Row) -> str:
    """Name whom one message is for: the person, and those told through him."""
    return ", ".join([row["first_name"], *(row.get("covered_names") or [])])


@dataclass(frozen=True, kw_only=True)
class SmsWriter:
    """Writes each SMS anew: it is short."""

    association: str
    public_url: str

    def write(self, row: Row, batch: Row, card: Card, _: datetime) -> Outgoing:
        wording = Wording(
            kind=batch["kind"],
            language=row["language"],
            card=card,
            association=self.association,
            until=row["useful_until"],
        )
        link = f"{self.public_url.rstrip('/')}/i/{row['code']}"
        return Outgoing(
            delivery_id=row["id"],
            address=row["address"],
            content=sms(wording, names=names_of(row), link=link),
        )


class EmailWriter:
    """Composes once for each kind, card and language; then only fills the places."""

    def __init__(self, *, association: str, public_url: str, mail_from: str) -> None:
        self._association = association
        self._url = public_url.rstrip("/")
        self._from = mail_from
        self._forms: dict[tuple[object, ...], EmailForm] = {}

    def write(self, row: Row, batch: Row, card: Card, now: datetime) -> Outgoing:
        form = self._form(row, batch, card)
        letter = Letter(
            delivery_id=row["id"],
            address=row["address"],
            names=names_of(row),
            link=f"{self._url}/i/{row['code']}",
            stop_link=f"{self._url}/u/{row['code']}",
            date=now,
        )
        return Outgoing(delivery_id=row["id"], address=row["address"], content=form.fill(letter))

    def _form(self, row: Row, batch: Row, card: Card) -> EmailForm:
        until = row["useful_until"] if batch["kind"] == "place_offered" else None
        key = (batch["kind"], card.event_id, card.version, row["language"], until)
        if key not in self._forms:
            if len(self._forms) > 200:
                self._forms.clear()
            wording = Wording(
                kind=batch["kind"],
                language=row["language"],
                card=card,
                association=self._association,
                until=until,
            )
            self._forms[key] = EmailForm(wording, sender=self._from, public_url=self._url)
        return self._forms[key]
