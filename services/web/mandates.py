"""Finding a member in mandate by name, as whoever gives a proxy writes it."""

from __future__ import annotations

from uuid import UUID

from services.web import asking, errors
from shared.contracts.members.statutes import FindMandated, Mandated, Namesake

LONGEST_NAME = 200


def called_so(mandated: Mandated, name: str, *, field: str = "holder", origin: str = "") -> UUID:
    """
    Give the one member in mandate of that name; NobodyCalledSo, SeveralCalledSo.

    From an `origin` that is no place of the staff too many wrong ones are TooManyTries.
    """
    wanted = FindMandated(mandated=mandated, name=name[:LONGEST_NAME], origin=origin)
    found = asking.members().find_mandated(wanted)
    if found.member_id is None:
        refusal = errors.SeveralCalledSo if found.found == "several" else errors.NobodyCalledSo
        raise refusal(field)
    return found.member_id


def chosen(mandated: Mandated, name: str, typed_id: str, *, field: str) -> UUID:
    """Give the one whom somebody of the staff chose among those of a name, else as `called_so`."""
    if typed_id and asking.can("names:read"):
        for one in namesakes(mandated, name):
            if typed_id == str(one.member_id):
                return one.member_id
    try:
        return called_so(mandated, name, field=field)
    except errors.SeveralCalledSo as several:
        if asking.can("names:read"):
            raise errors.SeveralToChoose(field) from several
        raise


def namesakes(mandated: Mandated, name: str) -> list[Namesake]:
    """Give those in mandate who are called so."""
    wanted = FindMandated(mandated=mandated, name=name[:LONGEST_NAME])
    return asking.members().namesakes(wanted).people
