"""Who took part in an event, counted in groups; small ones never leave this service."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, get_args
from uuid import UUID

from services.members.domain.small_groups import shown
from services.members.store.breakdowns import BreakdownStore
from shared.contracts.members import Breakdown, Dimension, EventBreakdown, FindBreakdown, Group
from shared.db import audit
from shared.db.database import Database

COUNTED = ("invited", "yes", "came")


def event_breakdown(db: Database, request: FindBreakdown, *, by: UUID) -> EventBreakdown:
    """Count an event's people by region, age, gender and axis; nobody, where there is no event."""
    with db.transaction() as tx:
        rows = BreakdownStore(tx).of_event(request.event_id)
        if request.taken_out:
            audit.record(tx, by, "event-report-taken-out", request.event_id)
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row.pop("dimension")].append(row)
    (whole,) = found.get("") or [dict.fromkeys(COUNTED, 0)]
    return EventBreakdown(
        **{name: whole[name] for name in COUNTED},
        breakdowns=[
            Breakdown(dimension=dimension, groups=_groups(found[dimension]))
            for dimension in get_args(Dimension)
        ],
    )


def _groups(rows: list[dict[str, Any]]) -> list[Group]:
    counts = {name: shown({row["code"]: row[name] for row in rows}) for name in COUNTED}
    return [
        Group(code=row["code"], **{name: counts[name][row["code"]] for name in COUNTED})
        for row in rows
    ]
