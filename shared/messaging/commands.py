"""Commands: the same form sent again changes nothing and gets the first reply."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from psycopg.types.json import Jsonb

from shared.contracts.wire import Wire
from shared.db.database import Transaction

R = TypeVar("R", bound=Wire)


def once(tx: Transaction, command_id: UUID, reply: type[R], act: Callable[[], R]) -> R:
    """
    Run `act` the first time a command is heard; afterwards give what it gave then.

    The lock makes a second click wait for the first one's transaction instead of failing on it.
    """
    tx.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", (str(command_id),))
    known = tx.execute("select reply from commands where id = %s", (command_id,)).fetchone()
    if known:
        return reply.parse(known["reply"])
    answer = act()
    tx.execute(
        "insert into commands (id, reply) values (%s, %s)", (command_id, Jsonb(answer.dump()))
    )
    return answer
