"""Looking people up, and hearing what they said elsewhere."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from services.members import announcements
from services.members.domain.names import initial
from services.members.domain.phones import read_phone
from services.members.domain.texts import clean, fold, western_digits
from services.members.errors import UnknownMember
from services.members.store.doubles import DoublesStore
from services.members.store.participation import ParticipationStore
from services.members.store.people import PeopleStore, Search
from shared.contracts.members import (
    ConsentLine,
    ContactPoint,
    FindMembers,
    Mandate,
    MemberDetail,
    MemberIds,
    MemberPage,
    MemberRef,
    MemberRow,
    MergedMember,
    Name,
    Named,
    Names,
    Reference,
    SheetOfMembers,
    SheetPerson,
    TakeOutMembers,
    TakingPart,
)
from shared.contracts.notifications import ContactOptedOut, ContactOptInAsked, ContactUnreachable
from shared.contracts.wire import CHUNK
from shared.db import audit
from shared.db.database import Database, Transaction, beyond_limits
from shared.db.limits import current_limits
from shared.errors import InvalidRequest
from shared.messaging import erasure, outbox

PAGE = 50
EVENTS_SHOWN = 100
OWN_OPT_OUT = "own opt-out"
OWN_OPT_IN = "own SMS"
AT_ABOUT_THE_TIME = timedelta(minutes=5)
"""Longer than a change takes from its time to its commit, on clocks that differ."""

FEWEST_DIGITS = 4
"""Fewer digits than these are found in too many numbers to mean one."""

Row = dict[str, Any]

_IN_A_ROW = (
    *("first_name", "last_name", "language", "region", "bodies", "channels", "town", "tags"),
)


def reference(db: Database, association: str) -> Reference:
    """Give what people can be sorted by."""
    with db.transaction() as tx:
        return reference_in(tx, association)


def reference_in(tx: Transaction, association: str) -> Reference:
    """Give it within a transaction."""
    known = PeopleStore(tx).reference()
    named = {kind: [Named(**row) for row in rows] for kind, rows in known.items()}
    return Reference(association=association, **named)


def find_members(db: Database, request: FindMembers) -> MemberPage:
    """Give a page of people by name, and how many there are in all."""
    search = _search(request)
    with db.transaction() as tx:
        store = PeopleStore(tx)
        found = store.page(search, after=_after(request), limit=PAGE + 1)
        total = store.count(search)
    following = str(found[PAGE - 1]["id"]) if len(found) > PAGE else None
    return MemberPage(members=[_row(row) for row in found[:PAGE]], total=total, next=following)


def take_out(db: Database, request: TakeOutMembers, *, by: UUID) -> SheetOfMembers:
    """Give a page of people for a sheet; who takes people along is written down."""
    search = _search(FindMembers(search=request.search, filter=request.filter))
    with db.transaction() as tx:
        store = PeopleStore(tx)
        if request.after is None:
            audit.record(tx, by, "members-taken-out")
        ids = [row["id"] for row in store.page(search, after=request.after, limit=CHUNK + 1)]
        rows = store.sheet_rows(ids[:CHUNK])
    following = ids[CHUNK - 1] if len(ids) > CHUNK else None
    return SheetOfMembers(people=[SheetPerson(**row) for row in rows], next=following)


def member(db: Database, request: MemberRef) -> MemberDetail:
    """Give all that is held of one person, also by an alias's id; UnknownMember."""
    with db.transaction() as tx:
        store, doubles = PeopleStore(tx), DoublesStore(tx)
        person = store.find(doubles.person_behind(request.member_id))
        if person is None:
            raise UnknownMember
        consents = store.consents(person["id"])
        home = person["household_id"]
        household = store.household(person["id"], home) if home else []
        mandates = store.mandates(person["id"])
        participation = ParticipationStore(tx).of(person["id"], limit=EVENTS_SHOWN)
        apart = store.apart(person) if person["mobile"] else []
        all_at_home, all_apart = household, apart
        if current_limits():
            with beyond_limits(tx):
                all_at_home = store.household(person["id"], home) if home else []
                all_apart = store.apart(person) if person["mobile"] else []
        merged = doubles.aliases_of(person["id"])
        double_id = doubles.open_of(person["id"])
    return MemberDetail(
        **{field: person[field] for field in ("first_name", "last_name", "language", "region")},
        **{field: person[field] for field in ("birth_year", "guardian_consent")},
        **{field: person[field] for field in ("guardian_no_on", "guardian_self")},
        **{field: person[field] for field in ("bodies", "axes", "channels", "version", "wish")},
        **{field: person[field] for field in ("town", "gender", "gender_words")},
        **{field: person[field] for field in ("partners", "tags")},
        alternates=person["alternates"],
        came_back_at=person["came_back_at"],
        member_id=person["id"],
        contacts=_contact_points(person),
        consents=[ConsentLine(**line) for line in consents],
        household=[_row(row) for row in household],
        household_elsewhere=len(all_at_home) - len(household),
        mandates=[Mandate(**row) for row in mandates],
        participation=[TakingPart(**row) for row in participation],
        apart=[_row(row) for row in apart],
        apart_elsewhere=len(all_apart) - len(apart),
        is_apart=person["apart_from"] is not None,
        merged=[MergedMember(**row) for row in merged],
        double_id=double_id,
    )


def names(db: Database, request: MemberIds) -> Names:
    """Give the names of at most 500 people; ids that nobody has are left out."""
    return Names(
        names=[
            Name(
                member_id=row["id"],
                first_name=row["first_name"],
                last_name=row["last_name"],
                language=row["language"],
            )
            for row in _named(db, request)
        ]
    )


def first_names(db: Database, request: MemberIds) -> Names:
    """Give no more than what a person's own page greets with: first name and language."""
    return Names(
        names=[
            Name(member_id=row["id"], first_name=row["first_name"], language=row["language"])
            for row in _named(db, request)
        ]
    )


def door_names(db: Database, request: MemberIds) -> Names:
    """Give what is seen of people at the door: the first name, and the last one's initial."""
    return Names(
        names=[
            Name(
                member_id=row["id"],
                first_name=row["first_name"],
                last_name=initial(row["last_name"]),
            )
            for row in _named(db, request)
        ]
    )


def hear_opt_outs(tx: Transaction, message: ContactOptedOut) -> None:
    """
    Write people's own no down; it is not announced back to where it comes from.

    That has silenced the address which it was said of. Of whoever got another one at about the
    same time it may know the consent of before: of them it is told.
    """
    store = PeopleStore(tx)
    store.take_turns()
    store.opt_out(message.member_ids, message.channels, at=message.at, source=OWN_OPT_OUT)
    since = message.at - AT_ABOUT_THE_TIME
    changed = store.new_versions_of_changed(message.member_ids, since=since)
    outbox.add_all(tx, announcements.contacts_changed(store.contacts(changed)), urgent=True)


def hear_opt_ins(tx: Transaction, message: ContactOptInAsked) -> None:
    """Write down that people asked to be told again, from their own phone; it is announced."""
    store = PeopleStore(tx)
    store.take_turns()
    erasure.hold(tx)
    gone = erasure.erased_of(tx, message.member_ids)
    asked = [member_id for member_id in message.member_ids if member_id not in gone]
    store.opt_in(asked, message.channels, at=message.at, source=OWN_OPT_IN)
    store.new_versions(asked, message.at)
    outbox.add_all(tx, announcements.contacts_changed(store.contacts(asked)), urgent=True)


def hear_unreachable(tx: Transaction, message: ContactUnreachable) -> None:
    """
    Write down that mail to people came back: they are told otherwise, or called.

    Said again of the same address it changes nothing, nor does what is said of an address that
    was corrected meanwhile.
    """
    store = PeopleStore(tx)
    store.take_turns()
    if message.channel == "email":
        changed = store.mail_came_back(message.member_ids, message.of_address, message.at)
        outbox.add_all(tx, announcements.contacts_changed(store.contacts(changed)), urgent=True)


def _named(db: Database, request: MemberIds) -> list[Row]:
    if len(request.member_ids) > CHUNK:
        raise InvalidRequest(fields="member_ids")
    with db.transaction() as tx:
        return PeopleStore(tx).names(request.member_ids)


def _search(request: FindMembers) -> Search:
    text = clean(request.search)
    phone = read_phone(text)
    digits = "".join(c for c in western_digits(text) if c.isdigit()).lstrip("0")
    return Search(
        filter=request.filter,
        words=fold(text).split(),
        digits=phone.mobile or phone.landline or (digits if len(digits) >= FEWEST_DIGITS else None),
        written=text.lower() if "@" in text else None,
    )


def _after(request: FindMembers) -> UUID | None:
    # A page that does not exist is the first one: the address came from outside.
    with contextlib.suppress(ValueError):
        return UUID(request.after) if request.after else None
    return None


def _row(row: Row) -> MemberRow:
    return MemberRow(member_id=row["id"], **{field: row[field] for field in _IN_A_ROW})


def _contact_points(person: Row) -> list[ContactPoint]:
    kinds: tuple[Literal["mobile", "landline", "email"], ...] = ("mobile", "landline", "email")
    return [ContactPoint(kind=kind, value=person[kind]) for kind in kinds if person[kind]]
