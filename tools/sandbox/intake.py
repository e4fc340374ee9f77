"""
The intake: everything that is accepted goes through one writer, which commits in groups.

However many senders wait at once, one transaction and one fsync answer them all.
"""

from __future__ import annotations

import os
import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

import structlog

from shared.errors import Failure
from tools.sandbox.ledger import Entry, Ledger
from tools.sandbox.messages import Submission
from tools.sandbox.store import Store

LARGEST_GROUP = 200

log = structlog.get_logger("tools.sandbox")


class CannotStore(Failure):
    """The sandbox could not write down what it was given; nothing was accepted."""

    code = "cannot-store"


@dataclass(frozen=True, slots=True)
class _Waiting:
    submission: Submission
    answer: Future[None]


class Intake:
    """Takes submissions from any thread; `receipts_ordered` is called when some want a receipt."""

    def __init__(
        self, store: Store, ledger: Ledger, *, receipts_ordered: Callable[[], None]
    ) -> None:
        self._store = store
        self._ledger = ledger
        self._receipts_ordered = receipts_ordered
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write, name="intake", daemon=True)

    def start(self) -> None:
        """Begin to accept, after writing the lines that a crash kept from the ledger."""
        self._catch_up()
        self._writer.start()

    def accept(self, submission: Submission) -> Future[None]:
        """Take a submission in; the future is done when it is on disk, or fails: CannotStore."""
        answer: Future[None] = Future()
        self._queue.put(_Waiting(submission, answer))
        return answer

    def stop(self) -> None:
        """Finish what is waiting, then end."""
        self._queue.put(None)
        self._writer.join()

    def _catch_up(self) -> None:
        # The store is committed first: what a crash left between the two was received, without
        # an answer, and the outside world counts it.
        if missing := self._store.entries_after(self._ledger.last_id):
            self._ledger.append(missing)
            log.info("ledger_caught_up", lines=len(missing))

    def _write(self) -> None:
        while group := self._next_group():
            self._keep(group)

    def _next_group(self) -> list[_Waiting]:
        """Wait for one submission, then take all that stand behind it; empty at the end."""
        group = []
        waiting = self._queue.get()
        while waiting is not None:
            # False: whoever asked has hung up before we began, and hears nothing of it.
            if waiting.answer.set_running_or_notify_cancel():
                group.append(waiting)
            if group and (self._queue.empty() or len(group) >= LARGEST_GROUP):
                return group
            waiting = self._queue.get()
        if group:
            self._queue.put(None)
        return group

    def _keep(self, group: list[_Waiting]) -> None:
        try:
            accepted = self._store_all(group)
        except sqlite3.Error:
            log.exception("could_not_store")
            for waiting in group:
                waiting.answer.set_exception(CannotStore())
            return
        self._answer_for(accepted)
        for waiting in group:
            waiting.answer.set_result(None)
        if any(waiting.submission.receipts for waiting in group):
            self._receipts_ordered()

    def _store_all(self, group: list[_Waiting]) -> list[Entry]:
        with self._store.transaction():
            return [m for waiting in group for m in self._store.add(waiting.submission)]

    def _answer_for(self, accepted: list[Entry]) -> None:
        try:
            self._ledger.append(accepted)
        except OSError:
            # Stored but not answered for: only the catching up of the next start mends this.
            log.exception("ledger_failed")
            os._exit(1)
