"""What comes back of e-mails: addresses that nobody reads, and people who complain."""

from __future__ import annotations

import imaplib
from datetime import datetime

import structlog

from services.notifications import announcements, domain
from services.notifications.channels.mailbox import Mailbox
from services.notifications.domain.bounces import Report, ReturnPaths, read
from services.notifications.store import NotificationsStore
from shared.db.database import Database
from shared.messaging import outbox

log = structlog.get_logger()

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
    returned = report.returned
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        store.seize_silence()
        member_id = store.find_delivery(returned.month, returned.delivery_id)
        if member_id is None:
            return
        if report.kind != "complaint":
            reason = f"bounce-{report.status}"
            store.bounce(returned.month, returned.delivery_id, reason, now)
        reason = REASONS.get(report.kind, "")
        emails = [row["email"] for row in store.contacts_of([member_id]) if row["email"]]
        addresses = [each for each in emails if paths.check(each) == returned.check]
        if reason and addresses:
            hashes = [domain.address_hash(key, "email", each) for each in addresses]
            if not store.suppress_once("email", hashes, reason, now):
                return
            members = store.members_at("email", addresses)
            message = (
                announcements.contact_unreachable(members, addresses[0], report.status, now)
                if report.kind == "hard"
                else announcements.contact_opted_out(members, ["email"], now)
            )
            outbox.add(tx, message, urgent=True)
    log.info("mail_came_back", kind=report.kind, status=report.status)
