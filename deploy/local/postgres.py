"""The stack's own PostgreSQL: making its cluster, its command line, its databases and roles."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg
from psycopg import sql

from deploy.local import notes
from deploy.local.keys import SERVICES
from deploy.local.places import ROOT, Account, Places, database_account
from deploy.local.trouble import Trouble
from deploy.local.waiting import until

ADMIN = "multaqa_admin"
PROVISION = ROOT / "deploy" / "postgres" / "provision.sql"
START_SECONDS = 60.0

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "fsync": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u@%d ",
    # Values in a failed statement are people's data: logs hold ids only.
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
    # An error's own sentence holds the value too; services log its kind and where it was.
    "log_min_messages": "log",
}


@dataclass(frozen=True, slots=True)
class Passwords:
    """What provisioning gives to the roles of one service."""

    owner: str
    service: str
    relay: str
    vault: str = ""
    """Only of a service that keeps something apart from itself."""


def programs() -> Path:
    """Give the folder of initdb and postgres, the newest one installed."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: int(re.sub(r"\D.*", "", path.parts[-3]) or 0),
    )
    if found:
        return found[-1].parent
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    msg = "PostgreSQL is not installed: run `make setup`, or install it by hand."
    raise Trouble(msg)


def command(places: Places, port: int, settings: Mapping[str, str]) -> list[str]:
    """Give the server's command line; every setting of ours is in it, none in the cluster."""
    settings = {**SETTINGS, **settings, "port": str(port)}
    words = [str(programs() / "postgres"), "-D", str(places.cluster / "data")]
    for name, value in settings.items():
        words += ["-c", f"{name}={value}"]
    return words


def url(role: str, password: str, port: int, database: str) -> str:
    """Give the address of a database for a role."""
    return f"postgresql://{quote(role)}:{quote(password)}@127.0.0.1:{port}/{quote(database)}"


def make_cluster(places: Places, secrets: Mapping[str, str]) -> None:
    """Create the cluster when it is not there; one left by a state that was deleted goes first."""
    mark = places.cluster / "stack"
    if mark.exists() and mark.read_text() == secrets["stack"]:
        return
    remove_cluster(places)
    account = database_account()
    places.cluster.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
    places.cluster.mkdir(mode=0o700)
    _give(places.cluster, account)
    _initdb(places, secrets["postgres_admin"], account)
    notes.write_text(mark, secrets["stack"])


def _initdb(places: Places, password: str, account: Account | None) -> None:
    secret = places.cluster / "password"
    notes.write_text(secret, password)
    _give(secret, account)
    try:
        subprocess.run(
            [
                str(programs() / "initdb"),
                f"--pgdata={places.cluster / 'data'}",
                f"--username={ADMIN}",
                f"--pwfile={secret}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
            ],
            check=True,
            capture_output=True,
            text=True,
            cwd="/",
            env={"PATH": os.defpath, "LANG": "C.UTF-8"},
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
    except subprocess.CalledProcessError as error:
        msg = f"PostgreSQL could not make its cluster in {places.cluster}:\n{error.stderr}"
        raise Trouble(msg) from error
    finally:
        secret.unlink()


def _give(path: Path, account: Account | None) -> None:
    if account:
        os.chown(path, account.uid, account.gid)


def remove_cluster(places: Places) -> None:
    """Delete the cluster with all of its data."""
    if places.cluster.exists():
        shutil.rmtree(places.cluster)


def await_answer(admin: str) -> None:
    """Return when the server takes connections; Trouble after START_SECONDS."""
    until(lambda: _answers(admin), seconds=START_SECONDS, what="PostgreSQL answers")


def _answers(admin: str) -> bool:
    try:
        psycopg.connect(admin, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def provision(admin: str, service: str, passwords: Passwords, *, database: str = "") -> str:
    """
    Make one service's roles and a database for them, and give the database's name.

    `admin` is a superuser's address, `database` is named after the service unless told otherwise.
    Doing it again sets the passwords and changes nothing else.
    """
    if service not in SERVICES:
        msg = f"{service} has no database: it is one of {', '.join(SERVICES)}."
        raise ValueError(msg)
    variables = {
        "service": service,
        "database": database or service,
        "owner_password": passwords.owner,
        "service_password": passwords.service,
        "relay_password": passwords.relay,
    }
    if passwords.vault:
        variables["vault_password"] = passwords.vault
    # Over standard input: what stands on a command line can be read by everybody.
    script = "".join(f"\\set {name} {_quoted(value)}\n" for name, value in variables.items())
    _psql(admin, f"{script}\\i {_quoted(str(PROVISION))}\n")
    return variables["database"]


def drop(admin: str, database: str) -> None:
    """Remove a database, ending the connections to it; one that is not there is no error."""
    with psycopg.connect(admin, autocommit=True) as connection:
        name = sql.Identifier(database)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


def _psql(admin: str, script: str) -> None:
    parts = urlsplit(admin)
    done = subprocess.run(
        ["psql", "--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1"],
        input=script,
        capture_output=True,
        text=True,
        check=False,
        env={
            "PATH": os.environ.get("PATH", os.defpath),
            "PGHOST": parts.hostname or "",
            "PGPORT": str(parts.port),
            "PGUSER": parts.username or "",
            "PGPASSWORD": parts.password or "",
            "PGDATABASE": parts.path.strip("/"),
        },
    )
    if done.returncode:
        msg = f"PostgreSQL could not be provisioned:\n{done.stderr}"
        raise Trouble(msg)


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
