"""Where the messages to an audience would go: what a quote of their price is made from."""

from __future__ import annotations

import re
from dataclasses import replace

from services.members.domain.rules import checked
from services.members.store import destinations as store
from shared.contracts.members import CountDestinations, Destination, Destinations
from shared.db.database import Database
from shared.errors import InvalidRequest

PREFIX = re.compile(r"\+\d{1,7}")
MOST_PREFIXES = 500


def count_destinations(db: Database, request: CountDestinations) -> Destinations:
    """Count whom a rule means by where they would be told; InvalidRequest."""
    good = all(PREFIX.fullmatch(prefix) for prefix in request.prefixes)
    if not good or len(request.prefixes) > MOST_PREFIXES:
        raise InvalidRequest(fields="prefixes")
    if request.among != "all" and request.event_id is None:
        raise InvalidRequest(fields="event_id")
    with db.transaction() as tx:
        counted = store.destinations(tx, replace(request, rule=checked(request.rule)))
    return Destinations(
        people=counted["people"],
        reachable=counted["reachable"],
        destinations=[Destination(**line) for line in counted["destinations"]],
    )
