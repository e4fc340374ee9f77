"""Real processes for tests: started, watched through their log, killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from shared.testing.waiting import eventually

ROOT = Path(__file__).resolve().parents[2]


class RunningProcess:
    """One process under test; its log is a file that survives it."""

    def __init__(
        self, name: str, arguments: Sequence[str], environment: Mapping[str, str], log: Path
    ) -> None:
        self.name = name
        self.log_path = log
        self._arguments = list(arguments)
        self._environment = dict(environment)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *, ready: str | None = None, **extra: str) -> RunningProcess:
        """Start, and wait until the log says `ready`, unless that is None."""
        marks = self.log_count(ready) if ready else 0
        with self.log_path.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *self._arguments],
                cwd=ROOT,
                env={
                    "PATH": os.environ["PATH"],
                    "PYTHONPATH": str(ROOT),
                    "PYTHONUNBUFFERED": "1",
                    **self._environment,
                    **extra,
                },
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        if ready:
            eventually(
                lambda: self.log_count(ready) > marks or self.exit_code is not None, within_s=30
            )
            # One that is told to crash may do so before it has said that it is there.
            fine = (
                (None, -signal.SIGKILL)
                if {**self._environment, **extra}.get("CRASH_AT")
                else (None,)
            )
            assert self.exit_code in fine, self.log_path.read_text()[-3000:]
        return self

    @property
    def exit_code(self) -> int | None:
        return self._process.poll() if self._process else None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def wait(self, within_s: float = 30.0) -> int:
        """Wait for the end and give the exit code (negative: the signal)."""
        assert self._process is not None
        return self._process.wait(timeout=within_s)

    def signal(self, number: int) -> None:
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, number)

    def terminate(self, within_s: float = 35.0) -> int:
        """Ask it to stop (SIGTERM) and wait."""
        self.signal(signal.SIGTERM)
        return self.wait(within_s)

    def kill(self) -> None:
        """End it at once (SIGKILL), with whatever it started."""
        self.signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait()

    def log_count(self, event: str) -> int:
        """Count how often the log names an event."""
        return sum(1 for line in self.log_lines() if line.get("event") == event)

    def log_lines(self) -> list[dict[str, Any]]:
        if not self.log_path.exists():
            return []
        lines = []
        for line in self.log_path.read_text(errors="replace").splitlines():
            try:
                lines.append(json.loads(line))
            except ValueError:
                lines.append({"event": line})
        return lines
