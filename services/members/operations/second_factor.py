"""The second factor: setting it up, and the second half of a sign-in."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from pyotp import random_base32

from services.members.domain import second_factor as codes
from services.members.errors import HasSecondFactor, ProposalTooOld, SignInTooOld, WrongCode
from services.members.operations import sessions
from services.members.operations.account_news import tell_owner
from services.members.operations.own_account import judge_password
from services.members.operations.trying import CODE, PASSWORD, Try, count_try
from services.members.store.safety import SafetyStore
from services.members.store.staff import StaffStore
from shared.contracts.members import (
    ConfirmSecondFactor,
    EnterCode,
    ProposeSecondFactor,
    RecoveryCodes,
    RemoveSecondFactor,
    SecondFactorProposal,
    Session,
    SessionRef,
)
from shared.db import audit
from shared.db.database import Database, Transaction

PROPOSED = timedelta(hours=1)
"""How long a proposed secret waits to be confirmed."""

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Keys:
    """`signing` is what tokens are signed with; `sealing` what secrets are encrypted with."""

    signing: bytes
    sealing: str


# --- Setting it up ---------------------------------------------------------------------------


def propose(
    db: Database, keys: Keys, wish: ProposeSecondFactor, association: str, *, now: datetime
) -> SecondFactorProposal:
    """
    Propose a secret, of which nothing is kept; HasSecondFactor, ProposalTooOld.

    Looking at the page must change nothing, so the proposal goes with the form, encrypted.
    """
    account = _without_factor(db, wish.session, now)
    staff_id = account["staff_id"]
    secret = _opened(keys, staff_id, wish.sealed, now) if wish.sealed else random_base32()
    return SecondFactorProposal(
        secret=secret,
        address=codes.address(secret, account=account["email"], association=association),
        sealed=wish.sealed or _proposal(keys, staff_id, secret, now),
    )


def confirm(db: Database, keys: Keys, wish: ConfirmSecondFactor, *, now: datetime) -> RecoveryCodes:
    """
    Turn the second factor on, whose first code is used up by that; WrongOldPassword, WrongCode.

    Other sessions end: they never showed a code, and would get rights with this one.
    """
    account = _without_factor(db, wish.session, now)
    staff_id = account["staff_id"]
    secret = _opened(keys, staff_id, wish.sealed, now)
    step = codes.step_of(codes.plain(wish.code), secret, now)
    if step is None:
        raise WrongCode
    tried = Try(door=PASSWORD, account=account["email"], origin=wish.origin)
    _, try_id = judge_password(db, keys.signing, tried, wish.password, now=now)
    fresh = [_fresh_code() for _ in range(codes.RECOVERY_CODES)]
    with db.transaction() as tx:
        store = SafetyStore(tx)
        # Whoever was signed out meanwhile must not lock the owner out with a telephone of theirs.
        StaffStore(tx).seize(staff_id)
        sessions.held(tx, wish.session, now)
        StaffStore(tx).try_succeeded(try_id)
        if not store.add_second_factor(staff_id, _sealed(keys, staff_id, secret), step, now):
            raise HasSecondFactor
        store.add_recovery_codes(staff_id, [_hash(keys, staff_id, code) for code in fresh])
        StaffStore(tx).end_sessions(staff_id, but=account["session_id"])
        audit.record(tx, staff_id, "second-factor-added", staff_id)
        tell_owner(tx, staff_id, "second_factor_added", now)
    return RecoveryCodes(codes=[codes.grouped(code) for code in fresh])


def _without_factor(db: Database, session: str, now: datetime) -> Row:
    with db.transaction() as tx:
        account = sessions.held(tx, session, now)
    if account["second_factor"]:
        raise HasSecondFactor
    return account


# --- Signing in with it ----------------------------------------------------------------------


def enter_code(
    db: Database, keys: Keys, wish: EnterCode, *, now: datetime, strict: bool = False
) -> Session:
    """
    Make a session of half a sign-in; WrongCode, SignInTooOld, TooManyTries.

    A code of the app is good once, and within a step of its time; a recovery code is good once.
    """
    half = sessions.secret_hash(wish.session)
    account = _waiting(db, half, now)
    wanted = Try(door=CODE, account=str(account["staff_id"]), origin=wish.origin)
    try_id = count_try(db, keys.signing, wanted, now=now)
    with db.transaction() as tx:
        # Whoever ends this account's sessions waits for this one, and then ends it as well.
        StaffStore(tx).seize(account["staff_id"])
        secret = _whole(tx, keys, half, wish, now)
        if secret:
            StaffStore(tx).try_succeeded(try_id)
        else:
            audit.record(tx, None, "code-refused", account["staff_id"])
    if secret is None:
        raise WrongCode
    return Session(session=secret, **sessions.who(keys.signing, account, now, strict=strict))


def _waiting(db: Database, half: bytes, now: datetime) -> Row:
    with db.transaction() as tx:
        account = SafetyStore(tx).half_sign_in(half, begun_after=now - sessions.HALF, now=now)
    if account is None:
        raise SignInTooOld
    return account


def _whole(tx: Transaction, keys: Keys, half: bytes, wish: EnterCode, now: datetime) -> str | None:
    """Give the secret of a new session if the code is right, and use both halves up."""
    store = SafetyStore(tx)
    account = store.half_sign_in(half, begun_after=now - sessions.HALF, now=now)
    if account is None:
        raise SignInTooOld
    staff_id = account["staff_id"]
    how = _accept(store, keys, staff_id, codes.plain(wish.code), now)
    if how is None:
        return None
    store.end_half_sign_in(half)
    audit.record(tx, staff_id, how)
    return sessions.begin(tx, staff_id, wish.browser, now)


def _accept(store: SafetyStore, keys: Keys, staff_id: UUID, code: str, now: datetime) -> str | None:
    """Use a code up, and say in the audit's words which kind it was; None when it is not good."""
    kept = store.second_factor(staff_id)
    if kept is None:
        return None
    step = codes.step_of(code, _unsealed(keys, staff_id, bytes(kept["sealed_secret"])), now)
    if step is not None and store.take_step(staff_id, step):
        return "signed-in"
    if store.take_recovery_code(staff_id, _hash(keys, staff_id, code), now):
        return "signed-in-by-recovery-code"
    return None


# --- Taking it away --------------------------------------------------------------------------


def remove(db: Database, keys: Keys, wish: RemoveSecondFactor, *, now: datetime) -> SessionRef:
    """
    Take one's own second factor away, with its recovery codes; other sessions end.

    WrongCode, TooManyTries as at the sign-in: a session alone is not enough. Where there is none
    any more, it is no error.
    """
    with db.transaction() as tx:
        account = sessions.held(tx, wish.session, now)
    staff_id = account["staff_id"]
    if not account["second_factor"]:
        return SessionRef(session=wish.session)
    wanted = Try(door=CODE, account=str(staff_id), origin=wish.origin)
    try_id = count_try(db, keys.signing, wanted, now=now)
    with db.transaction() as tx:
        store = SafetyStore(tx)
        right = _accept(store, keys, staff_id, codes.plain(wish.code), now)
        if right:
            StaffStore(tx).try_succeeded(try_id)
            store.remove_second_factor(staff_id)
            tell_owner(tx, staff_id, "second_factor_removed", now)
            StaffStore(tx).end_sessions(staff_id, but=account["session_id"])
        audit.record(tx, staff_id, "second-factor-removed" if right else "code-refused", staff_id)
    if not right:
        raise WrongCode
    return SessionRef(session=wish.session)


# --- Keeping it ------------------------------------------------------------------------------

# What is encrypted begins with whose it is and what for: copied to another row or form, it is
# nothing.
_KEPT, _PROPOSED = b"kept", b"proposed"


def _sealed(keys: Keys, staff_id: UUID, secret: str) -> bytes:
    return Fernet(keys.sealing).encrypt(_KEPT + staff_id.bytes + secret.encode())


def _unsealed(keys: Keys, staff_id: UUID, sealed: bytes) -> str:
    text = Fernet(keys.sealing).decrypt(sealed)
    return _after(text, _KEPT + staff_id.bytes)


def _proposal(keys: Keys, staff_id: UUID, secret: str, now: datetime) -> str:
    text = _PROPOSED + staff_id.bytes + secret.encode()
    return Fernet(keys.sealing).encrypt_at_time(text, int(now.timestamp())).decode()


def _opened(keys: Keys, staff_id: UUID, proposal: str, now: datetime) -> str:
    try:
        text = Fernet(keys.sealing).decrypt_at_time(
            proposal.encode("utf-8", "replace"),
            ttl=int(PROPOSED.total_seconds()),
            current_time=int(now.timestamp()),
        )
        return _after(text, _PROPOSED + staff_id.bytes)
    except InvalidToken as error:
        raise ProposalTooOld from error


def _after(text: bytes, beginning: bytes) -> str:
    if not text.startswith(beginning):
        raise InvalidToken
    return text.removeprefix(beginning).decode()


def _fresh_code() -> str:
    return "".join(secrets.choice(codes.LETTERS) for _ in range(codes.GROUPS * codes.GROUP))


def _hash(keys: Keys, staff_id: UUID, code: str) -> bytes:
    text = b"recovery" + staff_id.bytes + code.encode("utf-8", "replace")
    return hmac.digest(keys.sealing.encode(), text, "sha256")
