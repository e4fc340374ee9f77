"""
Two who are one person: proposed, merged by somebody, and taken apart again.

A merge is an alias: nothing of either side is lost by it. What one side lends the other, the
fields that were chosen of it and what it belongs to, goes back when the alias is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.members import announcements
from services.members.domain.doubles import FIELDS, differing, missing
from services.members.errors import DoubleDecided, NotMerged, UnknownDouble, UnknownMember
from services.members.store.doubles import DoublesStore
from services.members.store.people import PeopleStore
from shared.contracts.members import (
    DoubleRef,
    Doubles,
    DoubleSide,
    FindDoubles,
    LikelyDouble,
    MemberRef,
    MergeDoubles,
    ProposeDouble,
    SeparateMember,
)
from shared.db import audit
from shared.db.database import Database, Transaction
from shared.errors import InvalidRequest
from shared.messaging import outbox
from shared.messaging.commands import once

PAGE = 20

Row = dict[str, Any]


def doubles(db: Database, request: FindDoubles) -> Doubles:
    """Give a page of pairs that wait for somebody's decision, and how many do in all."""
    with db.transaction() as tx:
        store = DoublesStore(tx)
        found = store.page(after=request.after, limit=PAGE + 1)
        shown = found[:PAGE]
        sides = store.sides([row[side] for row in shown for side in ("one_id", "other_id")])
        total = store.count()
    following = shown[-1]["id"] if len(found) > PAGE else None
    return Doubles(doubles=[_pair(row, sides) for row in shown], total=total, next=following)


def double(db: Database, request: DoubleRef) -> LikelyDouble:
    """Give one pair; UnknownDouble, DoubleDecided."""
    with db.transaction() as tx:
        store = DoublesStore(tx)
        row = _open(store, request.double_id)
        return _pair(row, store.sides([row["one_id"], row["other_id"]]))


def propose(db: Database, command: ProposeDouble, *, by: UUID) -> DoubleRef:
    """
    Lay two beside each other whom somebody holds for one person; UnknownMember, DoubleDecided.

    Also two who were said to be two: it is somebody who asks again, and not the machine.
    """
    with db.transaction() as tx:

        def act() -> DoubleRef:
            store = DoublesStore(tx)
            PeopleStore(tx).take_turns()
            ids = sorted({store.person_behind(i) for i in (command.one_id, command.other_id)})
            if len(ids) != len(store.sides(ids)):
                raise UnknownMember
            if len(ids) == 1:
                raise DoubleDecided
            audit.record(tx, by, "double-proposed", ids[0])
            return DoubleRef(double_id=store.propose(ids[0], ids[1]))

        return once(tx, command.command_id, DoubleRef, act)


def merge(db: Database, command: MergeDoubles, *, by: UUID, now: datetime) -> MemberRef:
    """Make one side an alias of the one that was on record first; UnknownDouble, DoubleDecided."""
    if not set(command.take) <= set(FIELDS):
        raise InvalidRequest(fields="take")
    with db.transaction() as tx:

        def act() -> MemberRef:
            store = DoublesStore(tx)
            PeopleStore(tx).take_turns()
            pair = _open(store, command.double_id)
            kept, other = store.sides([pair["one_id"], pair["other_id"]])
            before = store.as_it_stands(kept)
            store.take_fields(to=kept, of=other, fields=command.take)
            taken = store.as_it_stands(kept)
            changed = [name for name in before if before[name] != taken[name]]
            lent = {
                **store.lend(to=kept, of=other),
                "before": {name: before[name] for name in changed},
                "taken": {name: taken[name] for name in changed},
            }
            store.add_alias(other, kept, lent, by=by, now=now)
            store.decide(pair["id"], "merged", by=by, now=now)
            _announce(tx, [kept, other], now)
            audit.record(tx, by, "member-merged", kept)
            return MemberRef(member_id=kept)

        return once(tx, command.command_id, MemberRef, act)


def not_the_same(db: Database, command: DoubleRef, *, by: UUID, now: datetime) -> DoubleRef:
    """Remember that two are two, for ever; UnknownDouble, DoubleDecided."""
    if command.command_id is None:
        raise InvalidRequest(fields="command_id")
    with db.transaction() as tx:

        def act() -> DoubleRef:
            store = DoublesStore(tx)
            pair = _open(store, command.double_id)
            store.decide(pair["id"], "not_the_same", by=by, now=now)
            audit.record(tx, by, "members-not-the-same", pair["one_id"])
            return DoubleRef(double_id=pair["id"])

        return once(tx, command.command_id, DoubleRef, act)


def separate(db: Database, command: SeparateMember, *, by: UUID, now: datetime) -> MemberRef:
    """Drop an alias: both people are again as they were; NotMerged."""
    with db.transaction() as tx:

        def act() -> MemberRef:
            store = DoublesStore(tx)
            PeopleStore(tx).take_turns()
            alias = store.find_alias(command.alias_id)
            if alias is None:
                raise NotMerged
            lent = alias["lent"]
            store.give_back(alias["into_id"], lent)
            store.give_fields_back(alias["into_id"], before=lent["before"], taken=lent["taken"])
            store.drop_alias(command.alias_id)
            store.reopen(command.alias_id)
            store.note_to_compare([command.alias_id, alias["into_id"]])
            _announce(tx, [alias["person_id"], alias["into_id"], command.alias_id], now)
            person = store.sides([command.alias_id])[command.alias_id]
            outbox.add(tx, announcements.unmerged(person), urgent=True)
            audit.record(tx, by, "member-unmerged", alias["person_id"])
            return MemberRef(member_id=command.alias_id)

        return once(tx, command.command_id, MemberRef, act)


def _announce(tx: Transaction, ids: Sequence[UUID], now: datetime) -> None:
    """Tell how these people are reached now, and which other ids are theirs."""
    store, people = DoublesStore(tx), PeopleStore(tx)
    people.new_versions(ids, now)
    outbox.add_all(tx, announcements.merged(store.announced(ids)), urgent=True)
    outbox.add_all(tx, announcements.contacts_changed(people.contacts(ids)), urgent=True)


def _open(store: DoublesStore, double_id: UUID) -> Row:
    pair = store.find(double_id)
    if pair is None:
        raise UnknownDouble
    ids = (pair["one_id"], pair["other_id"])
    if pair["state"] != "open" or any(store.person_behind(each) != each for each in ids):
        raise DoubleDecided
    return pair


def _pair(row: Row, sides: dict[UUID, Row]) -> LikelyDouble:
    kept, other = [
        side for side in sides.values() if side["id"] in (row["one_id"], row["other_id"])
    ]
    return LikelyDouble(
        double_id=row["id"],
        reasons=row["reasons"],
        kept=_side(kept),
        other=_side(other),
        differing=differing(kept, other),
        chosen_of_other=missing(kept, other),
    )


def _side(row: Row) -> DoubleSide:
    fields = (
        *("first_name", "last_name", "language", "wish", "region", "town", "birth_year"),
        *("guardian_consent", "guardian_no_on", "gender"),
        *("mobile", "landline", "email", "bodies"),
    )
    return DoubleSide(
        member_id=row["id"],
        consents=row["consents"] or {},
        **{field: row[field] for field in fields},
    )
