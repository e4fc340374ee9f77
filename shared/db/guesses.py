"""
How often one place may be wrong about the code of an invitation.

A code has 52 bits, and there are many of them: somebody who could try for ever would find one.
Wrong ones are counted in the database, so that it holds over all processes. Whoever was wrong too
often is not even looked at until the window ends; everybody else goes on. When many places guess at
once, each gets fewer tries.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import structlog

from shared.db.database import Database, Transaction
from shared.errors import Refusal, TooManyTries

log = structlog.get_logger()

WINDOW = timedelta(minutes=10)
MOST = 60
"""Behind one address there may be a whole university: links are mistyped by many."""

MOST_IN_A_STORM = 5
STORM = 2_000
"""So many wrong ones from everywhere together are no mistake."""


@contextmanager
def watched(
    db: Database, origin: str, *, wrong: type[Refusal], now: datetime
) -> Iterator[Transaction]:
    """
    Open a transaction in which a code is looked up; `wrong` is what is raised when there is none.

    TooManyTries when `origin` was wrong too often. An empty origin is not counted.
    """
    try:
        with db.transaction() as tx:
            if origin:
                _allow(tx, origin, now)
            yield tx
    except wrong:
        if origin:
            _note(db, origin, now)
        raise


def _allow(tx: Transaction, origin: str, now: datetime) -> None:
    since = _window(now)
    own = tx.execute(
        "select wrong from wrong_guesses where since = %s and origin = %s", (since, origin)
    ).fetchone()
    if own is None or own["wrong"] < MOST_IN_A_STORM:
        return
    if own["wrong"] < MOST and _everybodys(tx, since) < STORM:
        return
    left = since + WINDOW - now
    raise TooManyTries(minutes=max(1, -(-int(left.total_seconds()) // 60)))


def _everybodys(tx: Transaction, since: datetime) -> int:
    row = tx.execute(
        "select coalesce(sum(wrong), 0) as wrong from wrong_guesses where since = %s", (since,)
    ).fetchone()
    return int(row["wrong"]) if row else 0


def _note(db: Database, origin: str, now: datetime) -> None:
    """Count a wrong one, in a transaction of its own: that of the look was rolled back."""
    since = _window(now)
    with db.transaction() as tx:
        row = tx.execute(
            "insert into wrong_guesses as g (since, origin, wrong) values (%s, %s, 1)"
            " on conflict (since, origin) do update set wrong = g.wrong + 1 returning wrong",
            (since, origin),
        ).fetchone()
        count = row["wrong"] if row else 0
        if count == 1:
            tx.execute("delete from wrong_guesses where since < %s", (since,))
    if count == MOST:
        log.warning("codes_are_guessed", wrong=count, window_s=int(WINDOW.total_seconds()))


def _window(now: datetime) -> datetime:
    length = WINDOW.total_seconds()
    return datetime.fromtimestamp(now.timestamp() // length * length, UTC)
