"""Who shares a number with whom, decided by hand: a sheet does not undo it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.members.errors import NoHousehold, UnknownMember
from services.members.operations.telling import tell
from services.members.store.doubles import DoublesStore
from services.members.store.people import PeopleStore, Row
from shared.contracts.members import HouseholdOf, MemberRef
from shared.db import audit
from shared.db.database import Database, Transaction, beyond_limits
from shared.messaging.commands import once


def leave(db: Database, command: HouseholdOf, *, by: UUID, now: datetime) -> MemberRef:
    """Take a person out of the household of the number; NoHousehold, UnknownMember."""
    with db.transaction() as tx:

        def act() -> MemberRef:
            person = _found(tx, command.member_id)
            if person["household_id"] is None:
                raise NoHousehold
            DoublesStore(tx).leave_household(person["id"])
            tell(tx, [person["id"]], now)
            audit.record(tx, by, "household-left", person["id"])
            return MemberRef(member_id=person["id"])

        return once(tx, command.command_id, MemberRef, act)


def join(db: Database, command: HouseholdOf, *, by: UUID, now: datetime) -> MemberRef:
    """Put a person into the household of the number; NoHousehold when nobody else has that."""
    with db.transaction() as tx:

        def act() -> MemberRef:
            person = _found(tx, command.member_id)
            # Others at the number may be beyond somebody's limits: they are not shown by it.
            with beyond_limits(tx):
                if person["mobile"] is None or not PeopleStore(tx).apart(person):
                    raise NoHousehold
                tell(tx, DoublesStore(tx).join_household(person["id"]), now)
            audit.record(tx, by, "household-joined", person["id"])
            return MemberRef(member_id=person["id"])

        return once(tx, command.command_id, MemberRef, act)


def _found(tx: Transaction, member_id: UUID) -> Row:
    people = PeopleStore(tx)
    people.take_turns()
    person = people.find(DoublesStore(tx).person_behind(member_id))
    if person is None:
        raise UnknownMember
    return person
