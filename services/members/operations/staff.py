"""Signing in and out, and who is signed in; accounts from the command line."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.members.domain.texts import clean
from services.members.errors import AccountExists, UnknownAccount, WrongSignIn
from services.members.operations import sessions
from services.members.operations.account_news import tell_owner
from services.members.operations.trying import PASSWORD, Try, count_try
from services.members.passwords import NOBODYS_HASH, fits, hashed
from services.members.store.safety import SafetyStore
from services.members.store.staff import StaffStore
from shared.contracts.members import Actor, Language, Role, Session, SessionRef, SignIn
from shared.db import audit
from shared.db.database import Database, Transaction
from shared.ids import new_id

SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is known when a session was last used: each click would be a write."""

Row = dict[str, Any]

NO_LIMITS: Row = {"regions": None, "events": None, "ends_at": None}


def sign_in(
    db: Database, signing_key: bytes, wish: SignIn, *, now: datetime, strict: bool = False
) -> Session:
    """
    Begin a session for whoever knows the password; half of one, where there is a second factor.

    WrongSignIn is the same, and takes as long, for an account that does not exist. TooManyTries
    when this account or this origin had too many wrong ones.
    """
    email = clean(wish.email).lower()
    wanted = Try(door=PASSWORD, account=email, origin=wish.origin)
    try_id = count_try(db, signing_key, wanted, now=now)
    with db.transaction() as tx:
        account = StaffStore(tx).find(email)
    right = fits(wish.password, account["password_hash"] if account else NOBODYS_HASH)
    with db.transaction() as tx:
        known = _unchanged(tx, account, now) if account and right else None
        if known is None:
            audit.record(tx, None, "sign-in-refused", account["id"] if account else None)
        else:
            StaffStore(tx).try_succeeded(try_id)
            if known["second_factor"]:
                return _half(tx, known, now)
            secret = sessions.begin(tx, known["id"], wish.browser, now)
            audit.record(tx, known["id"], "signed-in")
    if known is None:
        raise WrongSignIn
    known["staff_id"] = known["id"]
    return Session(session=secret, **sessions.who(signing_key, known, now, strict=strict))


def _unchanged(tx: Transaction, judged: Row, now: datetime) -> Row | None:
    """
    Give an account as it is now; None when it was disabled, has ended or another password.

    Judging takes long. What ended every session meanwhile must not leave this one behind, and
    a second factor that was set up meanwhile has to be asked for.
    """
    account = StaffStore(tx).seize(judged["id"])
    if account is None or account["disabled_at"]:
        return None
    if account["ends_at"] and account["ends_at"] <= now:
        return None
    return account if account["password_hash"] == judged["password_hash"] else None


def _half(tx: Transaction, account: Row, now: datetime) -> Session:
    return Session(
        session=sessions.begin_half(tx, account["id"], now),
        staff_id=account["id"],
        name="",
        role=account["role"],
        scopes=[],
        language=account["language"],
        token="",
        code_wanted=True,
    )


def actor(
    db: Database, signing_key: bytes, session: SessionRef, *, now: datetime, strict: bool = False
) -> Actor:
    """Say who is signed in, with a fresh token; NotSignedIn when the session is over."""
    with db.transaction() as tx:
        found = sessions.held(tx, session.session, now)
        if found["seen_at"] < now - SEEN_EVERY:
            StaffStore(tx).seen(sessions.secret_hash(session.session), now)
    return Actor(**sessions.who(signing_key, found, now, strict=strict))


def sign_out(db: Database, session: SessionRef) -> SessionRef:
    """End a session, whole or half; one that is over already is no error."""
    secret_hash = sessions.secret_hash(session.session)
    with db.transaction() as tx:
        SafetyStore(tx).end_half_sign_in(secret_hash)
        staff_id = StaffStore(tx).end_session(secret_hash)
        if staff_id:
            audit.record(tx, staff_id, "signed-out")
    return session


# --- From the command line -------------------------------------------------------------------


def add_account(
    db: Database, email: str, *, name: str, role: Role, language: Language, password: str
) -> UUID:
    """Make an account; AccountExists, and what `hashed` refuses."""
    staff_id, address = new_id(), clean(email).lower()
    account = {
        "id": staff_id,
        "email": address,
        "name": clean(name),
        "role": role,
        "language": language,
        "password_hash": hashed(password, name, address),
        "invited_at": None,
        **NO_LIMITS,
    }
    with db.transaction() as tx:
        store = StaffStore(tx)
        if store.find(address):
            raise AccountExists
        store.add(account)
        audit.record(tx, None, "account-added", staff_id)
    return staff_id


def change_password(db: Database, email: str, password: str, *, now: datetime) -> None:
    """Give an account another password, and end its sessions and links; UnknownAccount."""
    with db.transaction() as tx:
        account = _account(tx, email)
    password_hash, staff_id = hashed(password, account["name"], account["email"]), account["id"]
    with db.transaction() as tx:
        StaffStore(tx).change_password(staff_id, password_hash)
        _shut(tx, staff_id, now)
        audit.record(tx, None, "password-changed", staff_id)
        tell_owner(tx, staff_id, "password_changed", now)


def disable_account(db: Database, email: str, *, now: datetime) -> None:
    """Let nobody in any more by an account, and end its sessions and links; UnknownAccount."""
    with db.transaction() as tx:
        staff_id = _account(tx, email)["id"]
        StaffStore(tx).disable(staff_id, now)
        _shut(tx, staff_id, now)
        audit.record(tx, None, "account-disabled", staff_id)


def take_second_factor(db: Database, email: str, *, now: datetime) -> None:
    """Take a lost second factor away, and end the account's sessions; UnknownAccount."""
    with db.transaction() as tx:
        staff_id = _account(tx, email)["id"]
        StaffStore(tx).seize(staff_id)
        if SafetyStore(tx).remove_second_factor(staff_id):
            tell_owner(tx, staff_id, "second_factor_removed", now)
        _shut(tx, staff_id, now)
        audit.record(tx, None, "second-factor-taken", staff_id)


def accounts(db: Database, *, now: datetime) -> list[Row]:
    """Give every account: e-mail address, name, role, and since when it is disabled."""
    with db.transaction() as tx:
        return StaffStore(tx).everybody(
            begun_after=now - sessions.LONGEST, seen_after=now - sessions.IDLE
        )


def _account(tx: Transaction, email: str) -> Row:
    account = StaffStore(tx).find(clean(email).lower())
    if account is None:
        raise UnknownAccount
    return account


def _shut(tx: Transaction, staff_id: UUID, now: datetime) -> None:
    StaffStore(tx).end_sessions(staff_id)
    SafetyStore(tx).close_verifications(staff_id, now)
