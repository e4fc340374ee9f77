"""`make bench`, second part: how long a dirty sheet takes, checked first and then brought in."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from deploy.local.places import ROOT
from shared.contracts.members import BeginImport, ImportProgress, ImportRef
from shared.edge.upstream import Unavailable
from shared.errors import Refused
from shared.ids import new_id
from tools.bench import cpu, people
from tools.bench.figures import Machine
from tools.bench.ground import CLINIC, FOLDER, Ground
from tools.bench.watch import BenchFailed, Watch
from tools.demo.installation import private_stack
from tools.demo.organiser import Organiser

FEW, MANY = 10, 200_000
WORKER = "members-jobs"
STILL = ("done", "checked", "refused")


@dataclass(frozen=True, kw_only=True)
class Pass:
    """One way through the sheet: seconds, and what processes took, in seconds of one core."""

    seconds: float
    cpu: dict[str, float]
    verdicts: dict[str, int]


@dataclass(kw_only=True)
class ClinicFigures:
    """What was measured; `peak_mb` is the most memory that the worker ever held."""

    rows: int
    machine: Machine = field(default_factory=Machine)
    checked: Pass | None = None
    imported: Pass | None = None
    again: Pass | None = None
    peak_mb: float = 0.0


@click.command()
@click.option(*("-n", "--rows"), type=click.IntRange(FEW, MANY), default=100_000, show_default=True)
@click.option("--folder", type=click.Path(path_type=Path), default=FOLDER)
@click.option(
    "--result", type=click.Path(path_type=Path), default=ROOT / "var" / "bench-clinic.json"
)
def main(rows: int, folder: Path, result: Path) -> None:
    """Measure a sheet of which four rows in ten need mending: checked, imported, imported again."""
    console = Console(highlight=False)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    ground = Ground(lambda line: console.print(f"· {line}"), folder, CLINIC)
    try:
        ground.up()
        figures = measure(ground, console, rows)
    except (BenchFailed, Refused, Unavailable) as failure:
        ground.down()
        sys.exit(f"The measurement failed: {failure!r} Logs are in {ground.logs}.")
    except BaseException:
        ground.down()
        raise
    ground.clean()
    result.write_text(json.dumps(asdict(figures), indent=2, ensure_ascii=False) + "\n")
    for name in ("checked", "imported", "again"):
        found: Pass = getattr(figures, name)
        worker = found.cpu.get(WORKER, 0.0)
        console.print(f"{name:<9} {found.seconds:6.1f} s, {WORKER} {worker:5.1f} s of a core")
    console.print(f"most memory of {WORKER}: {figures.peak_mb:.0f} MB; {figures.machine}")
    console.print(f"Kept in {result}")


def measure(ground: Ground, console: Console, rows: int) -> ClinicFigures:
    """Check a sheet, bring it in, and bring it in once more."""
    organiser = Organiser(private_stack(ground.stack))
    organiser.sign_in()
    figures = ClinicFigures(rows=rows)
    content = people.dirty_sheet(rows)
    clinic = Clinic(ground, organiser, Watch(console, rows))
    figures.checked = clinic.through("Checking", lambda: clinic.upload(content, check_first=True))
    figures.imported = clinic.through("Importing", clinic.bring_in)
    if figures.imported.verdicts != figures.checked.verdicts:
        msg = f"The check said {figures.checked.verdicts}, the import {figures.imported.verdicts}"
        raise BenchFailed(msg)
    figures.again = clinic.through("Importing again", lambda: clinic.upload(content))
    worker = next(pid for name, pid in ground.pids().items() if name.startswith(WORKER))
    figures.peak_mb = _peak_mb(worker)
    return figures


class Clinic:
    """One sheet on its way."""

    def __init__(self, ground: Ground, organiser: Organiser, watch: Watch) -> None:
        self._ground = ground
        self._organiser = organiser
        self._watch = watch
        self._ref = ImportRef(import_id=new_id())

    def through(self, label: str, begin: Callable[[], None]) -> Pass:
        """Begin something and follow it to its end; what it takes counts from before."""
        began, before = time.monotonic(), cpu.seconds(self._ground.pids())
        begin()
        progress: ImportProgress | None = None
        for saw in self._watch.looks(label):
            progress = self._organiser.ask("members", "import_progress", self._ref, ImportProgress)
            saw(progress.done)
            if progress.state in STILL:
                break
        took = time.monotonic() - began
        if progress is None or progress.state == "refused":
            raise BenchFailed(str(progress))
        used = cpu.between(before, cpu.seconds(self._ground.pids()))
        return Pass(seconds=took, cpu=used, verdicts=progress.verdicts)

    def bring_in(self) -> None:
        self._organiser.ask("members", "apply_import", self._ref, ImportProgress)

    def upload(self, content: bytes, *, check_first: bool = False) -> None:
        wish = BeginImport(
            command_id=new_id(),
            filename="bench.csv",
            size=len(content),
            language="fr",
            consent_wording="J’accepte de recevoir les invitations du Forum.",
            consent_source="Measurement",
            consent_date=datetime.now(UTC).date(),
            consent_collector="Measurement",
            check_first=check_first,
        )
        self._ref = ImportRef(import_id=self._organiser.upload(content, wish).import_id)


def _peak_mb(pid: int) -> float:
    """Give the most that a process ever held in memory (proc(5), VmHWM)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    main(prog_name="python -m tools.bench.clinic")
