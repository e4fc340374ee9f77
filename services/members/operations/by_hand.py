"""Adding and changing one person by hand: who, how they are reached, and their mandates."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from services.members.domain.by_hand import (
    Typed,
    check_basis,
    check_term,
    read_office,
    read_person,
)
from services.members.errors import (
    ChangedMeanwhile,
    LaterNo,
    MandateExists,
    MemberExists,
    OwnNoStands,
    UnknownMandate,
    UnknownMember,
)
from services.members.operations.telling import tell
from services.members.store.by_hand import ByHandStore
from services.members.store.households import HouseholdStore
from services.members.store.people import PeopleStore
from shared.contracts.members import (
    AddMandate,
    AddMember,
    ChangeMember,
    EndMandate,
    MailWorksAgain,
    MemberRef,
    PersonForm,
    RecordConsent,
    RemoveMandate,
)
from shared.db import audit
from shared.db.database import Database, Transaction, beyond_limits
from shared.errors import InvalidRequest
from shared.ids import new_id
from shared.messaging.commands import once

ZONE = ZoneInfo("Africa/Casablanca")

Row = dict[str, Any]


def add_member(
    db: Database, command: AddMember, *, by: UUID, now: datetime, known_by_name: bool = True
) -> MemberRef:
    """
    Add a person, with a consent or without; MemberExists, UnusableField.

    Unless they are `known_by_name`, who has no number and no address is somebody new.
    """
    with db.transaction() as tx:

        def act() -> MemberRef:
            person_id = new_id()
            person = _read(tx, command.person, now, but=None, known_by_name=known_by_name)
            store = ByHandStore(tx)
            store.add(person_id, person)
            if command.consent:
                check_basis(command.consent, _today(now))
                store.add_consents(person_id, command.consent, at=_start_of(command.consent.day))
            audit.record(tx, by, "member-added", person_id)
            _tell(tx, [person_id], _numbers(person), now)
            return MemberRef(member_id=person_id)

        return once(tx, command.command_id, MemberRef, act)


def change_member(db: Database, command: ChangeMember, *, by: UUID, now: datetime) -> MemberRef:
    """
    Change a person from the state that was on the screen.

    Refused with ChangedMeanwhile when that is not the state any more: whoever typed sees what
    was changed, and nobody's change is written over unseen.
    """

    def change(tx: Transaction, held: Row) -> tuple[list[str], Iterable[str]]:
        if held["version"] != command.version:
            raise ChangedMeanwhile
        person = _read(tx, command.person, now, but=command.member_id)
        fields = person.changes(held)
        if fields:
            ByHandStore(tx).change(command.member_id, person)
        # Those at the number of before keep their household: a number has it for ever.
        return [f"member-changed:{field}" for field in fields], _numbers(person)

    return _on_person(db, command, change, by=by, now=now)


def record_consent(db: Database, command: RecordConsent, *, by: UUID, now: datetime) -> MemberRef:
    """Write a person's consent down, with what it rests on; OwnNoStands, LaterNo."""
    check_basis(command.consent, _today(now))
    day = _start_of(command.consent.day)

    def record(tx: Transaction, _: Row) -> tuple[list[str], Iterable[str]]:
        noes = ByHandStore(tx).noes_that_stand(command.member_id, command.consent.channels, at=day)
        if any(no["own"] for no in noes):
            raise OwnNoStands
        if noes:
            raise LaterNo
        ByHandStore(tx).add_consents(command.member_id, command.consent, at=day)
        return ["consent-recorded"], ()

    return _on_person(db, command, record, by=by, now=now)


def mail_works_again(
    db: Database, command: MailWorksAgain, *, by: UUID, now: datetime
) -> MemberRef:
    """Let mail be sent again to a person whose mail came back; until it comes back once more."""

    def revive(tx: Transaction, _: Row) -> tuple[list[str], Iterable[str]]:
        revived = ByHandStore(tx).mail_works_again(command.member_id, now)
        return (["mail-works-again"] if revived else []), ()

    return _on_person(db, command, revive, by=by, now=now)


def add_mandate(db: Database, command: AddMandate, *, by: UUID, now: datetime) -> MemberRef:
    """Let a person into a body; MandateExists, MandateEndsFirst."""
    check_term(command.begins_on, command.ends_on)
    office = read_office(command.office)

    def add(tx: Transaction, _: Row) -> tuple[list[str], Iterable[str]]:
        if command.body not in {row["code"] for row in PeopleStore(tx).reference()["bodies"]}:
            raise InvalidRequest(fields="body")
        added = ByHandStore(tx).add_mandate(
            command.member_id,
            command.body,
            office=office,
            begins_on=command.begins_on,
            ends_on=command.ends_on,
        )
        if not added:
            raise MandateExists
        return ["mandate-added"], ()

    return _on_person(db, command, add, by=by, now=now)


def end_mandate(db: Database, command: EndMandate, *, by: UUID, now: datetime) -> MemberRef:
    """Let a mandate end; UnknownMandate, MandateEndsFirst."""

    def end(tx: Transaction, _: Row) -> tuple[list[str], Iterable[str]]:
        mandate = _mandate(tx, command)
        check_term(mandate["begins_on"], command.ends_on)
        ByHandStore(tx).end_mandate(command.mandate_id, command.ends_on)
        return ["mandate-ended"], ()

    return _on_person(db, command, end, by=by, now=now)


def remove_mandate(db: Database, command: RemoveMandate, *, by: UUID, now: datetime) -> MemberRef:
    """Take a mandate away as if it had never been; UnknownMandate."""

    def remove(tx: Transaction, _: Row) -> tuple[list[str], Iterable[str]]:
        _mandate(tx, command)
        ByHandStore(tx).remove_mandate(command.mandate_id)
        return ["mandate-removed"], ()

    return _on_person(db, command, remove, by=by, now=now)


PersonCommand = (
    ChangeMember | RecordConsent | MailWorksAgain | AddMandate | EndMandate | RemoveMandate
)
Change = Callable[[Transaction, Row], tuple[list[str], Iterable[str]]]
"""Does the change, and says what was done, for the audit, and which numbers it touched."""


def _on_person(
    db: Database, command: PersonCommand, change: Change, *, by: UUID, now: datetime
) -> MemberRef:
    """Change one person under the people's lock, once; write down what was done, and tell it."""
    with db.transaction() as tx:

        def act() -> MemberRef:
            PeopleStore(tx).take_turns()
            held = ByHandStore(tx).lock(command.member_id)
            if held is None:
                raise UnknownMember
            done, numbers = change(tx, held)
            for action in done:
                audit.record(tx, by, action, command.member_id)
            if done:
                _tell(tx, [command.member_id], numbers, now)
            return MemberRef(member_id=command.member_id)

        return once(tx, command.command_id, MemberRef, act)


def _read(
    tx: Transaction,
    form: PersonForm,
    now: datetime,
    *,
    but: UUID | None,
    known_by_name: bool = True,
) -> Typed:
    """Read a form against what is known, once it is our turn; MemberExists."""
    people = PeopleStore(tx)
    people.take_turns()
    known = {kind: {row["code"] for row in rows} for kind, rows in people.reference().items()}
    person = read_person(form, known, _today(now))
    same = ByHandStore(tx).same_as(person, but=but, by_name=known_by_name)
    if same:
        raise MemberExists(member_id=str(same))
    return person


def _mandate(tx: Transaction, command: EndMandate | RemoveMandate) -> Row:
    found = ByHandStore(tx).find_mandate(command.member_id, command.mandate_id)
    if found is None:
        raise UnknownMandate
    return found


def _numbers(person: Typed) -> Collection[str]:
    return [person.mobile] if person.mobile else []


def _tell(tx: Transaction, ids: list[UUID], numbers: Iterable[str], now: datetime) -> None:
    """Tell how people are reached now: these, and whoever came into a household by it."""
    # Whoever is at the number shares a household, also beyond the limits of who typed it.
    with beyond_limits(tx):
        touched = {*ids, *HouseholdStore(tx).join(ids, mobiles=list(numbers))}
        tell(tx, sorted(touched), now)


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, ZONE).astimezone(UTC)


def _today(now: datetime) -> date:
    return now.astimezone(ZONE).date()
