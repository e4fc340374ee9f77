"""What organisers do with a send: release it, stop it, and let it go on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from services.notifications import announcements
from services.notifications.errors import (
    AlreadyStopped,
    NotHeld,
    NotResumable,
    SecondPersonNeeded,
    UnknownSend,
)
from services.notifications.operations import releasing
from services.notifications.operations.asking import progress_of
from services.notifications.store import NotificationsStore
from services.notifications.store.base import Row
from shared.contracts.notifications import ReleaseSend, ResumeSend, SendProgress, StopSend
from shared.db import audit
from shared.db.database import Database, Transaction
from shared.messaging import commands, outbox

REOPENED_AT_ONCE = 2_000


def release_send(db: Database, request: ReleaseSend, *, by: UUID, now: datetime) -> SendProgress:
    """
    Let a send go that waits for a second person.

    UnknownSend, NotHeld, SecondPersonNeeded for whoever has asked for it, and SaysSomethingElse
    when it says something else than what they have seen.
    """

    def act(tx: Transaction) -> Row:
        store = NotificationsStore(tx)
        send = store.find_send(request.send_id)
        if send is None:
            raise UnknownSend
        if by in (send["asked_by"], *send["also_asked"]):
            raise SecondPersonNeeded
        if send["state"] != "held":
            raise NotHeld
        words = releasing.accept(store, send, request.words)
        released = store.release_send(request.send_id, by, words)
        if released is None:
            raise NotHeld
        audit.record(tx, by, "send.release", request.send_id)
        _announce(tx, store.open_batches(request.send_id, now))
        return released

    return _once(db, request, act)


def stop_send(db: Database, request: StopSend, *, by: UUID, now: datetime) -> SendProgress:
    """Stop a send: no new message of it starts once this has committed."""

    def act(tx: Transaction) -> Row:
        store = NotificationsStore(tx)
        if not store.stop_send(request.send_id):
            raise AlreadyStopped if store.find_send(request.send_id) else UnknownSend
        store.note_stop(request.send_id, by, now)
        store.note_gap([request.send_id], now)
        audit.record(tx, by, "send.stop", request.send_id)
        return store.find_send(request.send_id) or {}

    return _once(db, request, act)


def resume_send(db: Database, request: ResumeSend, *, by: UUID, now: datetime) -> SendProgress:
    """Let a stopped send go on. UnknownSend, NotResumable."""

    def act(tx: Transaction) -> Row:
        store = NotificationsStore(tx)
        send = store.resume_send(request.send_id)
        if send is None:
            raise NotResumable if store.find_send(request.send_id) else UnknownSend
        audit.record(tx, by, "send.resume", request.send_id)
        _announce(tx, store.open_batches(request.send_id, now))
        return send

    return _once(db, request, act)


def reopen_stopped(db: Database, *, now: datetime) -> bool:
    """Let rows wait again that a stop had closed, some thousands at once; True: perhaps more."""
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        send = store.send_to_reopen()
        if send is None:
            return False
        batches = store.reopen_rows(send, limit=REOPENED_AT_ONCE, now=now)
        _announce(tx, store.touch_batches({b for b in batches if b}, now))
        if len(batches) < REOPENED_AT_ONCE:
            store.reopened(send["id"])
        return True


def _announce(tx: Transaction, batches: Iterable[Row]) -> None:
    for batch in batches:
        message = announcements.batch_due(batch["channel"], batch["id"])
        outbox.add(tx, message, urgent=batch["urgent"])


def _once(
    db: Database,
    request: ReleaseSend | StopSend | ResumeSend,
    act: Callable[[Transaction], Row],
) -> SendProgress:
    with db.transaction() as tx:

        def told() -> SendProgress:
            return progress_of(NotificationsStore(tx), [act(tx)])[0]

        return commands.once(tx, request.command_id, SendProgress, told)
