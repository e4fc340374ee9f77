"""What somebody sees and changes of their own account."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from services.members.errors import WrongOldPassword
from services.members.operations import sessions
from services.members.operations.account_news import tell_owner
from services.members.operations.trying import PASSWORD, Try, count_try
from services.members.passwords import fits, hashed
from services.members.store.safety import SafetyStore
from services.members.store.staff import StaffStore
from shared.contracts.members import (
    ChangePassword,
    ChooseLanguage,
    EndSession,
    OwnAccount,
    OwnAddress,
    OwnSession,
    SessionRef,
)
from shared.db import audit
from shared.db.database import Database
from shared.edge.addresses import ProvenAddress, prove

Row = dict[str, Any]


def own_account(db: Database, ref: SessionRef, *, now: datetime) -> OwnAccount:
    """Show somebody their account, and where they are signed in."""
    with db.transaction() as tx:
        account = sessions.held(tx, ref.session, now)
        open_ones = StaffStore(tx).sessions_of(
            account["staff_id"],
            begun_after=now - sessions.LONGEST,
            seen_after=now - sessions.IDLE,
        )
        left = SafetyStore(tx).recovery_codes_left(account["staff_id"])
    return OwnAccount(
        email=account["email"],
        name=account["name"],
        role=account["role"],
        language=account["language"],
        second_factor=account["second_factor"],
        recovery_codes=left,
        sessions=[_shown(one, account) for one in open_ones],
    )


def own_address(db: Database, key: bytes, ref: SessionRef, *, now: datetime) -> OwnAddress:
    """Give somebody's own address, and the proof of it that other services believe."""
    with db.transaction() as tx:
        account = sessions.held(tx, ref.session, now)
    own = ProvenAddress(staff_id=account["staff_id"], email=account["email"], name=account["name"])
    return OwnAddress(email=own.email, proof=prove(key, own, now=now))


def _shown(one: Row, account: Row) -> OwnSession:
    return OwnSession(
        session_id=one["id"],
        begun_at=one["begun_at"],
        seen_at=one["seen_at"],
        browser=one["browser"],
        current=one["id"] == account["session_id"],
    )


def choose_language(db: Database, wish: ChooseLanguage, *, now: datetime) -> SessionRef:
    """Keep the language of the console, for every browser that is signed in."""
    with db.transaction() as tx:
        account = sessions.held(tx, wish.session, now)
        StaffStore(tx).choose_language(account["staff_id"], wish.language)
    return SessionRef(session=wish.session)


def change_password(
    db: Database, signing_key: bytes, wish: ChangePassword, *, now: datetime
) -> SessionRef:
    """
    Replace the password, and end every session; gives the secret of a new one.

    WrongOldPassword, TooManyTries as at the sign-in, and what `hashed` refuses.
    """
    with db.transaction() as tx:
        account = sessions.held(tx, wish.session, now)
    tried = Try(door=PASSWORD, account=account["email"], origin=wish.origin)
    known, try_id = judge_password(db, signing_key, tried, wish.old_password, now=now)
    password_hash = hashed(wish.new_password, account["name"], account["email"])
    with db.transaction() as tx:
        store = StaffStore(tx)
        # Judging takes long: who was signed out or had another password given meanwhile is late.
        fresh = store.seize(account["staff_id"])
        sessions.held(tx, wish.session, now)
        if fresh is None or fresh["password_hash"] != known:
            raise WrongOldPassword
        store.try_succeeded(try_id)
        store.change_password(account["staff_id"], password_hash)
        store.end_sessions(account["staff_id"])
        SafetyStore(tx).close_verifications(account["staff_id"], now)
        audit.record(tx, account["staff_id"], "password-changed", account["staff_id"])
        tell_owner(tx, account["staff_id"], "password_changed", now)
        return SessionRef(session=sessions.begin(tx, account["staff_id"], account["browser"], now))


def judge_password(
    db: Database, signing_key: bytes, tried: Try, password: str, *, now: datetime
) -> tuple[str, UUID]:
    """
    Ask somebody who is signed in for the password once more: gives the hash that it fits, and
    the try, to be called a success. WrongOldPassword, TooManyTries as at the sign-in.
    """
    with db.transaction() as tx:
        known = StaffStore(tx).find(tried.account)
    try_id = count_try(db, signing_key, tried, now=now)
    if known is None or not fits(password, known["password_hash"]):
        with db.transaction() as tx:
            audit.record(tx, None, "old-password-refused", known["id"] if known else None)
        raise WrongOldPassword
    return known["password_hash"], try_id


def password_again(
    db: Database, signing_key: bytes, staff_id: UUID, password: str, *, origin: str, now: datetime
) -> None:
    """
    Ask for the password before what cannot be taken back; WrongOldPassword, TooManyTries.

    A session alone is not enough for that: a browser may have been left open.
    """
    with db.transaction() as tx:
        account = StaffStore(tx).get(staff_id)
    if account is None:
        raise WrongOldPassword
    tried = Try(door=PASSWORD, account=account["email"], origin=origin)
    _, try_id = judge_password(db, signing_key, tried, password, now=now)
    with db.transaction() as tx:
        StaffStore(tx).try_succeeded(try_id)


def end_session(db: Database, wish: EndSession, *, now: datetime) -> SessionRef:
    """End one session of one's own; another's, or one that is over, is no error."""
    with db.transaction() as tx:
        account = sessions.held(tx, wish.session, now)
        StaffStore(tx).end_one_session(account["staff_id"], wish.session_id)
        audit.record(tx, account["staff_id"], "session-ended", wish.session_id)
    return SessionRef(session=wish.session)


def end_other_sessions(db: Database, ref: SessionRef, *, now: datetime) -> SessionRef:
    """End every session of one's own but this one."""
    with db.transaction() as tx:
        account = sessions.held(tx, ref.session, now)
        StaffStore(tx).seize(account["staff_id"])
        StaffStore(tx).end_sessions(account["staff_id"], but=account["session_id"])
        audit.record(tx, account["staff_id"], "other-sessions-ended", account["staff_id"])
    return ref
