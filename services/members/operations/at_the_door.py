"""Somebody at a door who is on no list: walks in and is on record by it, or is looked for."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.members.domain.names import initial
from services.members.domain.phones import read_phone
from services.members.errors import MemberExists, UnknownMember, UnknownWording
from services.members.operations.by_hand import add_member
from services.members.store.own_pages import OwnPageStore
from services.members.store.participation import ParticipationStore
from shared.contracts.members import (
    AddMember,
    ConsentBasis,
    FindAtNumber,
    Name,
    Names,
    PersonForm,
    WalkedIn,
    WalkIn,
)
from shared.db import guesses
from shared.db.database import Database
from shared.db.limits import NO_LIMITS, current_limits, within

MOST_AT_NUMBER = 20
DOOR = "door"
"""Where a consent was given that is given here."""


def welcome(db: Database, command: WalkIn, *, by: UUID, now: datetime) -> WalkedIn:
    """
    Add who came in, or find who is there already; UnusableField, UnknownWording.

    Two who come in under one name without a number are two: both have to be counted. Whoever stands
    before the door is let in wherever they are at home: it is asked for past the limits of who lets
    them in, who learns no more than an id. Somebody new is of the one region that these name.
    """
    regions = current_limits().regions or []
    with within(NO_LIMITS):
        return _welcome(db, command, regions[0] if len(regions) == 1 else None, by=by, now=now)


def _welcome(
    db: Database, command: WalkIn, region: str | None, *, by: UUID, now: datetime
) -> WalkedIn:
    person = PersonForm(
        first_name=command.first_name,
        last_name=command.last_name,
        language=command.language,
        mobile=command.phone,
        region=region,
    )
    consent = _basis(db, command, by)
    adding = AddMember(command_id=command.command_id, person=person, consent=consent)
    try:
        added = add_member(db, adding, by=by, now=now, known_by_name=False)
        return WalkedIn(member_id=added.member_id)
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


def find_at_number(db: Database, request: FindAtNumber, *, by: UUID, now: datetime) -> Names:
    """Find who was invited by a number that they tell; UnknownMember, TooManyTries."""
    with guesses.watched(db, str(by), wrong=UnknownMember, now=now) as tx:
        mobile = read_phone(request.phone).mobile
        found = (
            ParticipationStore(tx).invited_at_number(request.event_id, mobile, limit=MOST_AT_NUMBER)
            if mobile
            else []
        )
        if not found:
            raise UnknownMember
    return Names(
        names=[
            Name(
                member_id=row["id"],
                first_name=row["first_name"],
                last_name=initial(row["last_name"]),
            )
            for row in found
        ]
    )
