"""Signing in and out, and who is signed in."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.members.domain import throttle
from services.members.domain.rights import SCOPES, Role
from services.members.domain.texts import clean
from services.members.errors import AccountExists, UnknownAccount, WrongSignIn
from services.members.passwords import NOBODYS_HASH, fits, hashed
from services.members.store.staff import StaffStore
from shared.contracts.members import Actor, Language, Session, SessionRef, SignIn
from shared.db import audit
from shared.db.database import Database
from shared.edge.actors import sign
from shared.errors import NotSignedIn
from shared.ids import new_id

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is known when a session was last used: each click would be a write."""

Row = dict[str, Any]


def sign_in(db: Database, signing_key: bytes, wish: SignIn, *, now: datetime) -> Session:
    """
    Begin a session for whoever knows the password.

    WrongSignIn is the same, and takes as long, for an account that does not exist. TooManyTries
    when this account or this origin had too many wrong ones.
    """
    email = clean(wish.email).lower()
    try_id = _count_try(db, signing_key, email, wish.origin, now)
    with db.transaction() as tx:
        account = StaffStore(tx).find(email)
    right = fits(wish.password, account["password_hash"] if account else NOBODYS_HASH)
    if account is None or not right or account["disabled_at"]:
        with db.transaction() as tx:
            audit.record(tx, None, "sign-in-refused", account["id"] if account else None)
        raise WrongSignIn
    return _begin(db, signing_key, account, try_id, now)


def _count_try(db: Database, key: bytes, email: str, origin: str, now: datetime) -> UUID:
    """Note the try before it is judged, so that a hundred at once are still counted."""
    account_key, origin_key = _keyed(key, "account", email), _keyed(key, "origin", origin)
    try_id = new_id()
    with db.transaction() as tx:
        store = StaffStore(tx)
        store.take_turns([origin_key, account_key])
        throttle.allow(store.tries(account_key, origin_key, now - throttle.WINDOW), now)
        store.add_try(try_id, account_key, origin_key, now)
        store.forget_tries(now - throttle.REMEMBERED)
    return try_id


def _begin(db: Database, signing_key: bytes, account: Row, try_id: UUID, now: datetime) -> Session:
    secret = secrets.token_urlsafe(32)
    with db.transaction() as tx:
        store = StaffStore(tx)
        store.try_succeeded(try_id)
        store.forget_sessions(begun_before=now - LONGEST, seen_before=now - IDLE)
        store.add_session(_secret_hash(secret), account["id"], now)
        audit.record(tx, account["id"], "signed-in")
    return Session(session=secret, **_who(signing_key, account["id"], account, now))


def actor(db: Database, signing_key: bytes, session: SessionRef, *, now: datetime) -> Actor:
    """Say who is signed in, with a fresh token; NotSignedIn when the session is over."""
    secret_hash = _secret_hash(session.session)
    with db.transaction() as tx:
        store = StaffStore(tx)
        found = store.session(secret_hash, begun_after=now - LONGEST, seen_after=now - IDLE)
        if found is None:
            raise NotSignedIn
        if found["seen_at"] < now - SEEN_EVERY:
            store.seen(secret_hash, now)
    return Actor(**_who(signing_key, found["staff_id"], found, now))


def sign_out(db: Database, session: SessionRef) -> SessionRef:
    """End a session; one that is over already is no error."""
    with db.transaction() as tx:
        staff_id = StaffStore(tx).end_session(_secret_hash(session.session))
        if staff_id:
            audit.record(tx, staff_id, "signed-out")
    return session


def add_account(
    db: Database, email: str, *, name: str, role: Role, language: Language, password: str
) -> UUID:
    """Make an account; AccountExists, WeakPassword."""
    staff_id, address = new_id(), clean(email).lower()
    account = {
        "id": staff_id,
        "email": address,
        "name": clean(name),
        "role": role,
        "language": language,
        "password_hash": hashed(password),
    }
    with db.transaction() as tx:
        store = StaffStore(tx)
        if store.find(address):
            raise AccountExists
        store.add(account)
        audit.record(tx, None, "account-added", staff_id)
    return staff_id


def change_password(db: Database, email: str, password: str) -> None:
    """Give an account another password and end its sessions; UnknownAccount, WeakPassword."""
    password_hash = hashed(password)
    with db.transaction() as tx:
        store = StaffStore(tx)
        staff_id = _account(store, email)["id"]
        store.change_password(staff_id, password_hash)
        store.end_sessions(staff_id)
        audit.record(tx, None, "password-changed", staff_id)


def disable_account(db: Database, email: str, *, now: datetime) -> None:
    """Let nobody in any more by an account, and end its sessions; UnknownAccount."""
    with db.transaction() as tx:
        store = StaffStore(tx)
        staff_id = _account(store, email)["id"]
        store.disable(staff_id, now)
        store.end_sessions(staff_id)
        audit.record(tx, None, "account-disabled", staff_id)


def accounts(db: Database) -> list[Row]:
    """Give every account: e-mail address, name, role, and since when it is disabled."""
    with db.transaction() as tx:
        return StaffStore(tx).everybody()


def _account(store: StaffStore, email: str) -> Row:
    account = store.find(clean(email).lower())
    if account is None:
        raise UnknownAccount
    return account


def _who(signing_key: bytes, staff_id: UUID, account: Row, now: datetime) -> Row:
    role = account["role"]
    scopes = SCOPES[role]
    return {
        "staff_id": staff_id,
        "name": account["name"],
        "role": role,
        "scopes": scopes,
        "language": account["language"],
        "token": sign(signing_key, staff_id=staff_id, role=role, scopes=scopes, now=now),
    }


def _secret_hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


def _keyed(key: bytes, purpose: str, value: str) -> bytes:
    """Hash with a key of ours: addresses are few enough to be found by trying them all."""
    text = f"throttle\n{purpose}\n{value}".encode("utf-8", "replace")
    return hmac.digest(key, text, "sha256")
