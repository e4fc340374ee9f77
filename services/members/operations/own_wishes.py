"""What the holder of a link asks about their own data: to see all of it, and to be erased."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.members.domain.rights import OWN_DATA
from services.members.operations import erasing
from services.members.operations.own_data import data_of
from services.members.operations.own_links import behind, names_of, watched
from services.members.operations.people import reference_in
from services.members.operations.vault import sealed_of
from services.members.store.held import ids_of
from shared.contracts.members import (
    AskOwnErasure,
    ConfirmOwnErasure,
    ErasureRef,
    OwnData,
    OwnLinkRef,
)
from shared.db.database import Database
from shared.db.held import person_data
from shared.edge.actors import sign
from shared.messaging.commands import once


def own_data(
    db: Database,
    vault: Database,
    signing_key: bytes,
    association: str,
    wish: OwnLinkRef,
    *,
    now: datetime,
) -> OwnData:
    """
    Give a person behind a link all that is held here, and write it down; LinkNotGood.

    What is in the vault is not said, and that something is only where the link is nobody else's.
    """
    with watched(db, wish.origin, now) as tx:
        people = behind(tx, wish.link, wish.member_id, now)
        person = people[0]
        data = data_of(tx, person["id"], by=None)
        ids = ids_of(tx, person["id"])
        reference = reference_in(tx, association)
    if len(people) == 1:
        sealed = person_data("members", {"sealed": sealed_of(vault, person["id"], ids)})
        data = replace(data, held=[*data.held, *sealed.held])
    token = sign(signing_key, staff_id=person["id"], role="person", scopes=OWN_DATA, now=now)
    return OwnData(
        member_id=person["id"],
        first_name=person["first_name"],
        language=person["language"],
        data=data,
        reference=reference,
        token=token,
        people=names_of(people),
    )


def ask_erasure(db: Database, wish: AskOwnErasure, *, now: datetime) -> ErasureRef:
    """Note that a person behind a link wishes to be erased; LinkNotGood."""
    with watched(db, wish.origin, now) as tx:
        person_id: UUID = behind(tx, wish.link, wish.member_id, now)[0]["id"]
        erasing.ask_own(tx, person_id, now=now)
    return ErasureRef(member_id=person_id)


def confirm_erasure(
    db: Database, wish: ConfirmOwnErasure, *, parking_key: str, now: datetime
) -> ErasureRef:
    """Erase whoever says so a second time; LinkNotGood, NobodyAsked."""
    with watched(db, wish.origin, now) as tx:

        def act() -> ErasureRef:
            person_id: UUID = behind(tx, wish.link, wish.member_id, now)[0]["id"]
            erasing.confirm_own(tx, person_id, parking_key=parking_key, now=now)
            return ErasureRef(member_id=person_id)

        # Looked for first: a link does not outlive whoever it led to.
        return once(tx, wish.command_id, ErasureRef, act)
