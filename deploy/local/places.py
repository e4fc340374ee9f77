"""Where one stack keeps its things: everything derives from the one folder that was chosen."""

from __future__ import annotations

import hashlib
import os
import pwd
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from deploy.local.trouble import Trouble

ROOT = Path(__file__).resolve().parents[2]

# AF_UNIX addresses end at 107 bytes, and supervisor first binds a longer name: ".<pid>".
LONGEST_SOCKET = 95


@dataclass(frozen=True, slots=True)
class Places:
    """The folders and files of the stack whose state is in `state`."""

    state: Path

    @classmethod
    def choose(cls, directory: Path | str | None = None) -> Places:
        """Take `directory`, or else STACK_DIR, or else var/stack of this clone."""
        chosen = directory or os.environ.get("STACK_DIR") or ROOT / "var" / "stack"
        return cls((ROOT / chosen).resolve())

    @property
    def key(self) -> str:
        """A short name that no other folder of this machine has."""
        return hashlib.sha256(str(self.state).encode()).hexdigest()[:12]

    @property
    def logs(self) -> Path:
        return self.state / "logs"

    @property
    def config(self) -> Path:
        return self.state / "config"

    @property
    def broker(self) -> Path:
        return self.state / "rabbitmq"

    @property
    def sandbox(self) -> Path:
        return self.state / "sandbox"

    @property
    def temporary(self) -> Path:
        return self.state / "tmp"

    @property
    def socket(self) -> Path:
        """The supervisor's socket, in the state folder unless that makes its address too long."""
        wanted = self.state / "supervisor.sock"
        if len(os.fsencode(wanted)) <= LONGEST_SOCKET:
            return wanted
        return Path(tempfile.gettempdir()) / f"multaqa-{os.getuid()}-{self.key}" / "supervisor.sock"

    @property
    def cluster(self) -> Path:
        """
        PostgreSQL's folder, holding `data`.

        PostgreSQL refuses to run as root, and a clone under /root cannot be entered by anybody
        else: for root the folder is outside of the clone, under a name that is private to it.
        """
        if os.getuid() == 0:
            return Path("/var/lib/multaqa") / self.key
        return self.state / "postgres"

    def make(self) -> None:
        """Create the folders, closed to others: they hold secrets and people's data."""
        for folder in (self.state, self.logs, self.config, self.broker, self.temporary):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.sandbox.mkdir(exist_ok=True, mode=0o700)
        if self.socket.parent != self.state:
            _private(self.socket.parent)


def _private(folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        msg = f"{folder} belongs to somebody else: remove it, or choose another STACK_DIR."
        raise Trouble(msg)
    folder.chmod(0o700)


@dataclass(frozen=True, slots=True)
class Account:
    """The ordinary user that PostgreSQL runs as, when that is not the one who runs the stack."""

    name: str
    uid: int
    gid: int


def database_account() -> Account | None:
    """Give the user PostgreSQL must run as; None when it is the present one."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "multaqa"):
        if found := _account(name):
            return found
    subprocess.run(
        ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", "multaqa"],
        check=True,
    )
    made = _account("multaqa")
    if made is None:
        msg = "No ordinary user for PostgreSQL: add one called multaqa."
        raise Trouble(msg)
    return made


def _account(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
