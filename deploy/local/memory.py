"""How much memory processes really take."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path


def megabytes(pids: Iterable[int]) -> float:
    """
    Give the memory of these processes and all their children, in MB.

    A page that several share (gunicorn's workers, PostgreSQL's buffers) counts once: it is the
    proportional set size, or the resident one where the kernel does not tell the former.
    """
    children = _children()
    family: set[int] = set()
    waiting = list(pids)
    while waiting:
        pid = waiting.pop()
        if pid not in family:
            family.add(pid)
            waiting += children[pid]
    return sum(_kilobytes(pid) for pid in family) / 1024


def _children() -> defaultdict[int, list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (parent := _number(entry / "status", "PPid")):
            found[parent].append(int(entry.name))
    return found


def _kilobytes(pid: int) -> int:
    place = Path(f"/proc/{pid}")
    return _number(place / "smaps_rollup", "Pss") or _number(place / "status", "VmRSS")


def _number(path: Path, name: str) -> int:
    try:
        text = path.read_text()
    except OSError:
        return 0
    found = re.search(rf"^{name}:\s+(\d+)", text, re.MULTILINE)
    return int(found[1]) if found else 0
