"""Delivery reports: the sandbox calls back, in the background, as a gateway does."""

from __future__ import annotations

import ipaddress
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

import structlog
import urllib3

from tools.sandbox.store import Receipt, Store

AT_ONCE = 8
CALLS_A_ROUND = 200
TIMEOUT_S = 3.0
TRIES = 4
PAUSE_S = 2.0
"""Between two calls of the same receipt, growing by itself each time."""

ANSWERS = {8: "ACK/", 1: "id:sandbox stat:DELIVRD err:000"}

# A letter before a hexadecimal digit is no escape of the gateway but an encoded byte (%d9).
_ESCAPE = re.compile(r"%([dAFIT])(?![0-9A-Fa-f])")

CONTAINER = re.compile(r"[a-z][a-z0-9-]*")

log = structlog.get_logger("tools.sandbox")


class ReceiptCaller:
    """Calls the receipts that are due; what is not heard is called again, across restarts."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._http = urllib3.PoolManager(maxsize=AT_ONCE, retries=False, timeout=TIMEOUT_S)
        self._news = threading.Event()
        self._stopping = False
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="receipt")
        self._thread = threading.Thread(target=self._run, name="receipts", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def look(self) -> None:
        """There are new receipts."""
        self._news.set()

    def stop(self) -> None:
        """End after the calls under way; the others stay in the store."""
        self._stopping = True
        self._news.set()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _run(self) -> None:
        while not self._stopping:
            self._news.wait(self._store.seconds_to_next_receipt())
            self._news.clear()
            due = self._store.receipts_due(limit=CALLS_A_ROUND)
            if due and not self._stopping:
                self._settle(due)

    def _settle(self, due: list[Receipt]) -> None:
        heard = list(self._pool.map(self._call, due))
        with self._store.transaction():
            for receipt, was_heard in zip(due, heard, strict=True):
                self._record(receipt, heard=was_heard)

    def _record(self, receipt: Receipt, *, heard: bool) -> None:
        if heard:
            self._store.forget_receipt(receipt)
        elif receipt.tries + 1 < TRIES:
            self._store.postpone_receipt(receipt, seconds=PAUSE_S * (receipt.tries + 1))
        else:
            self._store.forget_receipt(receipt)
            log.warning("receipt_given_up", message=receipt.message_id, status=receipt.status)

    def _call(self, receipt: Receipt) -> bool:
        try:
            answer = self._http.request("GET", filled(receipt), redirect=False)
        except urllib3.exceptions.HTTPError:
            return False
        return 200 <= answer.status < 300


def filled(receipt: Receipt) -> str:
    """Put a report's values into its URL, as Kannel does for %d, %A, %F, %I and %T."""
    values = {
        "d": str(receipt.status),
        "A": ANSWERS[receipt.status],
        "F": "sandbox",
        "I": str(receipt.message_id),
        "T": str(int(datetime.now(UTC).timestamp())),
    }
    return _ESCAPE.sub(lambda escape: quote(values[escape[1]], safe=""), receipt.url)


def stays_here(url: str, *, within_container: bool = False) -> bool:
    """
    Whether a URL leads to this machine: the sandbox calls no other.

    Within a container that is also another container, which has a name without a dot.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme not in ("http", "https"):
            return False
        if within_container and CONTAINER.fullmatch(host):
            return True
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
