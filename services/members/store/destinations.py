"""Where the messages to an audience would go, counted."""

from __future__ import annotations

from services.members.store.audiences import Row, count_by_reading
from services.members.store.rules import run
from shared.contracts.members import CountDestinations
from shared.db.database import Transaction
from shared.db.queries import load_queries

queries = load_queries(__file__, "destinations.sql")


def destinations(tx: Transaction, asked: CountDestinations) -> Row:
    """Count whom a rule means by channel, language and the beginning of their numbers."""
    count_by_reading(tx)
    counted = run(
        tx,
        queries.destinations.sql,
        asked.rule,
        event_id=asked.event_id,
        among=asked.among,
        prefixes=asked.prefixes,
    ).fetchone()
    assert counted is not None  # noqa: S101  # an aggregate always has a row
    return counted
