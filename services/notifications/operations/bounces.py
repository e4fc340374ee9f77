"""What comes back of e-mails: addresses that nobody reads, and people who complain."""

from __future__ import annotations

import imaplib
from collections.abc import Callable
from datetime import datetime
from uuid import UUID, uuid5

import structlog

from services.notifications import announcements, domain
from services.notifications.channels.hooks import Call, NoProof
from services.notifications.channels.mail_hooks import Told, read_call
from services.notifications.channels.mailbox import Mailbox
from services.notifications.domain.bounces import (
    CAME_BACK,
    OF_AN_ACCOUNT,
    Report,
    Returned,
    ReturnPaths,
    read,
)
from services.notifications.errors import NotProven
from services.notifications.store import NotificationsStore
from shared.contracts.notifications import ProviderCall, ProviderHeard
from shared.db.database import Database, Transaction
from shared.messaging import outbox

log = structlog.get_logger()

CALLS = UUID("5f3a2f04-5d0c-5d83-9d6a-0c1a5a8d3c11")
"""What the names of calls are made under."""

REASONS = {"hard": "bounce", "complaint": "complaint"}
"""Why an address is silent, as it is kept; what may be over tomorrow silences nobody."""


def read_mailbox(
    db: Database, mailbox: Mailbox, paths: ReturnPaths, *, key: bytes, now: datetime
) -> bool:
    """Work new reports off; False when none came. A mailbox that is away is tried again."""

    def take_one(raw: bytes) -> bool:
        report = read(raw, paths)
        if report is None:
            return False
        take(db, report, paths, key=key, now=now)
        return True

    try:
        return mailbox.work_off(take_one) > 0
    except (OSError, imaplib.IMAP4.error) as error:
        log.warning("mailbox_away", error=type(error).__name__)
        return False


def take(db: Database, report: Report, paths: ReturnPaths, *, key: bytes, now: datetime) -> None:
    """
    Write a report down; said again, it changes nothing.

    The row says that the message did not arrive. A dead address is written to no more, whoever
    has it, and members hear of it; a complaint is a stop. Of an address that the person does not
    have any more nothing else is said.
    """
    with db.transaction() as tx:
        _take(tx, report, paths.check, key=key, now=now)
    log.info("mail_came_back", kind=report.kind, status=report.status)


def called(
    db: Database,
    request: ProviderCall,
    secret: str,
    paths: ReturnPaths | None,
    *,
    key: bytes,
    now: datetime,
) -> ProviderHeard:
    """Take what a mail service calls us with; NotProven when it may be anybody, or comes twice."""
    said = Call(query=request.query, body=request.body, headers=request.headers)
    try:
        heard = read_call(said, secret, paths, now=now)
    except NoProof:
        raise NotProven from None
    checked = paths or ReturnPaths("nobody@localhost", key)
    with db.transaction() as tx:
        name = uuid5(CALLS, said.header("X-Signature").lower())
        if not NotificationsStore(tx).note_call(name, now):
            raise NotProven
        for each in heard:
            report = _found(tx, each, checked) if isinstance(each, Told) else each
            if report is not None:
                _take(tx, report, checked.check, key=key, now=now)
    return ProviderHeard(heard=len(heard))


def _found(tx: Transaction, told: Told, paths: ReturnPaths) -> Report | None:
    """Find the message that a mail service names; None when it is not one of ours."""
    month = NotificationsStore(tx).month_of_mail(told.delivery_id)
    if month is None:
        return None
    returned = Returned(delivery_id=told.delivery_id, month=month, check=paths.check(told.address))
    return Report(kind=told.kind, status=told.status, returned=returned)


def _take(
    tx: Transaction,
    report: Report,
    check: Callable[[str], bytes],
    *,
    key: bytes,
    now: datetime,
) -> None:
    returned = report.returned
    store = NotificationsStore(tx)
    store.seize_silence()
    reason = "" if report.kind == "complaint" else f"{CAME_BACK}{report.status}"
    if returned.month == OF_AN_ACCOUNT:
        member_id = store.bounce_account_mail(returned.delivery_id, reason, now)
    else:
        member_id = store.find_delivery(returned.month, returned.delivery_id)
        if reason:
            store.bounce(returned.month, returned.delivery_id, reason, now)
    if member_id is None:
        return
    silent_for = REASONS.get(report.kind, "")
    emails = [row["email"] for row in store.contacts_of([member_id]) if row["email"]]
    addresses = [each for each in emails if check(each) == returned.check]
    if not silent_for or not addresses:
        return
    hashes = [domain.address_hash(key, "email", each) for each in addresses]
    if not store.suppress_once("email", hashes, silent_for, now):
        return
    members = store.members_at("email", addresses)
    message = (
        announcements.contact_unreachable(members, addresses[0], report.status, now)
        if report.kind == "hard"
        else announcements.contact_opted_out(members, ["email"], now)
    )
    outbox.add(tx, message, urgent=True)
