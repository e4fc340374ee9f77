"""A person's own data: what is held here, for the person or for whoever answers for them."""

from __future__ import annotations

from uuid import UUID

from services.members.errors import UnknownMember
from services.members.store.held import held_of
from shared.contracts.persons import PersonData, PersonRef
from shared.db import audit
from shared.db.database import Database, Transaction
from shared.db.held import person_data


def data_of(tx: Transaction, member_id: UUID, *, by: UUID | None) -> PersonData:
    """Give all that is held of one person, and write down who took it; UnknownMember."""
    held = held_of(tx, member_id)
    if not held["person"]:
        raise UnknownMember
    audit.record(tx, by, "member-data-exported", member_id)
    return person_data("members", held)


def data_for_staff(db: Database, request: PersonRef, *, by: UUID) -> PersonData:
    """Give it to one of the staff; UnknownMember."""
    with db.transaction() as tx:
        return data_of(tx, request.member_id, by=by)
