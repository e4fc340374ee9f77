"""
Parked messages: what could not be handled, kept with its reason until somebody replays it.

The body is encrypted with the service's parking key; what it said is logged nowhere.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import psycopg
from cryptography.fernet import Fernet
from psycopg.types.json import Jsonb

from shared.contracts.wire import MESSAGES, UnreadableMessage
from shared.db.database import Transaction
from shared.errors import Refusal
from shared.ids import new_id
from shared.messaging import erasure


class NotReplayable(Refusal):
    """Nobody can read this message; sending it again would park it again."""

    code = "not-replayable"


@dataclass(frozen=True, kw_only=True)
class Parked:
    """One message to be parked. `reason` is a code; `error` tells types and places, no values."""

    queue: str
    body: bytes
    reason: str
    error: str | None = None
    attempt: int = 0
    message_id: UUID | None = None
    type: str | None = None
    correlation_id: str | None = None


def park(tx: Transaction, parking_key: str, parked: Parked) -> UUID:
    """
    Write the message down, encrypted; gives the id under which it can be replayed.

    It says nothing of people who were erased while it was on its way.
    """
    parked_id = new_id()
    parked = _without_the_erased(tx, parked)
    tx.execute(
        "insert into parked (id, message_id, queue, type, reason, error, attempt, person_ids,"
        " body, headers) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            parked_id,
            parked.message_id,
            parked.queue,
            parked.type,
            parked.reason,
            parked.error,
            parked.attempt,
            _people(parked),
            Fernet(parking_key).encrypt(parked.body),
            Jsonb({"correlation_id": parked.correlation_id}),
        ),
    )
    return parked_id


def still_parked(tx: Transaction) -> list[dict[str, Any]]:
    """Give what is parked and was not replayed, the oldest first; never a body."""
    return tx.execute(
        "select id, queue, type, reason, attempt, parked_at from parked"
        " where replayed_at is null order by parked_at limit 1000"
    ).fetchall()


def replay(tx: Transaction, parking_key: str, parked_id: UUID) -> bool:
    """
    Send a parked message to its queue once more, through the outbox.

    It keeps its message id, so that a handler that did have its effect drops it. False when
    there is no such message or it was replayed already; NotReplayable when it is no JSON.
    """
    row = tx.execute(
        "update parked set replayed_at = now() where id = %s and replayed_at is null"
        " and message_id is not null returning *",
        (parked_id,),
    ).fetchone()
    if row is None:
        return False
    try:
        tx.execute(
            "insert into outbox (id, type, exchange, routing_key, body, correlation_id, urgent,"
            " person_ids) values (%s, %s, '', %s, %s::jsonb, %s, true, %s)"
            " on conflict (id) do update set published_at = null, exchange = '',"
            " routing_key = excluded.routing_key",
            (
                row["message_id"],
                row["type"] or "",
                row["queue"],
                Fernet(parking_key).decrypt(bytes(row["body"])).decode(),
                row["headers"].get("correlation_id"),
                row["person_ids"],
            ),
        )
    except (psycopg.DataError, UnicodeDecodeError) as error:
        raise NotReplayable from error
    return True


def _without_the_erased(tx: Transaction, parked: Parked) -> Parked:
    people = _people(parked)
    if not people or not MESSAGES[parked.type or ""].personal_data:
        return parked
    erasure.hold(tx)
    gone = erasure.erased_of(tx, people)
    if not gone:
        return parked
    rest = erasure.without(parked.type, json.loads(parked.body), gone)
    return replace(parked, body=json.dumps(rest or {}).encode())


def _people(parked: Parked) -> list[UUID]:
    """Find whom the message is about, if it can be read at all."""
    kind = MESSAGES.get(parked.type or "")
    if kind is None:
        return []
    try:
        return kind.parse(json.loads(parked.body)).people()
    except (ValueError, RecursionError, UnreadableMessage, AttributeError):
        return []
