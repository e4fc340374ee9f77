"""Supervisor: the file it reads, and the words we have with it."""

from __future__ import annotations

import os
import resource
import shlex
import subprocess
import sys
import xmlrpc.client
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from supervisor.xmlrpc import SupervisorTransport  # type: ignore[import-untyped]

from deploy.local import notes
from deploy.local.places import ROOT, Places
from deploy.local.waiting import until

STOP_SECONDS = 35  # a sender's window and its record fit in; then the process is killed
WANTED_FILES = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One process that the supervisor keeps alive."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    log: str = ""
    directory: Path = ROOT
    user: str = ""
    priority: int = 100
    start_seconds: int = 2
    stop_signal: str = "TERM"
    stop_group: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """How one program stands. `since` is in seconds of the Unix clock, 0 when it never started."""

    name: str
    state: str
    pid: int
    since: float

    @property
    def alive(self) -> bool:
        """Whether there is a process; a moment after its start it counts as running."""
        return self.state in ("STARTING", "RUNNING")

    @property
    def in_hand(self) -> bool:
        """Whether the supervisor has something to stop: a process, or the next try at one."""
        return self.state in ("STARTING", "RUNNING", "BACKOFF", "STOPPING")

    @property
    def broken(self) -> bool:
        """Whether it should run and does not; what nobody started is not broken."""
        return self.state in ("BACKOFF", "EXITED", "FATAL", "UNKNOWN")


def write(places: Places, programs: Iterable[Program], *, mark: Mapping[str, str]) -> None:
    """Write the supervisor's file; `mark` goes into the environment of all that it starts."""
    head = _HEAD.format(
        state=_safe(places.state),
        logs=_safe(places.logs),
        socket=_safe(places.socket),
        files=_files_allowed(),
        root="user=root" if os.getuid() == 0 else "",
        temporary=_safe(places.temporary),
    )
    text = head + "".join(_section(places, each, mark) for each in programs)
    notes.write_text(_file(places), text)


def _file(places: Places) -> Path:
    return places.config / "supervisord.conf"


_HEAD = """\
; Written at each start of the stack.
[supervisord]
logfile={logs}/supervisord.log
logfile_maxbytes=5MB
logfile_backups=2
pidfile={state}/supervisord.pid
childlogdir={temporary}
minfds={files}
umask=077
{root}

[unix_http_server]
file={socket}
chmod=0600

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
"""

_PROGRAM = """
[program:{name}]
command={command}
directory={directory}
environment={environment}
priority={priority}
autostart=false
autorestart=true
startsecs={start_seconds}
startretries=30
stopsignal={stop_signal}
stopwaitsecs={stop_wait}
stopasgroup={group}
killasgroup=true
redirect_stderr=true
stdout_logfile={log}
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=3
{user}
"""


def _section(places: Places, program: Program, mark: Mapping[str, str]) -> str:
    # Nothing starts by itself: the databases and queues are there first, and `up` knows when.
    variables = {**mark, **program.environment}
    return _PROGRAM.format(
        name=program.name,
        command=_safe(shlex.join(program.command)),
        directory=_safe(program.directory),
        environment=",".join(f'{name}="{_safe(value)}"' for name, value in variables.items()),
        priority=program.priority,
        start_seconds=program.start_seconds,
        stop_signal=program.stop_signal,
        stop_wait=STOP_SECONDS,
        group=str(program.stop_group).lower(),
        log=_safe(places.logs / f"{program.log or program.name}.log"),
        user=f"user={program.user}" if program.user else "",
    )


def _safe(value: object) -> str:
    """Write a value so that the supervisor, which expands %(names)s, reads it as it is."""
    return str(value).replace("%", "%%")


def _files_allowed() -> int:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return WANTED_FILES if hard == resource.RLIM_INFINITY else min(WANTED_FILES, hard)


class Supervisor:
    """The running supervisor of one stack."""

    def __init__(self, places: Places) -> None:
        self._places = places

    def start(self, *, mark: Mapping[str, str]) -> None:
        """Start it as a daemon, with an environment of ours: nothing private is passed on."""
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
        own = {
            "HOME": str(self._places.state),
            "TMPDIR": str(self._places.temporary),
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
        }
        subprocess.run(
            [sys.executable, "-m", "supervisor.supervisord", "-c", str(_file(self._places))],
            check=True,
            cwd=ROOT,
            env={**kept, **own, **mark},
            stdout=subprocess.DEVNULL,  # a socket left by a killed one is nobody's concern
        )
        until(self.answers, seconds=15, what="the supervisor answers")

    def answers(self) -> bool:
        try:
            self._ask("getState")
        except (OSError, xmlrpc.client.Error):
            return False
        return True

    def pid(self) -> int:
        return int(self._ask("getPID"))

    def states(self) -> list[State]:
        """Give how every program stands; nothing when no supervisor runs."""
        if not self.answers():
            return []
        return [_state(each) for each in self._ask("getAllProcessInfo")]

    def state(self, name: str) -> State:
        return _state(self._ask("getProcessInfo", name))

    def apply(self) -> None:
        """
        Take over what changed in the file.

        Programs whose settings changed, and removed ones, are stopped; all others run on.
        """
        [[added, changed, removed]] = self._ask("reloadConfig")
        self.stop([*changed, *removed])
        for name in (*changed, *removed):
            self._ask("removeProcessGroup", name)
        for name in (*added, *changed):
            self._ask("addProcessGroup", name)

    def run(self, names: Iterable[str]) -> None:
        """Start those that do not run; return at once."""
        for name in names:
            if self.state(name).broken:
                self.stop([name])  # it waits for its next try: this is the next try
            if not self.state(name).alive:
                self._ask("startProcess", name, False)

    def stop(self, names: Iterable[str]) -> None:
        """Stop them together, and return when the last one has ended."""
        wanted = set(names)
        running = [each.name for each in self.states() if each.name in wanted and each.in_hand]
        for name in running:
            self._ask("stopProcess", name, False)
        until(
            lambda: not any(self.state(name).in_hand for name in running),
            seconds=STOP_SECONDS + 10,
            what=f"{', '.join(running)} stopped",
        )

    def shut_down(self) -> None:
        """End the supervisor itself, with all that it still runs."""
        pid = self.pid()
        self.stop(each.name for each in self.states())
        for each in self.states():
            # It takes a second over each program it knows when it ends, also over stopped ones.
            self._ask("removeProcessGroup", each.name)
        self._ask("shutdown")
        until(lambda: _ended(pid), seconds=STOP_SECONDS, what="the supervisor ended")

    def _ask(self, method: str, *words: object) -> Any:  # XML-RPC has no types
        transport = SupervisorTransport(serverurl=f"unix://{self._places.socket}")
        with xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport) as server:
            return getattr(server.supervisor, method)(*words)


def _state(answer: Any) -> State:  # XML-RPC has no types
    return State(answer["name"], answer["statename"], answer["pid"], answer["start"])


def _ended(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return True
    # A container's first process may never collect its dead.
    return status.rpartition(")")[2].split()[0] == "Z"
