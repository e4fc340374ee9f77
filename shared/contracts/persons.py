"""What a service holds of one person, told to that person or to whoever answers for them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.wire import Wire


@dataclass(frozen=True, kw_only=True)
class PersonRef(Wire):
    member_id: UUID


@dataclass(frozen=True, kw_only=True)
class HeldRows(Wire):
    """Rows of one kind, each as its fields' names and values; `kind` is a code."""

    kind: str
    rows: list[dict[str, str]]


@dataclass(frozen=True, kw_only=True)
class PersonData(Wire):
    """All that one service holds of one person."""

    service: str
    held: list[HeldRows]
