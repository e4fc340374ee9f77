"""The outbox: what is announced is a row in the transaction of what happened."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from shared.contracts.wire import Message, exchange
from shared.db.database import Transaction
from shared.ids import new_id
from shared.messaging.correlation import current_correlation_id

MAX_BODY_BYTES = 1_000_000
MAY_YET_ARRIVE = timedelta(seconds=30)
"""How long after its publishing a message is on its way, and not lost."""

URGENT = "urgent"
BULK = "bulk"

_INSERT = """
insert into outbox (id, type, exchange, routing_key, body, correlation_id, urgent, person_ids,
                    not_before)
values (%s, %s, %s, %s, %s::jsonb, %s, %s, %s, coalesce(%s, now()))
"""

_AGAIN = """
update outbox set published_at = null
 where type = %s and body ->> 'wave_id' = %s and published_at < now() - %s::interval
   and not coalesce((body ->> 'page')::integer = any(%s::integer[]), false)
"""


def add(
    tx: Transaction, message: Message, *, urgent: bool = False, not_before: datetime | None = None
) -> None:
    """Announce a fact once this transaction commits, but not before `not_before` (aware)."""
    add_all(tx, [message], urgent=urgent, not_before=not_before)


def add_all(
    tx: Transaction,
    messages: Iterable[Message],
    *,
    urgent: bool = False,
    not_before: datetime | None = None,
) -> None:
    """Announce several facts in one go."""
    correlation_id = current_correlation_id()
    rows = [
        (
            new_id(),
            message.type,
            exchange(message.owner),
            routing_key(message.type, urgent=urgent),
            _body(message),
            correlation_id,
            urgent,
            message.people() if message.personal_data else [],
            not_before,
        )
        for message in messages
    ]
    with tx.cursor() as cursor:
        cursor.executemany(_INSERT, rows)


def say_again(tx: Transaction, kind: str, wave_id: UUID, *, but_pages: Iterable[int] = ()) -> int:
    """
    Publish once more what was said of a wave, with its ids: whoever heard it drops it.

    What is still to be published, or was a moment ago, may yet arrive and is left alone. Gives how
    many messages; none when they are no longer kept.
    """
    return tx.execute(
        _AGAIN,
        (kind, str(wave_id), MAY_YET_ARRIVE, list(but_pages)),
    ).rowcount


def _body(message: Message) -> str:
    """Say it as JSON; hearers park what is too large, so it is refused before it is said."""
    body = json.dumps(message.dump())
    if len(body) > MAX_BODY_BYTES:
        msg = f"{message.type} is larger than {MAX_BODY_BYTES} bytes: say it in chunks"
        raise ValueError(msg)
    return body


def routing_key(message_type: str, *, urgent: bool) -> str:
    """Say on which lane a message travels: `member.contact_changed.v1.urgent`, or `….bulk`."""
    return f"{message_type}.{URGENT if urgent else BULK}"
