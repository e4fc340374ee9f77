"""`make bench`: measures on a stack of its own, and leaves nothing behind but var/bench.json."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click
from rich.console import Console

from deploy.local.places import ROOT
from shared.edge.upstream import Unavailable
from shared.errors import Refused
from tools.bench.figures import Figures, keep, show
from tools.bench.ground import FOLDER, Ground
from tools.bench.play import Play
from tools.bench.sink import Sink
from tools.bench.watch import BenchFailed, Watch
from tools.demo.installation import private_stack
from tools.demo.organiser import Organiser

FEW, MANY = 10, 100_000
CALLERS = (1, 8)
CALLS_FOR_S = 4.0


@click.command()
@click.option(
    *("-n", "--messages"),
    type=click.IntRange(FEW, MANY),
    default=20_000,
    show_default=True,
    help="How many people are told.",
)
@click.option(
    "--folder", type=click.Path(path_type=Path), default=FOLDER, help="Where its stack lives."
)
@click.option(
    "--result", type=click.Path(path_type=Path), default=ROOT / "var" / "bench.json", help="JSON."
)
def main(messages: int, folder: Path, result: Path) -> None:
    """Measure how fast invitations reach a mail server, beside Postfix's own tool."""
    console = Console(highlight=False)
    signal.signal(signal.SIGTERM, _end)
    ground = Ground(lambda line: console.print(f"· {line}"), folder)
    try:
        ground.up()
        figures = measure(ground, console, messages)
    except (BenchFailed, Refused, Unavailable) as failure:
        ground.down()
        sys.exit(f"The measurement failed: {failure!r} Logs are in {ground.logs}.")
    except BaseException:
        ground.down()
        raise
    ground.clean()
    keep(result, figures)
    show(console, figures)
    console.print(f"Kept in {result}")


def measure(ground: Ground, console: Console, count: int) -> Figures:
    """Measure everything once, ours and Postfix's tool in turn."""
    organiser = Organiser(private_stack(ground.stack))
    organiser.sign_in()
    play = Play(ground, organiser, Watch(console, count), count)
    figures = Figures(people=count)
    figures.imported = count / play.bring_people()
    play.await_address_book()
    for callers in CALLERS:
        figures.calls[callers] = play.calls_a_second(callers, seconds=CALLS_FOR_S)
    size = _check(ground, play, figures)
    _postfix(ground, play, figures, size)
    figures.planned = play.plan()
    with _sink(ground) as sink:
        figures.sending = play.send_planned(sink, figures.planned.event_id)
    _postfix(ground, play, figures, size)
    for processes in (1, 2):
        label = f"From publish, {processes} sending"
        ground.send_with(processes)
        with _sink(ground) as sink:
            figures.whole[processes] = play.whole_way(sink, label)
        _postfix(ground, play, figures, size)
        figures.add_ratio(processes)
    return figures


def _check(ground: Ground, play: Play, figures: Figures) -> int:
    """Look at who gets what, once, with a sink that keeps it; give the mean size."""
    ground.send_with(1)
    with _sink(ground, keep=True) as sink:
        figures.first = play.whole_way(sink, "From publish, each one looked at")
        checked = figures.checked = play.check(sink)
    if not checked.as_it_should(figures.people):
        msg = f"Not everybody got exactly one message: {checked}"
        raise BenchFailed(msg)
    return checked.mean_bytes


def _postfix(ground: Ground, play: Play, figures: Figures, size: int) -> None:
    with _sink(ground):
        figures.source.append(play.source(size, reconnect=True))
        figures.source_kept.append(play.source(size, reconnect=False))


def _sink(ground: Ground, *, keep: bool = False) -> Sink:
    return Sink(ground.folder, ground.mail_port, ground.account, keep=keep)


def _end(_: int, __: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main(prog_name="python -m tools.bench")
