"""What a row of a sheet changes of a person, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from services.web.languages import current
from services.web.words import word
from shared.contracts.members import FieldChange, Reference

SPOKEN = {
    "language": "language",
    "wish": "wish",
    "gender": "gender",
    "sms_consent": "consent",
    "email_consent": "consent",
}
"""Fields whose values are codes that have words."""

NAMED = {"region": "regions", "body": "bodies", "axis": "axes"}
"""Fields whose values are codes that the association has names for."""

LEFT_TO_RIGHT = frozenset({"mobile", "landline", "email", "alternate", "birth_year"})


@dataclass(frozen=True, kw_only=True)
class Change:
    """A field, and what it was and will be; empty where there was or will be nothing."""

    field: str
    old: str
    new: str
    direction: str


def shown(change: FieldChange, reference: Reference | None) -> Change:
    """Say a change as a reader understands it."""
    return Change(
        field=word("field", change.field),
        old=_value(change.field, change.old, reference),
        new=_value(change.field, change.new, reference),
        direction="ltr" if change.field in LEFT_TO_RIGHT else "auto",
    )


def _value(field: str, value: str | None, reference: Reference | None) -> str:
    if not value:
        return ""
    if field in SPOKEN:
        return word(SPOKEN[field], value)
    if field in NAMED and reference is not None:
        for thing in getattr(reference, NAMED[field]):
            if thing.code == value:
                return str(thing.names.get(current()) or thing.names.get("fr") or value)
    return value
