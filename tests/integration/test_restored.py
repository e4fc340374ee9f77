"""A database that was restored, on real databases: what the others know is brought back into it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from deploy.local.restored import bring_back
from services.members.store.silences import SilenceStore
from services.notifications.operations import silence
from services.notifications.store import NotificationsStore
from shared.contracts.notifications import SilenceChange
from shared.db.database import Database
from tests.support.world import SERVICES, World

pytestmark = pytest.mark.integration

START = datetime.now(UTC) - timedelta(days=1)
ADDRESS = b"a keyed hash"


class Silences:
    """An address in `notifications`, and what `members` is told of it."""

    def __init__(self, world: World, notifications: Database, members: Database) -> None:
        self.world, self.notifications, self.members = world, notifications, members

    def stop(self, hour: int) -> None:
        with self.notifications.transaction() as tx:
            at = START + timedelta(hours=hour)
            NotificationsStore(tx).suppress("sms", [ADDRESS], "own opt-out", at)

    def lift(self, hour: int) -> None:
        with self.notifications.transaction() as tx:
            NotificationsStore(tx).lift([("sms", ADDRESS, START + timedelta(hours=hour))])

    def tell(self) -> None:
        silence.tell_silences(self.notifications)
        told = self.world.rows(
            "notifications",
            "delete from outbox where type = 'silences.changed.v1' returning body",
        )
        for row in told:
            with self.members.transaction() as tx:
                changes = [SilenceChange.parse(each) for each in row["body"]["changes"]]
                SilenceStore(tx).put(changes)

    def dump(self) -> list[dict[str, Any]]:
        return self.world.rows("notifications", "select * from suppressions")

    def restore(self, dump: list[dict[str, Any]]) -> None:
        """As pg_restore does: without triggers, and with nothing that was to be told since."""
        self.world.rows("notifications", "truncate suppressions, silences_to_tell, restores")
        self.world.rows("notifications", "alter table suppressions disable trigger user")
        for row in dump:
            self.world.rows(
                "notifications",
                "insert into suppressions (channel, address_hash, reason, at)"
                " values (%s, %s, %s, %s)",
                *(row[name] for name in ("channel", "address_hash", "reason", "at")),
            )
        self.world.rows("notifications", "alter table suppressions enable trigger user")
        admin = {one: self.world.stack.admin_dsn(self.world.databases[one]) for one in SERVICES}
        bring_back(admin, "notifications")

    def is_silent(self) -> bool:
        return bool(self.world.rows("notifications", "select reason from suppressions"))


@pytest.fixture
def silences(world: World) -> Iterator[Silences]:
    with ExitStack() as opened:
        tables = "suppressions, silences_to_tell, restores, outbox"
        notifications = opened.enter_context(world.emptied("notifications", tables))
        members = opened.enter_context(world.emptied("members", "silences"))
        yield Silences(world, notifications, members)


def test_who_said_stop_again_is_silent_however_often_the_same_dump_is_restored(
    silences: Silences,
) -> None:
    silences.stop(3)
    dump = silences.dump()
    silences.lift(5)
    silences.stop(10)
    silences.tell()

    for _ in range(3):
        silences.restore(dump)
        assert silences.is_silent()
        silences.tell()


def test_who_wants_messages_again_gets_them_after_each_restore(silences: Silences) -> None:
    silences.stop(3)
    dump = silences.dump()
    silences.lift(5)
    silences.tell()

    for _ in range(3):
        silences.restore(dump)
        assert not silences.is_silent()
        silences.tell()


def test_a_stop_that_was_heard_before_an_older_one_was_lifted_is_kept(silences: Silences) -> None:
    """Its moment was taken before it waited for the lift, so it is older than that by the clock."""
    silences.stop(3)
    silences.lift(5)
    silences.stop(4)
    silences.tell()

    silences.restore([])

    assert silences.is_silent()
