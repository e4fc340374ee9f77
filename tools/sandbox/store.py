"""What was received, in SQLite: one connection a thread, writers in their own transactions."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import aiosql

from tools.sandbox.ledger import Entry
from tools.sandbox.messages import (
    Accepted,
    Channel,
    Coding,
    Correspondent,
    Counts,
    ReceiptOrder,
    Submission,
)

RECEIPT_DELAYS_S = {8: 0.2, 1: 0.6}
"""When the network and when the phone report back, counted from the acceptance."""

BUSY_TIMEOUT_MS = 10_000

# The queries' names become attributes, which mypy cannot know; `Store` gives them types.
queries: Any = aiosql.from_path(
    Path(__file__).with_name("queries.sql"), "sqlite3", mandatory_parameters=False
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A delivery report that is due; `tries` failed so far."""

    id: int
    message_id: int
    status: int
    url: str
    tries: int


class Store:
    """The messages received; safe to use from any thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._own = threading.local()
        self._connection.executescript(Path(__file__).with_name("schema.sql").read_text("utf-8"))

    @property
    def _connection(self) -> sqlite3.Connection:
        if not hasattr(self._own, "connection"):
            self._own.connection = self._connect()
        connection: sqlite3.Connection = self._own.connection
        return connection

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None)
        connection.row_factory = _as_mapping
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA journal_mode = WAL")
        # An answer is a promise: what was answered for outlives the power, not only the process.
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that this thread writes inside is kept together, on disk when it ends, or not."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            # A full disk may have ended the transaction already.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def add(self, submission: Submission) -> list[Entry]:
        """Keep a submission, inside a transaction: one message for each of its recipients."""
        attempt = 1 + self._attempts_so_far(submission)
        added = [
            self._add_one(submission, recipient, attempt) for recipient in submission.recipients
        ]
        for message in added:
            self._order_receipts(message, submission.receipts)
        return added

    def _attempts_so_far(self, submission: Submission) -> int:
        if submission.reference is None:
            return 0
        count: int = queries.attempts_so_far(
            self._connection, channel=submission.channel, reference=submission.reference
        )
        return count

    def _add_one(self, submission: Submission, recipient: str, attempt: int) -> Entry:
        message_id = queries.insert_message(
            self._connection,
            channel=submission.channel,
            sender=submission.sender,
            recipient=recipient,
            reference=submission.reference,
            attempt=attempt,
            received_at=submission.received_at.isoformat(),
            text=submission.text,
            coding=submission.coding,
            subject=submission.subject,
            raw=submission.raw,
        )
        queries.count_for_recipient(
            self._connection, channel=submission.channel, address=recipient, last_id=message_id
        )
        return Entry(
            id=message_id,
            channel=submission.channel,
            reference=submission.reference,
            recipient=recipient,
            at=submission.received_at.isoformat(),
            attempt=attempt,
        )

    def _order_receipts(self, message: Entry, orders: tuple[ReceiptOrder, ...]) -> None:
        for order in orders:
            queries.order_receipt(
                self._connection,
                message_id=message.id,
                status=order.status,
                url=order.url,
                due_at=time.time() + RECEIPT_DELAYS_S[order.status],
            )

    def receipts_due(self, *, limit: int) -> list[Receipt]:
        rows = queries.receipts_due(self._connection, now=time.time(), limit=limit)
        return [Receipt(**row) for row in rows]

    def seconds_to_next_receipt(self) -> float | None:
        """How long until a receipt is due, never below 0; None when none is waiting."""
        due_at: float | None = queries.next_receipt_due(self._connection)
        return None if due_at is None else max(0.0, due_at - time.time())

    def forget_receipt(self, receipt: Receipt) -> None:
        queries.forget_receipt(self._connection, id=receipt.id)

    def postpone_receipt(self, receipt: Receipt, *, seconds: float) -> None:
        queries.postpone_receipt(self._connection, id=receipt.id, due_at=time.time() + seconds)

    def message(self, message_id: int) -> Accepted | None:
        row = queries.message(self._connection, id=message_id)
        return _accepted(row) if row else None

    def messages_after(self, after: int, *, channel: Channel | None, limit: int) -> list[Accepted]:
        """Messages in the order they came, from the one behind id `after`."""
        rows = queries.messages_after(self._connection, after=after, channel=channel, limit=limit)
        return [_accepted(row) for row in rows]

    def messages_of_one_after(
        self, after: int, *, channel: Channel, recipient: str, limit: int
    ) -> list[Accepted]:
        """One recipient's messages in the order they came, from the one behind id `after`."""
        rows = queries.messages_of_one_after(
            self._connection, after=after, channel=channel, recipient=recipient, limit=limit
        )
        return [_accepted(row) for row in rows]

    def messages_of(
        self, channel: Channel, recipient: str, *, limit: int, offset: int
    ) -> list[Accepted]:
        """One recipient's messages, newest first."""
        rows = queries.messages_of(
            self._connection, channel=channel, recipient=recipient, limit=limit, offset=offset
        )
        return [_accepted(row) for row in rows]

    def messages_for(self, channel: Channel, address: str) -> int:
        row = queries.messages_for(self._connection, channel=channel, address=address)
        return row["messages"] if row else 0

    def entries_after(self, after: int) -> list[Entry]:
        """What the ledger may lack: the lines of messages younger than id `after`."""
        return [Entry(**row) for row in queries.ledger_after(self._connection, after=after)]

    def correspondents(
        self, *, channel: Channel | None, words: str, limit: int, offset: int
    ) -> list[Correspondent]:
        """Phones and inboxes, whoever heard last first, of those the words are found with."""
        rows = queries.correspondents(
            self._connection,
            channel=channel,
            pattern=_containing(words) if words else None,
            number=_number_containing(words),
            limit=limit,
            offset=offset,
        )
        return [
            Correspondent(
                channel=Channel(row["channel"]),
                address=row["recipient"],
                messages=row["messages"],
                last=_accepted(row),
            )
            for row in rows
        ]

    def correspondents_found(self, *, channel: Channel | None, words: str) -> int:
        """How many phones and inboxes the words are found with."""
        found: int = queries.correspondents_found(
            self._connection,
            channel=channel,
            pattern=_containing(words) if words else None,
            number=_number_containing(words),
        )
        return found

    def counts(self) -> Counts:
        totals = {row["channel"]: row for row in queries.totals(self._connection)}
        sms, email = totals.get("sms"), totals.get("email")
        return Counts(
            sms=sms["messages"] if sms else 0,
            email=email["messages"] if email else 0,
            phones=sms["recipients"] if sms else 0,
            inboxes=email["recipients"] if email else 0,
            duplicates=queries.repeats(self._connection),
        )


def _as_mapping(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip((column[0] for column in cursor.description), row, strict=True))


def _accepted(row: dict[str, Any]) -> Accepted:
    return Accepted(
        id=row["id"],
        channel=Channel(row["channel"]),
        sender=row["sender"],
        recipient=row["recipient"],
        reference=row["reference"],
        attempt=row["attempt"],
        received_at=datetime.fromisoformat(row["received_at"]),
        text=row["text"],
        coding=Coding(row["coding"]) if row["coding"] else None,
        subject=row["subject"],
        raw=row["raw"],
    )


def _containing(words: str) -> str:
    literal = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{literal}%"


def _number_containing(words: str) -> str | None:
    """Find +212 6 12 34 56 78 also when it is typed as 06 12-34-56-78 or 00212612345678."""
    digits = "".join(c for c in words if c not in " -.()+")
    if not digits.isdecimal():
        return None
    return f"%{digits.lstrip('0')}%"
