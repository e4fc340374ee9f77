"""
Mails to the staff with a link to choose a password: claim (commit) → send → record (commit).

A worker of the e-mail sender looks for them, on a connection of its own: no mail of an event is
ever before one of these. At least once, with the same Message-ID.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from cryptography.fernet import Fernet, InvalidToken

from services.notifications import domain
from services.notifications.channels import Channel, Lease, Outgoing
from services.notifications.domain import Breaker, NotSent, Outcome, Rejected, State, Uncertain
from services.notifications.letters import AccountLetter, Letterhead, account_mail
from services.notifications.store import NotificationsStore
from services.notifications.texts import Unwritable
from shared.contracts.members import VerificationRequested
from shared.crashpoints import crashpoint
from shared.db.database import Database, Transaction

log = structlog.get_logger()

Row = dict[str, Any]
Clock = Callable[[], datetime]

WINDOW = 10


@dataclass(kw_only=True)
class Post:
    """The way out for these mails, and the key to what their links end in."""

    channel: Channel
    letterhead: Letterhead
    links_key: str
    lease: timedelta
    breaker: Breaker = field(default_factory=Breaker)

    def learn(self, outcomes: Sequence[Outcome]) -> None:
        """Pause after a window of which nothing was taken."""
        self.breaker = self.breaker.after(outcomes, time.monotonic())


def keep(tx: Transaction, message: VerificationRequested, *, now: datetime) -> None:
    """Write a mail down that is to be sent."""
    NotificationsStore(tx).add_account_mail(message, now)


def send_due(db: Database, post: Post, *, clock: Clock) -> bool:
    """Send what is due; True when there may be more."""
    if post.breaker.pause_left(time.monotonic()):
        return False
    rows, lease = _claim(db, post, clock())
    if rows:
        crashpoint("account_mail.after_claim")
        _send(db, post, rows, lease, clock)
    return len(rows) == WINDOW


def _claim(db: Database, post: Post, now: datetime) -> tuple[list[Row], Lease]:
    lease = Lease(post.lease.total_seconds())
    window = 1 if post.breaker.probing else WINDOW
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        store.tidy_account_mails(lost_before=now - post.lease, now=now)
        rows = store.claim_account_mails(window=window, now=now, lease_until=now + post.lease)
    return rows, lease


def _send(db: Database, post: Post, rows: list[Row], lease: Lease, clock: Clock) -> None:
    outcomes: dict[UUID, Outcome] = {}
    messages = _write(post, rows, outcomes, clock())
    try:
        for mail_id, outcome in post.channel.send_all(messages, lease):
            outcomes[mail_id] = outcome  # noqa: PERF403 - if it breaks off, these are known
    finally:
        for row in rows:
            outcomes.setdefault(row["id"], Uncertain("channel-failed"))
        crashpoint("account_mail.before_record")
        _record(db, rows, outcomes, clock())
    post.learn(list(outcomes.values()))


def _write(
    post: Post, rows: list[Row], outcomes: dict[UUID, Outcome], now: datetime
) -> list[Outgoing]:
    messages = []
    for row in rows:
        try:
            token = Fernet(post.links_key).decrypt(row["sealed_token"].encode()).decode()
            content = account_mail(_letter(row, token, now), post.letterhead)
            messages.append(Outgoing(delivery_id=row["id"], address=row["email"], content=content))
        except InvalidToken:
            log.error("link_unreadable", mail_id=str(row["id"]))  # noqa: TRY400 - says enough
            outcomes[row["id"]] = Rejected("link-unreadable")
        except Unwritable as error:
            outcomes[row["id"]] = Rejected(error.code)
        except Exception:
            log.exception("message_unwritable", mail_id=str(row["id"]))
            outcomes[row["id"]] = NotSent("unwritable")
    return messages


def _letter(row: Row, token: str, now: datetime) -> AccountLetter:
    return AccountLetter(
        mail_id=row["id"],
        purpose=row["purpose"],
        language=row["language"],
        name=row["name"],
        address=row["email"],
        token=token,
        valid_until=row["valid_until"],
        date=now,
    )


def _record(db: Database, rows: list[Row], outcomes: dict[UUID, Outcome], now: datetime) -> None:
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        for row in rows:
            became = domain.record(
                row["id"], outcomes[row["id"]], attempts=row["attempts"], now=now
            )
            over = became.state in (State.SENT, State.FAILED) or (
                became.state is State.UNCERTAIN and row["resent"]
            )
            store.record_account_mail(became, over=over, now=now)
            log.info("account_mail_recorded", mail_id=str(row["id"]), state=became.state.value)
