"""Finding and ending what a stack started, also when its supervisor was killed."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path

from deploy.local.waiting import comes_true

GENTLE_SECONDS = 15.0
MARK = "MULTAQA_STACK"


def find(stack: str) -> list[int]:
    """
    Give the running processes of a stack.

    All that a stack starts has its name in the environment, and children inherit it: unlike a
    written down process id, it never comes to mean somebody else's process.
    """
    wanted = f"{MARK}={stack}".encode()
    return [pid for pid in _all() if wanted in _environment(pid).split(b"\0")]


def end(stack: str) -> None:
    """Stop every process of a stack: asked first, killed after GENTLE_SECONDS."""
    for pid in find(stack):
        # To PostgreSQL TERM means "when the last client has gone", INT means now.
        _signal(pid, signal.SIGINT if _name(pid) == "postgres" else signal.SIGTERM)
    if comes_true(lambda: not find(stack), seconds=GENTLE_SECONDS):
        return
    for pid in find(stack):
        _signal(pid, signal.SIGKILL)
    comes_true(lambda: not find(stack), seconds=GENTLE_SECONDS)


def _all() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _environment(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:  # it ended, or is another user's
        return b""


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def _signal(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
