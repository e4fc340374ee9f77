"""What came out: the figures, as JSON and as a table with bars."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

from rich.bar import Bar
from rich.console import Console
from rich.table import Table

from deploy.local.places import ROOT
from tools.bench.cpu import OTHERS
from tools.bench.play import Checked, Planned, Wave

NAME_WIDTH, BAR_WIDTH = 40, 20


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty", "--abbrev=10"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


@dataclass(frozen=True, kw_only=True)
class Machine:
    """What it was measured on; `load` is how many processes wanted a core just before."""

    cores: int = field(default_factory=lambda: os.cpu_count() or 1)
    load: float = field(default_factory=lambda: os.getloadavg()[0])
    kind: str = field(default_factory=platform.machine)
    python: str = field(default_factory=platform.python_version)
    commit: str = field(default_factory=_commit)
    at: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))


@dataclass(kw_only=True)
class Figures:
    """Everything that was measured; rates are per second."""

    people: int
    machine: Machine = field(default_factory=Machine)
    imported: float = 0.0
    calls: dict[int, float] = field(default_factory=dict)
    planned: Planned | None = None
    first: Wave | None = None
    checked: Checked | None = None
    sending: Wave | None = None
    whole: dict[int, Wave] = field(default_factory=dict)
    source: list[float] = field(default_factory=list)
    source_kept: list[float] = field(default_factory=list)
    ratio: dict[int, float] = field(default_factory=dict)

    @property
    def disturbed(self) -> bool:
        """Whether others took more than a twentieth of the machine while a wave was measured."""
        waves = list(self.whole.values())
        others = sum(wave.cpu[OTHERS] for wave in waves)
        return others > sum(wave.last for wave in waves) * self.machine.cores / 20

    def add_ratio(self, processes: int) -> None:
        """Compare a wave with what the tool reached just before and just after it."""
        self.ratio[processes] = self.whole[processes].whole / mean(self.source[-2:])


def keep(path: Path, figures: Figures) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(asdict(figures), indent=2, default=str) + "\n")


def show(console: Console, figures: Figures) -> None:
    """Print the table: what is compared first, what it is made of after."""
    console.print(_sending(figures))
    console.print(_beside(figures))
    console.print(_cpu(figures), "")
    machine = figures.machine
    console.print(
        f"{machine.at}, {machine.cores} cores ({machine.kind}), Python {machine.python}, "
        f"commit {machine.commit or 'unknown'}, load before {machine.load:.1f}"
    )
    if figures.disturbed:
        console.print("Others were at work on this machine: trust the ratios, not the rates.")


def _sending(figures: Figures) -> Table:
    table = _table(f"{figures.people:,} e-mails to smtp-sink", "", "a second", "ratio")
    rows: list[tuple[str, float, float | None]] = [
        ("smtp-source -s 10", mean(figures.source), None)
    ]
    rows += [
        (f"publish to last accepted, {_processes(count)}", wave.whole, figures.ratio.get(count))
        for count, wave in figures.whole.items()
    ]
    if figures.sending:
        rate = figures.sending.sending
        rows.append(("sending alone, 1 process", rate, rate / mean(figures.source[:2])))
    rows.append(("smtp-source -s 10 -d", mean(figures.source_kept), None))
    longest = max(rate for _, rate, _ in rows)
    for name, rate, ratio in rows:
        colour = "green" if ratio else "blue"
        bar = Bar(longest, 0, rate, width=BAR_WIDTH, color=colour)
        table.add_row(name, bar, f"{rate:,.0f}", f"{ratio:.2f}" if ratio else "")
    return table


def _beside(figures: Figures) -> Table:
    table = _table("Beside it", "")
    table.add_row("import of a sheet, rows a second", f"{figures.imported:,.0f}")
    for callers, rate in figures.calls.items():
        noun = "caller" if callers == 1 else "callers"
        table.add_row(f"RPC calls a second, {callers} {noun}", f"{rate:,.0f}")
    if figures.planned:
        people, planned = figures.people, figures.planned
        table.add_row("everybody chosen and invited, a second", f"{people / planned.resolved:,.0f}")
        table.add_row("everybody in the ledger, a second", f"{people / planned.in_ledger:,.0f}")
    if figures.first:
        table.add_row("first send ever, to a sink that keeps all", f"{figures.first.whole:,.0f}")
    for count, wave in figures.whole.items():
        table.add_row(f"publish to first accepted, {_processes(count)}", f"{wave.first:.1f} s")
    if figures.checked:
        checked = figures.checked
        table.add_row("different people who got it", f"{checked.recipients:,}")
        table.add_row("who got it twice", f"{checked.twice:,}")
        table.add_row("mean size of a message", f"{checked.mean_bytes:,} bytes")
    return table


def _cpu(figures: Figures) -> Table:
    wave = figures.whole[1]
    ours = {name: taken for name, taken in wave.cpu.items() if name != OTHERS}
    total = sum(ours.values())
    table = _table("CPU, from publish to the end, 1 process sending", "", "seconds", "share")
    for name, taken in ours.items():
        if taken > total / 100:
            bar = Bar(total, 0, taken, width=BAR_WIDTH, color="cyan")
            table.add_row(name, bar, f"{taken:.1f}", f"{taken / total:.0%}")
    table.add_row("together", "", f"{total:.1f}", "")
    table.add_row(OTHERS, "", f"{wave.cpu[OTHERS]:.1f}", "", style="dim")
    return table


def _processes(count: int) -> str:
    return f"{count} process" if count == 1 else f"{count} processes"


def _table(title: str, *columns: str) -> Table:
    table = Table(
        title=f"\n{title}",
        title_justify="left",
        title_style="bold",
        box=None,
        pad_edge=False,
        show_header=any(columns),
    )
    table.add_column(min_width=NAME_WIDTH)
    for column in columns:
        table.add_column(column, justify="right" if column else "left", no_wrap=True)
    return table
