"""How much of a core each process took: what stays comparable when a machine is shared."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


OTHERS = "others on this machine"


def seconds(pids: Mapping[str, int]) -> dict[str, float]:
    """
    Give the CPU time that each process and its children, ended ones too, took so far.

    With what this process took itself, and with what all others of the machine kept us from.
    """
    children = _children()
    taken = {name: _of_family(pid, children) for name, pid in pids.items()}
    taken["bench itself"] = time.process_time()
    return {**taken, OTHERS: _of_machine() - sum(taken.values())}


def between(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    """Give what was taken in between, the most first; replicas and new processes summed up."""
    taken: defaultdict[str, float] = defaultdict(float)
    for name, total in after.items():
        process, _, number = name.rpartition("-")
        taken[process if number.isdigit() else name] += total - before.get(name, 0.0)
    return dict(sorted(taken.items(), key=lambda each: -each[1]))


def _of_family(pid: int, children: Mapping[int, list[int]]) -> float:
    return _own(pid) + sum(_of_family(child, children) for child in children.get(pid, ()))


def _of_machine() -> float:
    user, nice, system, _idle, _iowait, irq, softirq, steal = (
        int(ticks) for ticks in Path("/proc/stat").read_text().split(maxsplit=9)[1:9]
    )
    return (user + nice + system + irq + softirq + steal) / TICKS


def _own(pid: int) -> float:
    fields = _stat(pid)
    # utime, stime, and the same of children that were waited for (proc(5), fields 14 to 17).
    return sum(int(ticks) for ticks in fields[11:15]) / TICKS if fields else 0.0


def _children() -> Mapping[int, list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            found[int(fields[1])].append(int(entry.name))
    return found


def _stat(pid: int) -> list[str]:
    """Give the fields after the name, which may hold anything; none of a process that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
