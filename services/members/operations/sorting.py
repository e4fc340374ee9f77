"""The lists that people are sorted by: bodies, axes, partners and tags, kept by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from services.members.domain.sorting import code_of, read_names, refuse_taken
from services.members.errors import NameTaken, StillUsed, UnknownThing
from services.members.store.people import PeopleStore
from services.members.store.sorting import SortingStore
from shared.contracts.members import (
    AddThing,
    RemoveThing,
    RenameThing,
    Thing,
    Things,
    ThingsOfKind,
)
from shared.db import audit
from shared.db.database import Database
from shared.errors import NotAllowed
from shared.messaging.commands import once

Lines = dict[str, dict[str, Any]]


def things(db: Database, request: ThingsOfKind) -> Things:
    """Give the lines of a list, and which of them are used."""
    with db.transaction() as tx:
        rows = SortingStore(tx).things(request.kind)
    return Things(things=[Thing(**row) for row in rows])


def add_thing(db: Database, command: AddThing, *, by: UUID) -> ThingsOfKind:
    """Add a line; NamesMissing, NameTaken."""
    names = read_names(command.kind, command.names)
    code = code_of(command.kind, names)

    def add(store: SortingStore, lines: Lines) -> None:
        refuse_taken(names, [(each, line["names"]) for each, line in lines.items()])
        if code in lines:
            raise NameTaken
        store.add(command.kind, code, names)

    return _change(db, command, add, by=by, action="added")


def rename_thing(db: Database, command: RenameThing, *, by: UUID) -> ThingsOfKind:
    """
    Give a line other names; its code, by which it is known elsewhere, stays.

    NotAllowed, as for taking it away, for whoever does not reach as far as who added it.
    """
    names = read_names(command.kind, command.names)

    def rename(store: SortingStore, lines: Lines) -> None:
        _there(lines, command.code)
        others = [(each, line["names"]) for each, line in lines.items() if each != command.code]
        refuse_taken(names, others)
        store.rename(command.kind, command.code, names)

    return _change(db, command, rename, by=by, action="renamed")


def remove_thing(db: Database, command: RemoveThing, *, by: UUID) -> ThingsOfKind:
    """Take away a line that nobody uses; StillUsed."""

    def remove(store: SortingStore, lines: Lines) -> None:
        if _there(lines, command.code)["used"]:
            raise StillUsed
        if not store.remove(command.kind, command.code):
            raise NotAllowed

    return _change(db, command, remove, by=by, action="removed")


def _change(
    db: Database,
    command: AddThing | RenameThing | RemoveThing,
    act: Callable[[SortingStore, Lines], None],
    *,
    by: UUID,
    action: str,
) -> ThingsOfKind:
    """Change a list while nobody gives its lines to people: imports and forms wait their turn."""
    with db.transaction() as tx:

        def change() -> ThingsOfKind:
            PeopleStore(tx).take_turns()
            store = SortingStore(tx)
            act(store, {row["code"]: row for row in store.things(command.kind)})
            audit.record(tx, by, f"{command.kind}-{action}")
            return ThingsOfKind(kind=command.kind)

        return once(tx, command.command_id, ThingsOfKind, change)


def _there(lines: Lines, code: str) -> dict[str, Any]:
    if code not in lines:
        raise UnknownThing
    return lines[code]
