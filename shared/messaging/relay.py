"""
The relay: takes what is due out of the outboxes and publishes it; nothing else publishes.

A process of its own, plain threads, one for each database. A row is marked only after the
broker confirmed it, so a crash between the two publishes it again, and the hearers' inboxes
drop the double. A row that no queue is bound for stays, and is tried again.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from dataclasses import dataclass
from typing import Any

import psycopg
import structlog

from shared import log as logs
from shared.crashpoints import crashpoint
from shared.db.database import Transaction, connect
from shared.messaging.publisher import BrokerDown, Parcel, Publisher
from shared.settings import (
    CommonSettings,
    Secret,
    bad_broker_address,
    bad_database_address,
    read,
)

log = structlog.get_logger()

BATCH = 100
POLL_S = 1.0
UNROUTABLE_WAIT_S = 30
RETAINED_DAYS = 7
EX_SOFTWARE = 70
"""The exit code when a thread died without being asked (sysexits.h)."""

_DUE = """
select id, type, exchange, routing_key, body::text as body, correlation_id, attempt
  from outbox
 where published_at is null and not_before <= now()
 order by urgent desc, not_before, id
 limit %s
   for update skip locked
"""
_MARK = "update outbox set published_at = now() where id = any(%s)"
_POSTPONE = """
update outbox set not_before = now() + make_interval(secs => %s) where id = any(%s)
"""
_REPLAY = f"""
update outbox set published_at = null
 where published_at > now() - interval '{RETAINED_DAYS} days'
"""  # noqa: S608 - the number is ours


@dataclass(frozen=True, kw_only=True)
class Settings(CommonSettings):
    """`relay_*_url` connect with a role that sees nothing but the outbox."""

    broker_url: Secret
    relay_members_url: Secret
    relay_events_url: Secret
    relay_notifications_url: Secret

    def problems(self) -> list[str]:
        found = super().problems() + bad_broker_address("BROKER_URL", self.broker_url)
        for name, address in self.databases().items():
            found += bad_database_address(f"RELAY_{name.upper()}_URL", address)
        return found

    def databases(self) -> dict[str, str]:
        return {
            "members": self.relay_members_url,
            "events": self.relay_events_url,
            "notifications": self.relay_notifications_url,
        }


class Relay(threading.Thread):
    """Drains one database's outbox until it is told to stop; outlives broker and database."""

    def __init__(self, name: str, dsn: str, broker_url: str, stop: threading.Event) -> None:
        super().__init__(name=f"relay-{name}")
        self._database_name = name
        self._dsn = dsn
        self._publisher = Publisher(broker_url)
        self._stop_asked = stop
        self._marker_seen = False

    def run(self) -> None:
        pause = 0.5
        while not self._stop_asked.is_set():
            self._marker_seen = False
            try:
                with connect(self._dsn, autocommit=True) as connection:
                    connection.execute("listen outbox")
                    pause = 0.5
                    self._drain(connection)
            except BrokerDown:
                log.warning("broker_away", database=self._database_name)
            except psycopg.Error:
                log.warning("database_away", database=self._database_name, exc_info=True)
            except Exception:
                # A fault of ours: told, and tried again, for the other databases go on too.
                log.exception("relay_failed", database=self._database_name)
            self._stop_asked.wait(pause)
            pause = min(pause * 2, 5.0)
        self._publisher.drop()

    def _drain(self, connection: Transaction) -> None:
        while not self._stop_asked.is_set():
            self._look_for_the_marker(connection)
            if self.publish_due(connection) == 0:
                self._publisher.heartbeat()
                # A hint, no more: what it misses (not_before, a lost notification) the poll finds.
                for _ in connection.notifies(timeout=POLL_S, stop_after=1):
                    pass

    def publish_due(self, connection: Transaction) -> int:
        """Publish one batch of what is due; tell how many rows were looked at."""
        with connection.transaction():
            rows = connection.execute(_DUE, (BATCH,)).fetchall()
            if not rows:
                return 0
            undelivered = self._publisher.publish([_parcel(row) for row in rows])
            crashpoint("relay.before_mark")
            self._mark(connection, rows, undelivered)
        return len(rows)

    def _mark(
        self, connection: Transaction, rows: list[dict[str, Any]], undelivered: set[str]
    ) -> None:
        stay = [row for row in rows if str(row["id"]) in undelivered]
        done = [row["id"] for row in rows if str(row["id"]) not in undelivered]
        connection.execute(_MARK, (done,))
        if stay:
            types = ", ".join(sorted({row["type"] for row in stay}))
            log.error("no_queue_for_messages", count=len(stay), types=types)
            connection.execute(_POSTPONE, (UNROUTABLE_WAIT_S, [row["id"] for row in stay]))

    def _look_for_the_marker(self, connection: Transaction) -> None:
        """
        Publish the retained outbox again when the broker has lost its disk (P7).

        Looked for on each new connection: whatever ends one, also only seen while idle, comes
        through BrokerDown.
        """
        if self._marker_seen:
            return
        name = f"relay.marker.{self._database_name}"
        if not self._publisher.has_queue(name):
            replayed = connection.execute(_REPLAY).rowcount
            log.warning("broker_is_new", database=self._database_name, replayed=replayed)
            # After the replay is committed: a crash in between only replays once more.
            self._publisher.make_queue(name)
        self._marker_seen = True


def _parcel(row: dict[str, Any]) -> Parcel:
    return Parcel(
        exchange=row["exchange"],
        routing_key=row["routing_key"],
        message_id=str(row["id"]),
        type=row["type"],
        body=row["body"].encode(),
        correlation_id=row["correlation_id"],
        headers={"x-attempt": row["attempt"]},
    )


def main() -> None:
    logs.configure("relay")
    settings = read(Settings, os.environ)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    relays = [
        Relay(name, dsn, settings.broker_url, stop) for name, dsn in settings.databases().items()
    ]
    for relay in relays:
        relay.start()
    log.info("relay_started", databases=len(relays))
    while not stop.is_set() and all(relay.is_alive() for relay in relays):
        time.sleep(0.2)
    asked = stop.is_set()
    stop.set()
    for relay in relays:
        relay.join()
    log.info("relay_stopped")
    sys.exit(0 if asked else EX_SOFTWARE)


if __name__ == "__main__":
    main()
