"""
Erasing people: asked, meant for certain, done here, announced, and confirmed by each service.

What is done here is one transaction with the announcement: there is no moment at which a person
is half erased and nobody told.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from services.members import announcements
from services.members.domain.texts import fold
from services.members.errors import NobodyAsked, NotTheirName, UnknownMember
from services.members.operations.own_account import password_again
from services.members.store.doubles import DoublesStore
from services.members.store.erasures import ErasureStore
from services.members.store.held import ids_of
from services.members.store.people import PeopleStore
from shared.contracts.events import EventsErasureConfirmed
from shared.contracts.members import EraseMember, Erasure, ErasureRef, Erasures, FindErasures
from shared.contracts.notifications import ErasureConfirmed
from shared.contracts.wire import CHUNK
from shared.db import audit
from shared.db.database import Database, Transaction, beyond_limits
from shared.errors import InvalidRequest
from shared.messaging import erasure, outbox
from shared.messaging.commands import once

PAGE = 50
TOLD_AGAIN_AFTER = timedelta(hours=1)
"""Longer than a message takes, even one that is put off; parked ones are looked at by people."""

MEANT_WITHIN = timedelta(hours=24)
"""A wish that the person does not say a second time within this is as if never said."""


def erase_member_by_staff(
    db: Database,
    signing_key: bytes,
    command: EraseMember,
    *,
    by: UUID,
    parking_key: str,
    now: datetime,
) -> ErasureRef:
    """Ask for the password once more, and erase; WrongOldPassword, TooManyTries, as below."""
    password_again(db, signing_key, by, command.password, origin=command.origin, now=now)
    return erase_member(db, command, by=by, parking_key=parking_key, now=now)


def erase_member(
    db: Database, command: EraseMember, *, by: UUID, parking_key: str, now: datetime
) -> ErasureRef:
    """Erase somebody on an organiser's word; UnknownMember, NotTheirName."""
    with db.transaction() as tx:

        def act() -> ErasureRef:
            person = PeopleStore(tx).find(DoublesStore(tx).person_behind(command.member_id))
            if person is None:
                raise UnknownMember
            if fold(command.typed) != fold(person["first_name"]):
                raise NotTheirName
            # Whom somebody may erase is erased whole: from sheets and records of others, too.
            with beyond_limits(tx):
                ErasureStore(tx).ask(command.member_id, own=False, by=by, now=now)
                erase(tx, [command.member_id], parking_key=parking_key, now=now)
            audit.record(tx, by, "member-erased", command.member_id)
            return ErasureRef(member_id=command.member_id)

        return once(tx, command.command_id, ErasureRef, act)


def ask_own(tx: Transaction, member_id: UUID, *, now: datetime) -> None:
    """Note a person's own wish, which has to be said twice; UnknownMember."""
    if PeopleStore(tx).find(member_id) is None:
        raise UnknownMember
    ErasureStore(tx).ask(member_id, own=True, now=now)
    audit.record(tx, None, "erasure-asked", member_id)


def confirm_own(tx: Transaction, member_id: UUID, *, parking_key: str, now: datetime) -> None:
    """
    Erase whoever has said so a second time; NobodyAsked. Said again, it changes nothing.

    Who was merged in between has asked by an id that is an alias now.
    """
    asked = ErasureStore(tx).find(ids_of(tx, member_id))
    if asked is None or (asked["announced_at"] is None and asked["asked_at"] < now - MEANT_WITHIN):
        raise NobodyAsked
    if asked["announced_at"] is None:
        erase(tx, [asked["member_id"]], parking_key=parking_key, now=now)
        audit.record(tx, None, "member-erased", member_id)


def erase(tx: Transaction, ids: Sequence[UUID], *, parking_key: str, now: datetime) -> None:
    """
    Take people out of everything that is held here, under all their ids, and tell the others.

    At most 500 ids, those of merged people included.
    """
    PeopleStore(tx).take_turns()
    ids = ErasureStore(tx).with_aliases(ids)
    erasure.bury(tx, ids)
    ErasureStore(tx).erase(ids, now)
    erasure.clear_messages(tx, parking_key, ids)
    outbox.add(tx, announcements.member_erased(ids), urgent=True)


def hear_events(
    tx: Transaction, message: EventsErasureConfirmed, *, parking_key: str, now: datetime
) -> None:
    """Note that events holds nothing of them any more."""
    _obey(tx, message.member_ids, parking_key=parking_key, now=now)
    ErasureStore(tx).confirm_by_events(message.member_ids, now)


def hear_notifications(
    tx: Transaction, message: ErasureConfirmed, *, parking_key: str, now: datetime
) -> None:
    """Note that notifications holds nothing of them any more."""
    _obey(tx, message.member_ids, parking_key=parking_key, now=now)
    ErasureStore(tx).confirm_by_notifications(message.member_ids, now)


def _obey(tx: Transaction, ids: Sequence[UUID], *, parking_key: str, now: datetime) -> None:
    """
    Erase whoever others have erased and who is here all the same.

    That is so when this database was restored from a dump of before the erasure.
    """
    store = ErasureStore(tx)
    if again := store.known_but_not_erased(ids):
        PeopleStore(tx).take_turns()
        for member_id in again:
            # Who wished it, and when, went with the database.
            store.ask(member_id, own=False, now=now)
            audit.record(tx, None, "member-erased", member_id)
        erasure.bury(tx, again)
        store.erase(again, now)
        erasure.clear_messages(tx, parking_key, again)


def tell_again(db: Database, *, now: datetime) -> bool:
    """
    Tell of erasures once more that somebody has not confirmed; True when there may be more.

    Obeying twice changes nothing, and a database that was restored from an older copy, or a
    message that was parked, is so reached at last.
    """
    with db.transaction() as tx:
        store = ErasureStore(tx)
        ids = store.unconfirmed(before=now - TOLD_AGAIN_AFTER, limit=CHUNK)
        if ids:
            store.tell_again(ids, now)
            outbox.add(tx, announcements.member_erased(ids), urgent=True)
        return len(ids) == CHUNK


def erasures(db: Database, request: FindErasures) -> Erasures:
    """Give a page of erasures, the newest first."""
    with db.transaction() as tx:
        rows = ErasureStore(tx).page(_cursor(request.after), PAGE + 1)
    shown = rows[:PAGE]
    following = f"{shown[-1]['asked_at'].isoformat()}~{shown[-1]['member_id']}" if shown else None
    return Erasures(
        erasures=[
            Erasure(
                **{field: row[field] for field in ("member_id", "own", "asked_at")},
                **{field: row[field] for field in ("announced_at", "events_at")},
                notifications_at=row["notifications_at"],
                asked_by=row["asked_by_name"],
                done_at=max(row["events_at"], row["notifications_at"])
                if row["events_at"] and row["notifications_at"]
                else None,
            )
            for row in shown
        ],
        next=following if len(rows) > PAGE else None,
    )


def _cursor(text: str | None) -> tuple[datetime, UUID] | None:
    if text is None:
        return None
    moment, _, member_id = text.partition("~")
    try:
        return datetime.fromisoformat(moment), UUID(member_id)
    except ValueError as error:
        raise InvalidRequest(fields="after") from error
