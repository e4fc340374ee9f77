"""Sessions: how they begin, how long they hold, and what whoever holds one may do."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.members.domain.rights import behind_one_step, must_enrol, reading, scopes_of
from services.members.domain.texts import clean
from services.members.store.safety import SafetyStore
from services.members.store.staff import StaffStore
from shared.db.database import Transaction
from shared.db.limits import Limits
from shared.edge.actors import Bounds, sign
from shared.errors import NotSignedIn

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
HALF = timedelta(minutes=10)
"""How long a right password waits for its code."""
LONGEST_BROWSER = 60

Row = dict[str, Any]


def begin(tx: Transaction, staff_id: UUID, browser: str, now: datetime) -> str:
    """Begin a session under a new secret, and give that."""
    secret = secrets.token_urlsafe(32)
    store = StaffStore(tx)
    store.forget_sessions(begun_before=now - LONGEST, seen_before=now - IDLE)
    shown = clean(browser)[:LONGEST_BROWSER]
    store.add_session(secret_hash(secret), staff_id, now, browser=shown)
    return secret


def begin_half(tx: Transaction, staff_id: UUID, now: datetime) -> str:
    """Begin what a code makes a session of, under a secret that is good for nothing else."""
    secret = secrets.token_urlsafe(32)
    store = SafetyStore(tx)
    store.forget_half_sign_ins(now - HALF)
    store.add_half_sign_in(secret_hash(secret), staff_id, now)
    return secret


def held(tx: Transaction, session: str, now: datetime) -> Row:
    """Give the account behind a session; NotSignedIn when it is over."""
    found = StaffStore(tx).session(
        secret_hash(session), begun_after=now - LONGEST, seen_after=now - IDLE, now=now
    )
    if found is None:
        raise NotSignedIn
    return found


def who(signing_key: bytes, account: Row, now: datetime, *, strict: bool) -> Row:
    """
    Say who somebody is and what they may do, with a fresh token.

    `strict` takes all rights but those of reading from whoever should have a second factor and
    has none.
    """
    role, staff_id = account["role"], account["staff_id"]
    waits = strict and must_enrol(role) and not account["second_factor"]
    rights = scopes_of(role, account["events"])
    if not account["second_factor"]:
        rights = behind_one_step(rights)
    scopes = reading(rights) if waits else rights
    limits = Limits(regions=account["regions"], events=account["events"])
    bounds = Bounds(limits=limits, until=account["ends_at"])
    token = sign(signing_key, staff_id=staff_id, role=role, scopes=scopes, now=now, bounds=bounds)
    return {
        "staff_id": staff_id,
        "name": account["name"],
        "role": role,
        "scopes": scopes,
        "language": account["language"],
        "token": token,
        "must_enrol": waits,
        "regions": account["regions"],
        "events": account["events"],
        "until": account["ends_at"],
    }


def secret_hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()
