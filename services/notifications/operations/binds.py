"""Who is bound where: a bind has one owner among all processes, by a lock of the database."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

import psycopg

from services.notifications.channels.smpp import SmppChannel
from services.notifications.channels.ways import Ways
from services.notifications.operations import hearing
from services.notifications.operations.inbound import Ear
from shared.db.database import Database, connect

Clock = Callable[[], datetime]


class BindOwner:
    """
    Holds the lock of one bind, on a connection of its own: it ends with the process.

    It is looked at every few seconds: a lock whose connection is gone is nobody's, and who had it
    leaves the bind.
    """

    def __init__(self, database_url: str, provider: str) -> None:
        self._url = database_url
        digest = hashlib.sha256(f"bind\0{provider}".encode()).digest()
        self._number = int.from_bytes(digest[:8], "big", signed=True)
        self._line: psycopg.Connection[dict[str, object]] | None = None

    def take(self) -> bool:
        """Tell whether the bind is ours, taking it if it is free."""
        if self._line is not None:
            try:
                self._line.execute("select 1")
            except psycopg.Error:
                self.give_back()
                return False
            return True
        line = connect(self._url, autocommit=True)
        try:
            row = line.execute(
                "select pg_try_advisory_lock(%s) as mine", (self._number,)
            ).fetchone()
        except psycopg.Error:
            line.close()
            raise
        if not row or not row["mine"]:
            line.close()
            return False
        self._line = line
        return True

    def give_back(self) -> None:
        """Let another have it."""
        if self._line is not None:
            self._line.close()
            self._line = None


def hold(db: Database, ways: Ways, ear: Ear, *, database_url: str, clock: Clock) -> bool:
    """Be bound wherever this process may be, from the first call on."""
    for way in ways:
        if isinstance(way.channel, SmppChannel) and not way.channel.started:
            way.channel.start(
                lambda heard: hearing.hear(db, ear, heard, now=clock()),
                BindOwner(database_url, way.name),
            )
    return False
