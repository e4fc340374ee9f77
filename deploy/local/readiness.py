"""Whether a process that was started does its work: running alone proves nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import requests

from deploy.local.processes import Process
from deploy.local.supervision import Supervisor
from deploy.local.trouble import Trouble
from deploy.local.waiting import comes_true

START_SECONDS = 60.0
LAST_LINES = 15


@dataclass(frozen=True, slots=True)
class Starting:
    """One process on its way up; `seen` is how much of its log was there before, in bytes."""

    name: str
    process: Process
    log: Path
    seen: int

    @classmethod
    def about_to(cls, name: str, process: Process, logs: Path) -> Starting:
        """Remember how long the log is before the process is started."""
        log = logs / f"{name}.log"
        return cls(name, process, log, log.stat().st_size if log.exists() else 0)

    def await_ready(self, supervisor: Supervisor, ports: Mapping[str, int]) -> None:
        """Return once it works; Trouble with the end of its log when it fails or takes too long."""

        def settled() -> bool:
            return self._failed(supervisor) or self._ready(supervisor, ports)

        if not comes_true(settled, seconds=START_SECONDS) or self._failed(supervisor):
            lines = self._new_log().splitlines()[-LAST_LINES:]
            msg = "\n".join([f"{self.name} does not start; the end of {self.log}:", *lines])
            raise Trouble(msg)

    def _failed(self, supervisor: Supervisor) -> bool:
        return supervisor.state(self.name).broken

    def _ready(self, supervisor: Supervisor, ports: Mapping[str, int]) -> bool:
        if self.process.says:
            return self.process.says in self._new_log()
        if self.process.pages:
            return _answers(ports[self.process.pages])
        return supervisor.state(self.name).state == "RUNNING"

    def _new_log(self) -> str:
        if not self.log.exists():
            return ""
        text = self.log.read_bytes()
        # A log that became shorter was begun anew.
        return text[self.seen if self.seen <= len(text) else 0 :].decode(errors="replace")


def _answers(port: int) -> bool:
    # gunicorn listens before its workers can answer: only an answer counts, whatever it says.
    try:
        requests.get(f"http://127.0.0.1:{port}/", timeout=3, allow_redirects=False)
    except requests.RequestException:
        return False
    return True
