"""Somebody comes in at a door without having been invited, and is on record by it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.members.errors import MemberExists, UnknownWording
from services.members.operations.by_hand import add_member
from services.members.store.own_pages import OwnPageStore
from shared.contracts.members import AddMember, ConsentBasis, PersonForm, WalkedIn, WalkIn
from shared.db.database import Database

DOOR = "door"
"""Where a consent was given that is given here."""


def welcome(db: Database, command: WalkIn, *, by: UUID, now: datetime) -> WalkedIn:
    """Add who came in, or find who is there already; UnusableField, UnknownWording."""
    person = PersonForm(
        first_name=command.first_name,
        last_name=command.last_name,
        language=command.language,
        mobile=command.phone,
    )
    consent = _basis(db, command, by)
    adding = AddMember(command_id=command.command_id, person=person, consent=consent)
    try:
        return WalkedIn(member_id=add_member(db, adding, by=by, now=now).member_id)
    except MemberExists as known:
        # A consent of theirs stays as it was: the door cannot tell that it is them.
        return WalkedIn(member_id=UUID(str(known.detail["member_id"])))


def _basis(db: Database, command: WalkIn, by: UUID) -> ConsentBasis | None:
    said = command.agreed
    if said is None or not command.phone.strip():
        return None
    with db.transaction() as tx:
        words = OwnPageStore(tx).wording(said.channel, said.language, said.version)
    if words is None:
        raise UnknownWording
    return ConsentBasis(
        channels=[said.channel],
        wording=words["text"],
        source=DOOR,
        day=command.day,
        collector=str(by),
    )
