"""Connections to the service's own database: a pool, and transactions that end as they should."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

# psycopg's own C wait sees gevent but not eventlet and would freeze the whole process (N12).
os.environ.setdefault("PSYCOPG_WAIT_FUNC", "wait_selector")

import psycopg
from psycopg.rows import DictRow, dict_row
from psycopg_pool import ConnectionPool, PoolTimeout

from shared.db.limits import Limits, current_limits
from shared.errors import Failure, NotAllowed

Transaction = psycopg.Connection[DictRow]

CONNECT_TIMEOUT_S = 5.0
STATEMENT_TIMEOUT_MS = 60_000


class DatabaseDown(Failure):
    """The database does not answer."""

    code = "database-down"


class Database:
    """
    One service's database.

    The pool is opened at the first use, so that a process starts while the database is away;
    every connection is looked at before it is handed out (N13).
    """

    def __init__(self, dsn: str, *, size: int = 10) -> None:
        self._pool: ConnectionPool[Transaction] = ConnectionPool(
            dsn,
            connection_class=psycopg.Connection[DictRow],
            kwargs={
                "row_factory": dict_row,
                "connect_timeout": int(CONNECT_TIMEOUT_S),
                "options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS}"
                " -c idle_in_transaction_session_timeout=60000 -c timezone=UTC",
            },
            min_size=0,
            max_size=size,
            timeout=CONNECT_TIMEOUT_S,
            # Else the pauses between its attempts grow with the outage, to minutes (N13).
            reconnect_timeout=CONNECT_TIMEOUT_S,
            max_lifetime=1800,
            max_idle=120,
            check=ConnectionPool.check_connection,
            open=False,
            name="multaqa",
        )
        self._opening = Lock()
        self._open = False

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """
        Begin; commit at the end, roll back if the block raises. DatabaseDown if it is away.

        For an actor with limits there are only the rows within them: NotAllowed for a row that
        would be written outside.
        """
        self._ensure_open()
        limits = current_limits()
        try:
            with self._pool.connection() as connection, kept_within(connection, limits):
                yield connection
        except psycopg.errors.InsufficientPrivilege as error:
            if limits:
                raise NotAllowed from error
            raise
        except (PoolTimeout, psycopg.OperationalError) as error:
            if is_down(error):
                raise DatabaseDown from error
            raise

    def wait_until_up(self, patience_s: float) -> bool:
        """Try until the database answers; False when it did not within `patience_s` seconds."""
        self._ensure_open()
        until = time.monotonic() + patience_s
        while (left := until - time.monotonic()) > 0:
            try:
                with self._pool.connection(timeout=left) as connection:
                    connection.execute("select 1")
            except psycopg.OperationalError:
                time.sleep(min(0.5, left))
            else:
                return True
        return False

    def close(self) -> None:
        """Give every connection back."""
        if self._open:
            self._pool.close()

    def _ensure_open(self) -> None:
        with self._opening:
            if not self._open:
                self._pool.open()
                self._open = True


@contextmanager
def kept_within(tx: Transaction, limits: Limits) -> Iterator[None]:
    """For a block, let a transaction have only those rows that the tables' policies let through."""
    if limits:
        _keep_within(tx, limits)
    yield
    # A transaction that has failed, or has ended, has forgotten it already.
    if limits and tx.info.transaction_status is psycopg.pq.TransactionStatus.INTRANS:
        _set_free(tx)


def _keep_within(tx: Transaction, limits: Limits) -> None:
    tx.execute(
        "select set_config('role', session_user || '_within', true),"
        " set_config('multaqa.regions', coalesce(%s::text[]::text, ''), true),"
        " set_config('multaqa.events', coalesce(%s::uuid[]::text, ''), true)",
        (limits.regions, limits.events),
    )


def _set_free(tx: Transaction) -> None:
    tx.execute(
        "select set_config('role', 'none', true),"
        " set_config('multaqa.regions', '', true), set_config('multaqa.events', '', true)"
    )


@contextmanager
def beyond_limits(tx: Transaction) -> Iterator[None]:
    """For a block, let a transaction have every row: for what is decided within and done whole."""
    limits = current_limits()
    if limits:
        _set_free(tx)
    yield
    if limits and tx.info.transaction_status is psycopg.pq.TransactionStatus.INTRANS:
        _keep_within(tx, limits)


def is_down(error: Exception) -> bool:
    """
    Tell whether an error means that the database is away, rather than that it said no.

    Classes 08 (connection) and 57P (shutdown) of SQLSTATE, or no answer at all; a deadlock, a
    lock time-out or a cancelled statement is an ordinary failure.
    """
    if isinstance(error, PoolTimeout):
        return True
    state: str | None = getattr(error, "sqlstate", None)
    return state is None or state.startswith(("08", "57P"))


def connect(dsn: str, **options: Any) -> Transaction:
    """Open one connection of its own, outside any pool (relay, commands, tests)."""
    return psycopg.connect(
        dsn, row_factory=dict_row, connect_timeout=int(CONNECT_TIMEOUT_S), **options
    )
