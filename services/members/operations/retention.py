"""How long members keeps what, and whom it proposes to part with."""

from __future__ import annotations

from services.members.store.retention import queries
from shared.contracts.members import SilentPeople, SilentPerson
from shared.db.database import Database

SHOWN = 50


def silent_people(db: Database) -> SilentPeople:
    """Give people who agreed to nothing and of whom nothing was heard for long, 50 at most."""
    with db.transaction() as tx:
        rows = list(queries.silent_people(tx, limit=SHOWN))
    return SilentPeople(people=[SilentPerson(**row) for row in rows])
