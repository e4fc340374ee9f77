"""What the statutes say of a body, and who of its members is called so."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.members.domain import statutes
from services.members.domain.same_names import likeness, name_skeleton
from services.members.domain.texts import LONGEST_LINE, fold
from services.members.errors import UnknownMember
from services.members.errors.statutes import UnknownBody
from services.members.store.statutes import StatutesStore
from shared.contracts.members.statutes import (
    BodyRef,
    BodyStatutes,
    FindMandated,
    MandatedFound,
    Namesake,
    Namesakes,
    WriteStatutes,
)
from shared.db import audit, guesses
from shared.db.database import Database
from shared.messaging.commands import once

FEWEST_WORDS = 2
MOST_NAMESAKES = 20
"""One word of a name may be anybody's."""


def statutes_of(db: Database, request: BodyRef) -> BodyStatutes:
    """Give what the statutes say of a body; UnknownBody."""
    with db.transaction() as tx:
        return _known(StatutesStore(tx).find(request.body))


def write_statutes(db: Database, command: WriteStatutes, *, by: UUID) -> BodyStatutes:
    """Write down what the statutes say; what was convened before keeps what they said then."""
    said = statutes.checked(command.statutes)
    with db.transaction() as tx:

        def write() -> BodyStatutes:
            store = StatutesStore(tx)
            _known(store.find(command.body))
            store.write(command.body, said)
            audit.record(tx, by, "statutes-written", detail=command.body)
            return _known(store.find(command.body))

        return once(tx, command.command_id, BodyStatutes, write)


def find_mandated(db: Database, request: FindMandated, *, now: datetime) -> MandatedFound:
    """
    Say whether one member in mandate is called so.

    Nothing but the id is told, and only when the name fits one alone: whoever asks knows it.
    TooManyTries for a place that asks for many whom nobody is called.
    """
    words = fold(request.name[:LONGEST_LINE]).split()
    if len(words) < FEWEST_WORDS:
        return MandatedFound(found="none")
    try:
        known = _called_so(db, request, words, now)
    except UnknownMember:
        return MandatedFound(found="none")
    if len(known) == 1:
        return MandatedFound(found="one", member_id=known[0])
    return MandatedFound(found="several")


def namesakes(db: Database, request: FindMandated) -> Namesakes:
    """Give the members in mandate who are called so, for the staff to choose among."""
    words = fold(request.name[:LONGEST_LINE]).split()
    if len(words) < FEWEST_WORDS:
        return Namesakes(people=[])
    with db.transaction() as tx:
        store = StatutesStore(tx)
        known = store.called_so(request.mandated, words, MOST_NAMESAKES)
        ids = known or _sounding(store, request, most=MOST_NAMESAKES)
        return Namesakes(people=[Namesake(**row) for row in store.namesakes(ids)])


def _called_so(db: Database, request: FindMandated, words: list[str], now: datetime) -> list[UUID]:
    with guesses.watched(db, request.origin, wrong=UnknownMember, now=now) as tx:
        store = StatutesStore(tx)
        known = store.called_so(request.mandated, words) or _sounding(store, request)
        if not known:
            raise UnknownMember
        return known


def _sounding(store: StatutesStore, request: FindMandated, *, most: int = 2) -> list[UUID]:
    """Find a name in another script or spelling, as at the door: Karima, كريمة."""
    typed = request.name[:LONGEST_LINE]
    rows = store.sounding_so(request.mandated, name_skeleton("", typed))
    alike = [
        row["id"]
        for row in rows
        if likeness(("", typed), (row["first_name"], row["last_name"])) == "same"
    ]
    return alike[:most]


def _known(found: BodyStatutes | None) -> BodyStatutes:
    if found is None:
        raise UnknownBody
    return found
