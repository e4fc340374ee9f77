"""Migrated and empty databases, made once and copied for each world: a copy takes a moment."""

from __future__ import annotations

import fcntl
from functools import cache
from hashlib import sha256
from pathlib import Path

import psycopg
from psycopg import sql

from deploy.local.postgres import PROVISION
from deploy.local.stack import Stack
from shared.db import migrate as migrating
from shared.db.migrate import migrate


def copy(stack: Stack, service: str, database: str) -> None:
    """Make a service's database for its roles, as its migrations leave it."""
    template = _template(stack, service)
    create = sql.SQL("create database {} owner {} template {} strategy wal_log").format(
        *map(sql.Identifier, (database, f"{service}_owner", template))
    )
    with psycopg.connect(stack.admin_dsn(), autocommit=True) as connection:
        connection.execute(create)
    # What is granted on a database is not copied with what is in it.
    stack.add_database(service, database)


def _template(stack: Stack, service: str) -> str:
    """Name the database that holds the service's migrations of now, and make it when it is new."""
    name = f"template_{service}_{_fingerprint(service)}"
    # Workers and whole runs share the servers: one of them makes it, the others wait.
    with (stack.places.state / "templates.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _is_ready(stack, name):
            _make(stack, service, name)
    return name


def _make(stack: Stack, service: str, name: str) -> None:
    _drop_older(stack, service)
    stack.add_database(service, name)
    migrate(stack.dsn(f"{service}_owner", name), service)
    with psycopg.connect(stack.admin_dsn(), autocommit=True) as connection:
        # Marked when all is done: one that was left half made is made anew.
        finish = sql.SQL("alter database {} is_template true allow_connections false")
        connection.execute(finish.format(sql.Identifier(name)))


def _drop_older(stack: Stack, service: str) -> None:
    """Remove what earlier migrations left, and one that was left half made."""
    ours = "select datname from pg_database where datname like %s"
    with psycopg.connect(stack.admin_dsn(), autocommit=True) as connection:
        for (older,) in connection.execute(ours, [f"template_{service}_%"]).fetchall():
            release = sql.SQL("alter database {} is_template false").format(sql.Identifier(older))
            connection.execute(release)
            stack.drop_database(older)


def _is_ready(stack: Stack, name: str) -> bool:
    known = "select from pg_database where datname = %s and datistemplate"
    with psycopg.connect(stack.admin_dsn(), autocommit=True) as connection:
        return connection.execute(known, [name]).fetchone() is not None


@cache
def _fingerprint(service: str) -> str:
    """Tell one state of the migrations, and of who may do what, from another."""
    folders = (migrating.PLUMBING, migrating.ROOT / "services" / service / "migrations")
    files = [PROVISION, *(path for folder in folders for path in sorted(folder.glob("*.sql")))]
    return sha256(b"\0".join(_said(path) for path in files)).hexdigest()[:16]


def _said(path: Path) -> bytes:
    return path.name.encode() + b"\0" + path.read_bytes()
