"""
Whether two people on record are likely one: a shared number alone never is a reason, and a name
alone neither. Nobody is merged by this; somebody is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from services.members.domain.same_names import likeness

Reason = Literal["same-name", "near-name", "phone", "email", "birth-year", "region", "by-hand"]

MOST_AT_AN_ADDRESS = 20
"""An address that more people have is an office's: it says nothing of who somebody is."""
MOST_OF_A_NAME = 8
"""A name that more people of a region, or of a year, have says nothing either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What two people on record are compared by."""

    id: UUID
    first_name: str
    last_name: str = ""
    region: str | None = None
    birth_year: int | None = None
    gender: str | None = None
    phones: frozenset[str] = frozenset()
    email: str | None = None


def reasons(one: Facts, other: Facts) -> list[Reason]:
    """Say why two may be one person; nothing when they are not likely to be."""
    like = likeness((one.first_name, one.last_name), (other.first_name, other.last_name))
    if like is None or _differ(one.gender, other.gender):
        return []
    shared = _addresses(one, other)
    years_differ = _differ(one.birth_year, other.birth_year)
    if like == "near" and (years_differ or not shared):
        return []
    if not shared and (years_differ or _differ(one.region, other.region)):
        return []
    agreeing = [*shared, *_circumstances(one, other)]
    return [("same-name" if like == "same" else "near-name"), *agreeing] if agreeing else []


def weight(found: Sequence[Reason]) -> int:
    """Say how much speaks for it: the surest pairs are shown first."""
    return sum(_WEIGHTS[reason] for reason in found)


_WEIGHTS: dict[Reason, int] = {
    "same-name": 3,
    "near-name": 0,
    "phone": 6,
    "email": 6,
    "birth-year": 2,
    "region": 1,
    "by-hand": 20,
}


def _addresses(one: Facts, other: Facts) -> list[Reason]:
    found: list[Reason] = ["phone"] if one.phones & other.phones else []
    return [*found, "email"] if one.email and one.email == other.email else found


def _circumstances(one: Facts, other: Facts) -> list[Reason]:
    same_year = one.birth_year and one.birth_year == other.birth_year
    found: list[Reason] = ["birth-year"] if same_year else []
    return [*found, "region"] if one.region and one.region == other.region else found


def _differ(one: object, other: object) -> bool:
    """Tell whether two facts are both known and not the same."""
    return one is not None and other is not None and one != other


# --- Which side's say is kept ----------------------------------------------------------------

FIELDS: dict[str, tuple[str, ...]] = {
    "name": ("first_name", "last_name"),
    "mobile": ("mobile",),
    "landline": ("landline",),
    "email": ("email",),
    "wish": ("wish",),
    "language": ("language",),
    "region": ("region",),
    "town": ("town",),
    "birth_year": ("birth_year",),
    "gender": ("gender",),
    "guardian_consent": ("guardian_consent",),
}
"""What two sides can say differently, and the columns that it stands in."""


def differing(kept: Mapping[str, object], other: Mapping[str, object]) -> list[str]:
    """Give the fields of which the other side says something, and not the same."""
    return [
        field
        for field, columns in FIELDS.items()
        if any(other[c] for c in columns) and any(kept[c] != other[c] for c in columns)
    ]


def missing(kept: Mapping[str, object], other: Mapping[str, object]) -> list[str]:
    """
    Give the fields that only the other side knows, and that are proposed to be taken of it.

    A guardian's consent is not: it protects more not to have one until somebody chooses it.
    """
    return [
        field
        for field in differing(kept, other)
        if field != "guardian_consent" and not any(kept[c] for c in FIELDS[field])
    ]
