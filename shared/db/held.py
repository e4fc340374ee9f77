"""What a database holds of one person, as text: rows of the service's own queries, by kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from shared.contracts.persons import HeldRows, PersonData


def person_data(service: str, kinds: Mapping[str, Iterable[Mapping[str, Any]]]) -> PersonData:
    """Put rows into words: what is empty is left out, a kind without rows too."""
    held = (
        HeldRows(kind=kind, rows=[told for row in rows if (told := _told(row))])
        for kind, rows in kinds.items()
    )
    return PersonData(service=service, held=[each for each in held if each.rows])


def _told(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: _text(value) for name, value in row.items() if value not in (None, "", [])}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return value.isoformat() if isinstance(value, datetime) else str(value)
