"""
Links and codes that somebody waits for: claim (commit) → send → record (commit).

To the staff a link to choose a password, to people the link to their own page or what confirms
their sign-up. A worker of each sender looks for them, on a connection of its own: no message of
an event is ever before one of these. A mail goes at least once, with the same Message-ID; an SMS
at most once, and to no number that asked for silence, or that nothing is sent to.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, get_args
from uuid import UUID

import structlog
from cryptography.fernet import Fernet, InvalidToken

from services.notifications import domain
from services.notifications.channels import Channel, Lease, Outgoing
from services.notifications.domain import Breaker, NotSent, Outcome, Rejected, State, Uncertain
from services.notifications.domain.bounces import OF_AN_ACCOUNT, ReturnPaths, dead_by
from services.notifications.letters import AccountLetter, Letterhead, account_mail, account_sms
from services.notifications.operations import paying, routing, text_tests
from services.notifications.store import NotificationsStore
from services.notifications.store.account_mails import TEST
from services.notifications.texts import Unwritable
from shared.contracts.members import AccountChange, AccountChanged, VerificationRequested
from shared.contracts.members import Channel as ChannelName
from shared.contracts.notifications import (
    FindReturnedMails,
    MoneyRules,
    ReturnedMail,
    ReturnedMails,
)
from shared.contracts.wire import CHUNK
from shared.crashpoints import crashpoint
from shared.db.database import Database, Transaction
from shared.errors import InvalidRequest

log = structlog.get_logger()

Row = dict[str, Any]
Clock = Callable[[], datetime]

WINDOW = 10
NEWS: frozenset[str] = frozenset(get_args(AccountChange))
"""What a mail is about that has no secret in it."""
NEWS_FOR = timedelta(days=3)
"""News that could not be sent for so long is not sent any more."""


@dataclass(kw_only=True)
class Post:
    """A way out for these messages, and the key to what they say and to whom."""

    channel: Channel
    letterhead: Letterhead
    links_key: str
    lease: timedelta
    name: ChannelName = "email"
    suppression_key: bytes = b""
    usual_money: MoneyRules = field(default_factory=MoneyRules)
    returns: ReturnPaths | None = None
    breaker: Breaker = field(default_factory=Breaker)

    def learn(self, outcomes: Sequence[Outcome]) -> None:
        """Pause after a window of which nothing was taken."""
        self.breaker = self.breaker.after(outcomes, time.monotonic())


def keep(tx: Transaction, message: VerificationRequested, *, now: datetime) -> None:
    """Write a mail down that is to be sent."""
    NotificationsStore(tx).add_account_mail(message, now)


def keep_news(tx: Transaction, message: AccountChanged, *, now: datetime) -> None:
    """Write a mail down that tells the owner of an account what was changed; no secret is in it."""
    NotificationsStore(tx).add_account_news(message, message.changed_at + NEWS_FOR, now)


def returned(db: Database, request: FindReturnedMails) -> ReturnedMails:
    """Tell at which of some accounts nothing arrives."""
    if len(request.staff_ids) > CHUNK:
        raise InvalidRequest(fields="staff_ids")
    with db.transaction() as tx:
        rows = NotificationsStore(tx).returned_mails(request.staff_ids)
    return ReturnedMails(
        returned=[
            ReturnedMail(staff_id=row["staff_id"], code=code, at=row["at"])
            for row in rows
            if (code := dead_by(row["reason"])) is not None
        ]
    )


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
    window = 1 if post.breaker.probing else min(WINDOW, post.channel.window)
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        if post.name == "sms":
            store.hold_silence()
        store.tidy_account_mails(lost_before=now - post.lease, now=now)
        rows = store.claim_account_mails(
            post.name, window=window, now=now, lease_until=now + post.lease
        )
        opened = _opened(post, rows)
        unwanted = _close_unwanted(tx, post, opened, now) if post.name == "sms" else set()
        return [row for row in opened if row["id"] not in unwanted], lease


def _opened(post: Post, rows: list[Row]) -> list[Row]:
    """Give the rows with their addresses; one that cannot be read has none."""
    box = Fernet(post.links_key)
    opened = []
    for row in rows:
        address = row["email"]
        if row["sealed_address"]:
            try:
                address = box.decrypt(row["sealed_address"].encode()).decode()
            except InvalidToken:
                address = None
        opened.append(row | {"address": address})
    return opened


def _close_unwanted(tx: Transaction, post: Post, rows: list[Row], now: datetime) -> set[UUID]:
    """
    Close SMS to numbers that asked for silence: no SMS at all means none of these either.

    So are those to where nothing goes: whoever asks for codes at dear numbers is paid for them. A
    mail that somebody asks for at their own address is an answer to them, and goes.
    """
    store = NotificationsStore(tx)
    known = [row for row in rows if row["address"]]
    hashes = {
        row["id"]: domain.address_hash(post.suppression_key, "sms", row["address"]) for row in known
    }
    silent = store.suppressed("sms", list(hashes.values())) if hashes else set()
    dear = paying.nowhere(tx, {row["address"] for row in known}, post.usual_money)
    closed = set()
    for row in known:
        if hashes[row["id"]] in silent:
            why = "opted-out"
        elif row["address"] in dear:
            why = domain.NOWHERE
        else:
            continue
        refused = domain.record(row["id"], Rejected(why), attempts=row["attempts"], now=now)
        store.record_account_mail(refused, over=True, now=now)
        closed.add(row["id"])
    return closed


def _send(db: Database, post: Post, rows: list[Row], lease: Lease, clock: Clock) -> None:
    outcomes: dict[UUID, Outcome] = {}
    messages = _write(post, rows, outcomes, clock())
    to_pay = messages if post.name == "sms" else []
    prices: paying.Prices = {}
    try:
        paid = paying.spend_apart(db, to_pay, post.usual_money, clock())
        if paid is None:
            outcomes |= {message.delivery_id: paying.UNPAID for message in messages}
        else:
            prices = paid
            for mail_id, outcome in routing.send_all(db, post.channel, messages, lease, clock()):
                outcomes[mail_id] = outcome
    finally:
        for row in rows:
            outcomes.setdefault(row["id"], Uncertain("channel-failed"))
        crashpoint("account_mail.before_record")
        _record(db, rows, outcomes, prices, clock())
    post.learn(list(outcomes.values()))


def _write(
    post: Post, rows: list[Row], outcomes: dict[UUID, Outcome], now: datetime
) -> list[Outgoing]:
    messages = []
    for row in rows:
        try:
            messages.append(_message(post, row, now))
        except InvalidToken:
            log.error("link_unreadable", mail_id=str(row["id"]))  # noqa: TRY400 - says enough
            outcomes[row["id"]] = Rejected("link-unreadable")
        except Unwritable as error:
            outcomes[row["id"]] = Rejected(error.code)
        except Exception:
            log.exception("message_unwritable", mail_id=str(row["id"]))
            outcomes[row["id"]] = NotSent("unwritable")
    return messages


def _message(post: Post, row: Row, now: datetime) -> Outgoing:
    content: str | bytes
    if row["purpose"] == TEST:
        address, content = row["address"], text_tests.mail(row, post.letterhead, now)
    else:
        letter = _letter(row, _token(post, row), now)
        write = account_sms if post.name == "sms" else account_mail
        address, content = letter.address, write(letter, post.letterhead)
    return Outgoing(
        delivery_id=row["id"],
        address=address,
        content=content,
        returns=_back(post, row["id"], address),
    )


def _back(post: Post, mail_id: UUID, address: str) -> str:
    """Give where reports of a mail go; empty when they go to who sends."""
    if post.returns is None:
        return ""
    return post.returns.of(mail_id, OF_AN_ACCOUNT, address)


def _token(post: Post, row: Row) -> str:
    if row["purpose"] in NEWS:
        return ""
    return Fernet(post.links_key).decrypt(row["sealed_token"].encode()).decode()


def _letter(row: Row, token: str, now: datetime) -> AccountLetter:
    if not row["address"]:
        raise InvalidToken
    return AccountLetter(
        mail_id=row["id"],
        purpose=row["purpose"],
        language=row["language"],
        name=row["name"] or "",
        address=row["address"],
        token=token,
        valid_until=row["valid_until"],
        date=now,
    )


def _record(
    db: Database,
    rows: list[Row],
    outcomes: dict[UUID, Outcome],
    prices: paying.Prices,
    now: datetime,
) -> None:
    unsent: list[domain.Record] = []
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        for row in rows:
            became = domain.record(
                row["id"], outcomes[row["id"]], attempts=row["attempts"], now=now
            )
            over = became.state in (State.SENT, State.FAILED) or (
                became.state is State.UNCERTAIN and row["resent"]
            )
            written = store.record_account_mail(became, over=over, now=now)
            if written and became.state in (State.WAITING, State.FAILED):
                unsent.append(became)
            log.info("account_mail_recorded", mail_id=str(row["id"]), state=became.state.value)
        paying.take_back_apart(tx, prices, unsent, now)
