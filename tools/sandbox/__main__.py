"""One process: `python -m tools.sandbox`."""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import IO, NoReturn

import structlog
from waitress.server import create_server

from shared import log as logs
from shared.settings import EX_CONFIG, UnusableSettings
from tools.sandbox.faults import FaultBoard
from tools.sandbox.intake import Intake
from tools.sandbox.ledger import Ledger
from tools.sandbox.parts import Parts
from tools.sandbox.receipts import ReceiptCaller
from tools.sandbox.settings import SandboxSettings, read_settings
from tools.sandbox.smtp import mail_server
from tools.sandbox.store import Store
from tools.sandbox.web import LARGEST_BODY, create_app

THREADS = 96
"""Answers under way at once: enough that pages stay reachable while the gateway is slow."""

log = structlog.get_logger("tools.sandbox")


def main() -> int:
    """Run until told to stop; 78 when the settings forbid to run, 1 when something is taken."""
    try:
        settings = read_settings(os.environ)
    except UnusableSettings as refusal:
        print(refusal, file=sys.stderr)
        return EX_CONFIG
    logs.configure("sandbox")
    for talkative in ("mail.log", "waitress", "asyncio"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
    # Waiting answers are what a slow gateway looks like, not news.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    try:
        with _own(settings.sandbox_dir):
            run(settings)
    except OSError as error:
        print(f"The sandbox cannot start: {error}", file=sys.stderr)
        return 1
    return 0


def _own(folder: Path) -> IO[str]:
    """Keep a second sandbox out of the folder; the lock ends with the process, however it ends."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = (folder / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        msg = "another sandbox uses this SANDBOX_DIR"
        raise OSError(msg) from error
    return lock


def run(settings: SandboxSettings) -> None:
    """Serve mail and HTTP until SIGTERM or SIGINT; OSError when a port is taken."""
    folder = settings.sandbox_dir
    store = Store(folder / "messages.sqlite3")
    ledger = Ledger(folder / "accepted.jsonl")
    faults = FaultBoard(folder / "faults.json")
    receipts = ReceiptCaller(store)
    intake = Intake(store, ledger, receipts_ordered=receipts.look)
    stopping = threading.Event()
    parts = Parts(settings=settings, store=store, intake=intake, faults=faults, stopping=stopping)
    mail = mail_server(settings.sandbox_host, settings.sandbox_smtp_port, intake, faults)
    http = create_server(
        create_app(parts),
        host=settings.sandbox_host,
        port=settings.sandbox_http_port,
        threads=THREADS,
        connection_limit=1000,
        asyncore_use_poll=True,
        max_request_body_size=LARGEST_BODY,
        ident=None,
    )
    _stop_on_signals(stopping)
    threading.excepthook = _fall
    intake.start()
    receipts.start()
    mail.start()
    log.info(
        "sandbox_ready",
        smtp_port=settings.sandbox_smtp_port,
        pages=f"http://127.0.0.1:{settings.sandbox_http_port}/",
    )
    try:
        http.run()
    finally:
        mail.stop()
        receipts.stop()
        intake.stop()
        ledger.close()
    log.info("sandbox_stopped")


def _fall(failure: threading.ExceptHookArgs) -> None:
    """End with the thread that ended: half a sandbox would let every sender wait for ever."""
    error = failure.exc_value
    log.critical("thread_failed", error=logs.describe(error) if error else "")
    os._exit(1)


def _stop_on_signals(stopping: threading.Event) -> None:
    def stop(_signal: int, _frame: FrameType | None) -> NoReturn:
        # Set first: the server waits for answers under way, and none shall wait for its delay.
        stopping.set()
        raise SystemExit(0)

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, stop)


if __name__ == "__main__":
    sys.exit(main())
