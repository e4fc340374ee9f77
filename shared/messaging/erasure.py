"""
Erasure in any service: the tombstone, and what its own messages still say of a person.

Every service erases what its tables hold; what is the same for all of them is here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from cryptography.fernet import Fernet
from psycopg.types.json import Jsonb

from shared.contracts.wire import MESSAGES, Message, UnreadableMessage
from shared.db.database import Transaction

_LOCK = "hashtextextended('erased', 5)"


def hold(tx: Transaction) -> None:
    """
    Let nobody be erased until this transaction ends.

    Whoever keeps what a message says of people holds this first and then asks `erased_of`: so
    nothing that was heard before an erasure is written down after it.
    """
    tx.execute(f"select pg_advisory_xact_lock_shared({_LOCK})")


def bury(tx: Transaction, people: Sequence[UUID]) -> None:
    """Wait for whoever keeps something of people, and leave a tombstone for each of these."""
    tx.execute(f"select pg_advisory_xact_lock({_LOCK})")
    tx.execute(
        "insert into erased (person_id) select unnest(%s::uuid[]) on conflict do nothing",
        (list(people),),
    )


def erased_of(tx: Transaction, people: Iterable[UUID]) -> set[UUID]:
    """Give those of some people who are erased."""
    rows = tx.execute(
        "select person_id from erased where person_id = any(%s)", (list(people),)
    ).fetchall()
    return {row["person_id"] for row in rows}


def clear_messages(tx: Transaction, parking_key: str, people: Sequence[UUID]) -> None:
    """Take people out of what the outbox and the parked messages say, published or not."""
    gone = set(people)
    rows = tx.execute(
        "select id, type, body from outbox where person_ids && %s::uuid[] for update",
        (list(people),),
    ).fetchall()
    for row in rows:
        body = without(row["type"], row["body"], gone)
        if body is None:
            tx.execute("delete from outbox where id = %s", (row["id"],))
        else:
            tx.execute(
                "update outbox set body = %s, person_ids = %s where id = %s",
                (Jsonb(body), _people(row["type"], body), row["id"]),
            )
    _clear_parked(tx, Fernet(parking_key), gone)


def _clear_parked(tx: Transaction, box: Fernet, gone: set[UUID]) -> None:
    rows = tx.execute(
        "select id, type, body from parked where person_ids && %s::uuid[] and body is not null"
        " and type = any(%s) for update",
        (list(gone), [kind.type for kind in MESSAGES.values() if kind.personal_data]),
    ).fetchall()
    for row in rows:
        body = without(row["type"], json.loads(box.decrypt(bytes(row["body"]))), gone)
        if body is None:
            tx.execute("delete from parked where id = %s", (row["id"],))
        else:
            tx.execute(
                "update parked set body = %s, person_ids = %s where id = %s",
                (box.encrypt(json.dumps(body).encode()), _people(row["type"], body), row["id"]),
            )


def without(kind: str | None, body: Any, gone: set[UUID]) -> dict[str, object] | None:
    """
    Say a message's body without these people; None when it was about nobody else.

    What carries no more than ids stays as it is: an id that nobody has says nothing.
    """
    message = _read(kind, body)
    if message is None or not message.personal_data or not gone.intersection(message.people()):
        said: dict[str, object] = body
        return said
    rest = message.without(gone)
    return rest.dump() if rest else None


def _people(kind: str | None, body: dict[str, object]) -> list[UUID]:
    message = _read(kind, body)
    return message.people() if message else []


def _read(kind: str | None, body: Any) -> Message | None:
    known = MESSAGES.get(kind or "")
    try:
        return known.parse(body) if known else None
    except (UnreadableMessage, AttributeError, ValueError):
        return None
