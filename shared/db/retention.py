"""
Retention: what is kept for a purpose is taken out when its time is over, in small steps.

The queries of a service are named after its purposes, each with `before` and `limit`; what every
service keeps (messages, replies, parked bodies) is taken out by those beside this module.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from shared.contracts.retention import KeepFor, Kept, Retention
from shared.db import audit
from shared.db.database import Database
from shared.db.queries import load_queries
from shared.errors import Refusal
from shared.messaging.commands import once

queries = load_queries(__file__, "retention.sql")
log = structlog.get_logger()

AT_ONCE = 2_000
EVERY = timedelta(days=1)


class TooShort(Refusal):
    """Less time than the system needs itself, or nothing is kept for that purpose."""

    code = "kept-too-short"


def take_out(db: Database, own: Any, *, proposed: Collection[str] = (), now: datetime) -> bool:
    """Take a step for one purpose; True when there may be more to do. `own` are named queries."""
    with db.transaction() as tx:
        purpose = queries.due(tx, before=now - EVERY)
        if purpose is None:
            return False
        name, taken = purpose["purpose"], 0
        if name not in proposed:
            step = getattr(own, name, None) or getattr(queries, name)
            taken = step(tx, before=now - timedelta(days=purpose["days"]), limit=AT_ONCE)
        if taken >= AT_ONCE:
            queries.go_on(tx, purpose=name, taken=taken)
        else:
            queries.finish(tx, purpose=name, taken=taken, now=now)
            if whole := purpose["taking"] + taken:
                log.info("retention_over", purpose=name, rows=whole)
        return True


def kept(db: Database, service: str, *, proposed: Collection[str] = ()) -> Retention:
    """Tell what is kept for how long."""
    with db.transaction() as tx:
        rows = list(queries.purposes(tx))
    return Retention(
        service=service, kept=[Kept(**row, proposed=row["purpose"] in proposed) for row in rows]
    )


def keep_for(
    db: Database, service: str, command: KeepFor, *, proposed: Collection[str] = (), by: UUID
) -> Retention:
    """Keep something for longer or shorter; TooShort."""
    with db.transaction() as tx:

        def act() -> Retention:
            if not queries.set_days(tx, purpose=command.purpose, days=command.days):
                raise TooShort
            audit.record(tx, by, f"retention-set:{command.purpose}")
            rows = list(queries.purposes(tx))
            told = [Kept(**row, proposed=row["purpose"] in proposed) for row in rows]
            return Retention(service=service, kept=told)

        return once(tx, command.command_id, Retention, act)
