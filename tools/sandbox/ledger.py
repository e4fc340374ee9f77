"""The ledger: a line for each message that was answered for, on disk before the answer."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line: `at` is when it came (ISO 8601), `attempt` counts its reference from 1."""

    id: int
    channel: str
    reference: str | None
    recipient: str
    at: str
    attempt: int

    def as_line(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False).encode() + b"\n"


class Ledger:
    """
    An append-only file of entries as JSON lines.

    Opening it drops a last line that a crash cut short; nobody was answered for that one.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        self.last_id = self._mend(path)
        _sync_folder(path.parent)

    def _mend(self, path: Path) -> int:
        whole = path.read_bytes()
        end = whole.rfind(b"\n") + 1
        os.ftruncate(self._file, end)
        if not end:
            return 0
        last_line = whole[whole.rfind(b"\n", 0, end - 1) + 1 : end]
        last_id: int = json.loads(last_line)["id"]
        return last_id

    def append(self, entries: list[Entry]) -> None:
        """Write a line for each entry; they are on disk when this returns."""
        lines = b"".join(entry.as_line() for entry in entries)
        while lines:
            lines = lines[os.write(self._file, lines) :]
        os.fsync(self._file)
        self.last_id = entries[-1].id

    def close(self) -> None:
        os.close(self._file)


def _sync_folder(folder: Path) -> None:
    """Have a new file's name on disk too; else its lines might be there, and nobody finds them."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
