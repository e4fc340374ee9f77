"""What people wrote that no word of ours covers: organisers read it, and answer."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from services.notifications import domain
from services.notifications.channels import Lease, Outgoing
from services.notifications.channels.ways import Ways
from services.notifications.domain import Outcome, State, Uncertain
from services.notifications.errors import (
    GoesNowhere,
    MessageClosed,
    NumberIsSilent,
    SmsTooLong,
    UnknownMessage,
)
from services.notifications.operations import paying, routing
from services.notifications.operations.inbound import Ear
from services.notifications.store import NotificationsStore
from services.notifications.texts import segments
from shared.contracts.notifications import AnswerInbound, FindInbound, Inbox, Written
from shared.db import audit
from shared.db.database import Database, Transaction
from shared.db.limits import current_limits
from shared.errors import NotAllowed
from shared.messaging import commands

log = structlog.get_logger()

PAGE = 50
MOST_PARTS = 6
REPLIES_AT_ONCE = 10


def inbox(db: Database, request: FindInbound) -> Inbox:
    """Give a page of what people wrote, newest first; NotAllowed to whoever sees some regions."""
    _sees_everybody()
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        shown = PAGE + (request.also is not None)
        rows = store.inbox(request, limit=shown + 1)
        return Inbox(
            written=[Written(**row) for row in rows[:shown]],
            open=store.count_open(),
            more=len(rows) > shown,
        )


def answer(db: Database, ear: Ear, request: AnswerInbound, *, by: UUID, now: datetime) -> Inbox:
    """
    Close a message, with a reply or without; gives what is open now.

    UnknownMessage, MessageClosed, NumberIsSilent, GoesNowhere, SmsTooLong; NotAllowed, as for
    reading.
    """
    _sees_everybody()
    with db.transaction() as tx:

        def act() -> Inbox:
            store = NotificationsStore(tx)
            # Before the message, as whoever erases its writer does.
            store.hold_silence()
            found = store.find_inbound(request.inbound_id)
            if found is None:
                raise UnknownMessage
            if found["state"] == "done":
                raise MessageClosed
            text = request.text.strip()
            if text:
                _reply(tx, ear, found, text, by, now)
            store.close_inbound(found["id"], now, by=by)
            audit.record(tx, by, "inbound.answered" if text else "inbound.closed", found["id"])
            return Inbox(written=[], open=store.count_open())

        return commands.once(tx, request.command_id, Inbox, act)


def _sees_everybody() -> None:
    if current_limits().regions is not None:
        raise NotAllowed


def _reply(
    tx: Transaction, ear: Ear, found: dict[str, Any], text: str, by: UUID, now: datetime
) -> None:
    store = NotificationsStore(tx)
    if segments(text).count > MOST_PARTS:
        raise SmsTooLong
    if store.suppressed("sms", [domain.address_hash(ear.key, "sms", found["address"])]):
        raise NumberIsSilent
    if paying.goes_nowhere(tx, found["address"], ear.usual_money):
        raise GoesNowhere
    store.add_reply(found["id"], text, by, now)


def send_replies(db: Database, ways: Ways, ear: Ear, *, lease: timedelta, now: datetime) -> bool:
    """
    Send what waits, each at most once; to no number that has asked for silence since.

    Nor to one that fraud would have us pay for. What replies cost counts in the month's spending.
    None is claimed that nobody could take from here now: it stays for whoever can.
    """
    if ways.elsewhere or ways.pause_left(time.monotonic(), urgent=True):
        return False
    claim, most = Lease(lease.total_seconds()), min(REPLIES_AT_ONCE, ways.window)
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        store.hold_silence()
        rows = store.claim_replies(limit=most, now=now, lease_until=now + lease)
        hashes = {row["id"]: domain.address_hash(ear.key, "sms", row["address"]) for row in rows}
        silent = store.suppressed("sms", list(hashes.values())) if rows else set()
        dear = paying.nowhere(tx, {row["address"] for row in rows}, ear.usual_money)
    outcomes: dict[UUID, Outcome] = {
        row["id"]: domain.Rejected(domain.NOWHERE) for row in rows if row["address"] in dear
    }
    outcomes |= {
        row["id"]: domain.Rejected("opted_out") for row in rows if hashes[row["id"]] in silent
    }
    messages = [
        Outgoing(delivery_id=row["id"], address=row["address"], content=row["text"])
        for row in rows
        if row["id"] not in outcomes
    ]
    prices: paying.Prices = {}
    try:
        paid = paying.spend_apart(db, messages, ear.usual_money, now)
        if paid is None:
            outcomes |= {message.delivery_id: paying.UNPAID for message in messages}
        else:
            prices = paid
            for reply_id, outcome in routing.send_all(db, ways, messages, claim, now):
                outcomes[reply_id] = outcome
    finally:
        for row in rows:
            outcomes.setdefault(row["id"], Uncertain("channel-failed"))
        if rows:
            _record(db, rows, outcomes, prices, now)
    return len(rows) == most


def _record(
    db: Database,
    rows: list[dict[str, Any]],
    outcomes: dict[UUID, Outcome],
    prices: paying.Prices,
    now: datetime,
) -> None:
    unsent: list[domain.Record] = []
    with db.transaction() as tx:
        for row in rows:
            became = domain.record(
                row["id"], outcomes[row["id"]], attempts=row["attempts"], now=now
            )
            written = NotificationsStore(tx).record_reply(became, now)
            if written and became.state in (State.WAITING, State.FAILED):
                unsent.append(became)
            log.info("reply_recorded", reply_id=str(row["id"]), state=became.state.value)
        paying.take_back_apart(tx, prices, unsent, now)
