"""Small facts kept between two runs of the stack, each file replaced whole and closed to others."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def read(path: Path) -> dict[str, Any]:  # what a JSON object holds
    """Give what was written; nothing when there is no file yet."""
    try:
        return dict(json.loads(path.read_text()))
    except FileNotFoundError:
        return {}


def write(path: Path, facts: Mapping[str, object]) -> None:
    """Replace the file: whoever reads it sees the old or the new, never a half."""
    write_text(path, json.dumps(facts, indent=2) + "\n")


def write_text(path: Path, text: str, *, mode: int = 0o600) -> None:
    """Replace the file by `text`, readable by its owner only unless `mode` says more."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Let one command at a time change the stack; the others wait."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
