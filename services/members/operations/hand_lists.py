"""Lists by hand: begun, filled, emptied, read; and what else a rule can name."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.members.domain.texts import LONGEST_LINE, clean
from services.members.errors import StillUsed, UnknownHandList
from services.members.operations.people import PAGE
from services.members.store.hand_lists import HandListStore
from shared.contracts.members import (
    FindOnHandList,
    HandList,
    HandListPage,
    HandLists,
    HandListsOf,
    MemberRow,
    Named,
    PutOnHandList,
    RemoveHandList,
    RenameHandList,
    SaveHandList,
    Sortings,
)
from shared.contracts.wire import CHUNK
from shared.db import audit
from shared.db.database import Database
from shared.errors import InvalidRequest, NotAllowed
from shared.ids import new_id
from shared.messaging.commands import once

ABOUT_TO_BE_SENT = timedelta(days=1)
"""What was chosen for one event counts as an audience for so long: it may be sent any moment."""

SHOWN = 500
"""The most lists, and the most tags, that can be chosen from."""


def sortings(db: Database) -> Sortings:
    """Give what a rule can name beside bodies, axes and regions."""
    with db.transaction() as tx:
        store = HandListStore(tx)
        partners, tags = store.sortings(SHOWN)
        lists = store.all(SHOWN)
    return Sortings(
        partners=[Named(**row) for row in partners],
        tags=[Named(**row) for row in tags],
        lists=[HandList(**row) for row in lists],
    )


def save_hand_list(db: Database, command: SaveHandList, *, by: UUID) -> HandList:
    """Begin a list."""
    name = _name(command.name)
    begun = HandList(list_id=new_id(), name=name)
    with db.transaction() as tx:

        def save() -> HandList:
            HandListStore(tx).add(begun.list_id, name, by=by)
            audit.record(tx, by, "hand-list-begun", begun.list_id)
            return begun

        return once(tx, command.command_id, HandList, save)


def rename_hand_list(db: Database, command: RenameHandList, *, by: UUID) -> HandList:
    """Call a list something else; UnknownHandList, NotAllowed where others made it."""
    name = _name(command.name)
    with db.transaction() as tx:
        store = HandListStore(tx)

        def rename() -> HandList:
            if _found(store, command.list_id).name != name:
                store.rename(command.list_id, name)
                audit.record(tx, by, "hand-list-renamed", command.list_id)
            return _found(store, command.list_id)

        return once(tx, command.command_id, HandList, rename)


def remove_hand_list(db: Database, command: RemoveHandList, *, by: UUID, now: datetime) -> HandList:
    """
    Take a list away; UnknownHandList, StillUsed with the names of the audiences that name it.

    An audience without its list would mean others than it says: *none of these* would mean
    everybody. NotAllowed where others made it, and where there is somebody on it beyond a reach.
    """
    with db.transaction() as tx:
        store = HandListStore(tx)

        def remove() -> HandList:
            gone = _found(store, command.list_id)
            names = store.named_by(command.list_id, since=now - ABOUT_TO_BE_SENT)
            if names:
                raise StillUsed(audiences=" · ".join(names))
            if not store.remove(command.list_id):
                raise NotAllowed
            audit.record(tx, by, "hand-list-removed", command.list_id)
            return gone

        return once(tx, command.command_id, HandList, remove)


def put_on_hand_list(db: Database, command: PutOnHandList, *, by: UUID) -> HandList:
    """Put people on a list, or take them off; UnknownHandList."""
    if len(command.member_ids) > CHUNK:
        raise InvalidRequest(fields="member_ids")
    with db.transaction() as tx:
        store = HandListStore(tx)

        def put() -> HandList:
            _found(store, command.list_id)
            act, done = (
                (store.take_off, "taken-off-hand-list")
                if command.off
                else (store.put_on, "put-on-hand-list")
            )
            if act(command.list_id, command.member_ids):
                audit.record(tx, by, done, command.list_id)
            return _found(store, command.list_id)

        return once(tx, command.command_id, HandList, put)


def hand_lists_of(db: Database, request: HandListsOf) -> HandLists:
    """Give the lists that a person is on."""
    with db.transaction() as tx:
        rows = HandListStore(tx).of(request.member_id)
    return HandLists(lists=[HandList(**row) for row in rows])


def hand_list(db: Database, request: FindOnHandList) -> HandListPage:
    """Give a page of the people of a list; UnknownHandList."""
    with db.transaction() as tx:
        store = HandListStore(tx)
        found = _found(store, request.list_id)
        rows = store.people(request.list_id, after=request.after, limit=PAGE + 1)
    shown = rows[:PAGE]
    return HandListPage(
        hand_list=found,
        members=[_row(row) for row in shown],
        next=shown[-1]["id"] if len(rows) > PAGE else None,
    )


def _name(typed: str) -> str:
    name = clean(typed)
    if not 0 < len(name) <= LONGEST_LINE:
        raise InvalidRequest(fields="name")
    return name


def _found(store: HandListStore, list_id: UUID) -> HandList:
    row = store.find(list_id)
    if row is None:
        raise UnknownHandList
    return HandList(**row)


def _row(row: dict[str, Any]) -> MemberRow:
    kept = ("first_name", "last_name", "language", "region", "bodies", "channels")
    return MemberRow(member_id=row["id"], **{field: row[field] for field in kept})
