"""Finding a member in mandate by name, as whoever gives a proxy writes it."""

from __future__ import annotations

from uuid import UUID

from services.web import asking, errors
from shared.contracts.members.statutes import FindMandated, Mandated

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
