"""Postfix's two test tools: `smtp-sink`, which takes mail, and `smtp-source`, which makes it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.local.places import Account
from deploy.local.ports import is_free
from deploy.local.trouble import Trouble
from deploy.local.waiting import until

BACKLOG = 200
SOURCE_SESSIONS = 10
SOURCE_PATIENCE_S = 600.0
SENDER, RECIPIENT = "source@multaqa.example", "sink@bench.example"
COUNTED = re.compile(rb"mesg=(\d+)\r")
RECIPIENT_LINE = re.compile(rb"X-Rcpt-Args: <([^>\r\n]*)>")


@dataclass(frozen=True, slots=True)
class Accepted:
    """How many messages were accepted since the sink began, and when it last said so."""

    messages: int
    at: float


class Sink:
    """
    A running `smtp-sink`.

    It writes a counter each time a message ended, and the counter's file was last changed when
    the last one did. With `keep` it also writes down every message, which slows it much: for
    looking at who got what, not for measuring. `options` are its own: how it misbehaves.
    """

    def __init__(
        self,
        folder: Path,
        port: int,
        account: Account | None,
        *options: str,
        keep: bool = False,
    ) -> None:
        self._port = port
        self._folder = folder
        self._counter = folder / "counter"
        self._kept = folder / "messages"
        self._make_room(account)
        command = [_tool("smtp-sink"), "-c", *options]
        if account:  # it refuses to serve as root, and in its root no folder above is in the way
            command += ["-u", account.name, "-R", str(folder)]
        if keep:
            command += ["-D", self._kept.name]
        self._command = [*command, f"127.0.0.1:{port}", str(BACKLOG)]
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        with self._counter.open("wb") as counter:
            self._process = subprocess.Popen(
                self._command, cwd=self._folder, stdin=subprocess.DEVNULL, stdout=counter
            )
        until(lambda: not is_free(self._port), seconds=10, what="smtp-sink listens")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait()

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    def accepted(self) -> Accepted:
        with self._counter.open("rb") as file:
            at = os.fstat(file.fileno()).st_mtime
            file.seek(max(0, os.fstat(file.fileno()).st_size - 200))
            found = COUNTED.findall(file.read())
        return Accepted(int(found[-1]) if found else 0, at)

    def recipients(self) -> Counter[str]:
        """Count the messages of each recipient; only of a sink that keeps them."""
        if not self._kept.exists():
            return Counter()
        with self._kept.open("rb") as file:
            matches = (_recipient(line) for line in file)
            return Counter(match[1].decode() for match in matches if match)

    def kept_bytes(self) -> int:
        return self._kept.stat().st_size

    def _make_room(self, account: Account | None) -> None:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._kept.unlink(missing_ok=True)
        if account:
            os.chown(self._folder, account.uid, account.gid)


def _recipient(line: bytes) -> re.Match[bytes] | None:
    return RECIPIENT_LINE.search(line) if b"X-Rcpt-Args" in line else None


def source(port: int, *, messages: int, size: int, reconnect: bool) -> float:
    """
    Let `smtp-source` send, with ten sessions at once, and give how many seconds it took.

    `size` is in bytes, without the headers. With `reconnect` each message has a connection of
    its own, as the tool does it by itself; without, ten are kept, as a sender keeps them.
    """
    command = [_tool("smtp-source"), "-s", str(SOURCE_SESSIONS), "-m", str(messages)]
    command += ["-l", str(size), "-f", SENDER, "-t", RECIPIENT]
    command += [] if reconnect else ["-d"]
    began = time.monotonic()
    subprocess.run([*command, f"127.0.0.1:{port}"], check=True, timeout=SOURCE_PATIENCE_S)
    return time.monotonic() - began


def _tool(name: str) -> str:
    # Debian puts them where ordinary users do not look.
    found = shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin")
    if found is None:
        msg = f"Postfix's {name} is not here: run `make setup-bench`."
        raise Trouble(msg)
    return found
