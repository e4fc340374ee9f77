"""Cutting an audience into pages that never split a household."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from shared.contracts.wire import CHUNK


@dataclass(frozen=True, kw_only=True)
class Person:
    """A person of an audience; people with one `group` are a household."""

    group: UUID
    person_id: UUID
    household_id: UUID | None
    refused: str | None


@dataclass(frozen=True, kw_only=True)
class Page:
    """The people of a page, and whether it is the last."""

    people: list[Person]
    is_last: bool


def cut(people: Sequence[Person], *, size: int = CHUNK) -> Page | None:
    """
    Cut the next page out of what comes next, ordered by group.

    Looks at `size` people and the one after them. None when the first household alone is larger
    than a page: then it is a page by itself, and has to be fetched whole.
    """
    if len(people) <= size:
        return Page(people=list(people), is_last=True)
    border = people[size].group
    whole = [person for person in people[:size] if person.group != border]
    return Page(people=whole, is_last=False) if whole else None
