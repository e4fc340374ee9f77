"""Waiting for something to come about, with a bar for the eye and an end of patience."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

PATIENCE_S = 120.0
"""How long nothing at all may move before a measurement is given up."""

Show = Callable[[int], None]


class BenchFailed(Exception):
    """What was to be measured did not happen; the text says what was seen instead."""


class Watch:
    """Watches things of which there are `total`, one after the other."""

    def __init__(self, console: Console, total: int) -> None:
        self._console = console
        self._total = total

    @contextmanager
    def bar(self, label: str) -> Iterator[Show]:
        """Show a bar; what is given takes how many are done."""
        with Progress(
            TextColumn("{task.description:<34}"),
            BarColumn(bar_width=32),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self._console,
            refresh_per_second=4,  # drawing takes of what is measured
        ) as progress:
            task = progress.add_task(label, total=self._total)
            yield lambda done: progress.update(task, completed=done)

    @contextmanager
    def work(self, label: str) -> Iterator[None]:
        """Show that something is worked on which tells nothing before its end."""
        with self._console.status(label):
            yield
        self._console.print(f"{label}: done")

    def looks(self, label: str, *, every_s: float = 0.2) -> Iterator[Show]:
        """
        Give a look after the other, each to be told how many are done.

        BenchFailed when that number has not moved for long.
        """
        with self.bar(label) as show:
            last, until = -1, time.monotonic() + PATIENCE_S

            def saw(done: int) -> None:
                nonlocal last, until
                show(done)
                if done != last:
                    last, until = done, time.monotonic() + PATIENCE_S

            while time.monotonic() < until:
                yield saw
                time.sleep(every_s)
        msg = f"“{label}” stands still at {last} of {self._total}."
        raise BenchFailed(msg)
