"""A person's own data: invitations and answers."""

from __future__ import annotations

from services.events.store import EventsStore
from shared.contracts.persons import PersonData, PersonRef
from shared.db.database import Database
from shared.db.held import person_data


def data_of(db: Database, request: PersonRef) -> PersonData:
    """Give all that is held of one person."""
    with db.transaction() as tx:
        return person_data("events", {"invitations": EventsStore(tx).held_of(request.member_id)})
