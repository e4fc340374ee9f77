"""Links with which a password is chosen: asked for, sent, and used up."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import Fernet

from services.members import announcements
from services.members.domain.texts import clean
from services.members.errors import LinkNotGood
from services.members.operations.account_news import tell_owner
from services.members.operations.sessions import secret_hash
from services.members.operations.trying import LINK, Try, count_try
from services.members.passwords import hashed
from services.members.store.safety import SafetyStore
from services.members.store.staff import StaffStore
from shared.contracts.members import (
    AskForLink,
    ChoosePassword,
    Link,
    LinkAskedFor,
    LinkRef,
    Purpose,
)
from shared.db import audit
from shared.db.database import Database
from shared.ids import new_id
from shared.messaging import outbox

GOOD_FOR: dict[Purpose, timedelta] = {
    "reset": timedelta(minutes=30),
    "welcome": timedelta(days=3),
}
LONGEST_EMAIL = 254
KEPT = timedelta(days=1)
"""How long a link is known after its time; it is told from one that never was by nobody."""

Row = dict[str, Any]


def ask_for_link(
    db: Database, signing_key: bytes, wish: AskForLink, *, now: datetime
) -> LinkAskedFor:
    """
    Note that somebody wants a link; TooManyTries for this address or this origin.

    Nothing is looked up here, so that the answer and its time are the same for an address that
    has no account.
    """
    email = clean(wish.email).lower()[:LONGEST_EMAIL]
    wanted = Try(door=LINK, account=email, origin=wish.origin)
    count_try(db, signing_key, wanted, now=now)
    with db.transaction() as tx:
        SafetyStore(tx).add_wish(new_id(), email, "reset", now)
    return LinkAskedFor(minutes=int(GOOD_FOR["reset"].total_seconds()) // 60)


def send_next(db: Database, links_key: str, *, now: datetime) -> bool:
    """Have one link sent that was asked for; False when there is none."""
    with db.transaction() as tx:
        store = SafetyStore(tx)
        wish = store.take_wish()
        if wish is None:
            return False
        account = StaffStore(tx).find(wish["email"])
        forgotten = wish["asked_at"] < now - GOOD_FOR[wish["purpose"]]
        if account is None or account["disabled_at"] or forgotten:
            return True
        if account["ends_at"] and account["ends_at"] <= now:
            return True
        token = secrets.token_urlsafe(32)
        link = _link(account, wish["purpose"], token, now)
        store.forget_verifications(now - KEPT)
        store.add_verification(link)
        sealed = Fernet(links_key).encrypt(token.encode()).decode()
        outbox.add(tx, announcements.verification_requested(account, link, sealed), urgent=True)
        audit.record(tx, None, f"link-sent-{wish['purpose']}", account["id"])
    return True


def _link(account: Row, purpose: Purpose, token: str, now: datetime) -> Row:
    return {
        "id": new_id(),
        "token_hash": secret_hash(token),
        "staff_id": account["id"],
        "purpose": purpose,
        "now": now,
        "valid_until": now + GOOD_FOR[purpose],
    }


def link(db: Database, wish: LinkRef, *, now: datetime) -> Link:
    """Say what a link is for, and use nothing up; LinkNotGood."""
    found = _found(db, wish.token, now)
    return Link(purpose=found["purpose"], email=found["email"])


def choose_password(db: Database, wish: ChoosePassword, *, now: datetime) -> Link:
    """
    Use a link up: the account has another password, and no session and no other link any more.

    A second factor stays what it was. LinkNotGood, and what `hashed` refuses: then the link is
    still good.
    """
    found = _found(db, wish.token, now)
    password_hash = hashed(wish.password, found["name"], found["email"])
    with db.transaction() as tx:
        # The account first, as everywhere: two in another order would wait for each other.
        StaffStore(tx).seize(found["staff_id"])
        staff_id = SafetyStore(tx).use_verification(secret_hash(wish.token), now)
        if staff_id is None:
            raise LinkNotGood
        store = StaffStore(tx)
        store.change_password(staff_id, password_hash)
        store.end_sessions(staff_id)
        audit.record(tx, staff_id, "password-chosen", staff_id)
        if found["purpose"] == "reset":  # who is new had no password before
            tell_owner(tx, staff_id, "password_changed", now)
    return Link(purpose=found["purpose"], email=found["email"])


def _found(db: Database, token: str, now: datetime) -> Row:
    with db.transaction() as tx:
        found = SafetyStore(tx).verification(secret_hash(token), now)
    if found is None:
        raise LinkNotGood
    return found
