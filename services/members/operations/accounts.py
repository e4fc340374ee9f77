"""The staff, managed by an administrator: every change is in the audit, with who made it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from math import ceil
from typing import Any, Literal
from uuid import UUID

from services.members.domain.emails import read_email
from services.members.domain.rights import check_limits
from services.members.domain.texts import LONGEST_LINE, clean
from services.members.errors import (
    AccountExists,
    EndsInThePast,
    LastAdmin,
    NameMissing,
    NoAddress,
    NotInvited,
    UnknownAccount,
    UnknownRegion,
)
from services.members.operations import sessions
from services.members.operations.account_news import tell_owner
from services.members.passwords import hashed
from services.members.store.safety import SafetyStore
from services.members.store.staff import StaffStore
from shared.contracts.members import (
    ChangeRole,
    InviteStaff,
    StaffAccount,
    StaffAccounts,
    StaffCommand,
    StaffRef,
)
from shared.db import audit
from shared.db.database import Database, Transaction
from shared.errors import TooManyTries
from shared.ids import new_id
from shared.messaging.commands import once

AGAIN_AFTER = timedelta(minutes=10)
"""How soon an invitation may be sent again: the first one may still be under way."""

Row = dict[str, Any]


def staff_accounts(db: Database, *, now: datetime) -> StaffAccounts:
    """Show every account."""
    with db.transaction() as tx:
        rows = StaffStore(tx).everybody(
            begun_after=now - sessions.LONGEST, seen_after=now - sessions.IDLE
        )
    return StaffAccounts(accounts=[_shown(row, now) for row in rows])


def _state(row: Row, now: datetime) -> Literal["active", "invited", "disabled", "ended"]:
    if row["disabled_at"]:
        return "disabled"
    if row["ends_at"] and row["ends_at"] <= now:
        return "ended"
    return "invited" if row["invited_at"] else "active"


def _shown(row: Row, now: datetime) -> StaffAccount:
    return StaffAccount(
        staff_id=row["id"],
        email=row["email"],
        name=row["name"],
        role=row["role"],
        language=row["language"],
        state=_state(row, now),
        second_factor=row["second_factor"],
        sessions=row["sessions"],
        seen_at=row["seen_at"],
        regions=row["regions"] or [],
        events=row["events"] or [],
        until=row["ends_at"],
    )


def invite(db: Database, command: InviteStaff, *, by: UUID, now: datetime) -> StaffRef:
    """Make an account that has no password yet, and have a link sent with which to choose one."""
    account = _invited(command, now)

    def act(tx: Transaction) -> None:
        store = StaffStore(tx)
        if store.find(account["email"]):
            raise AccountExists
        store.add(account | _limits(tx, command, now))
        SafetyStore(tx).add_wish(new_id(), account["email"], "welcome", now)
        audit.record(tx, by, "account-invited", account["id"])

    return _once(db, command.command_id, account["id"], act)


def invite_again(db: Database, command: StaffCommand, *, by: UUID, now: datetime) -> StaffRef:
    """Have another invitation sent; NotInvited once there is a password, TooManyTries too soon."""

    def act(tx: Transaction) -> None:
        account, store = _account(tx, command.staff_id), SafetyStore(tx)
        if account["invited_at"] is None or account["disabled_at"]:
            raise NotInvited
        last = store.last_welcome(account["id"], account["email"])
        if last is not None and now < last + AGAIN_AFTER:
            raise TooManyTries(minutes=ceil((last + AGAIN_AFTER - now) / timedelta(minutes=1)))
        store.add_wish(new_id(), account["email"], "welcome", now)
        audit.record(tx, by, "account-invited-again", account["id"])

    return _once(db, command.command_id, command.staff_id, act)


def _limits(tx: Transaction, wish: InviteStaff | ChangeRole, now: datetime) -> Row:
    """Give how far an account reaches and until when, as columns; refuses what means nothing."""
    check_limits(wish.role, wish.regions, wish.events, until=wish.until)
    if StaffStore(tx).unknown_regions(wish.regions):
        raise UnknownRegion
    if wish.until is not None and wish.until <= now:
        raise EndsInThePast
    return {
        "regions": sorted(set(wish.regions)) or None,
        "events": sorted(set(wish.events)) or None,
        "ends_at": wish.until,
    }


def _invited(command: InviteStaff, now: datetime) -> Row:
    address, name = read_email(command.email).address, clean(command.name)[:LONGEST_LINE]
    if not address:
        raise NoAddress
    if not name:
        raise NameMissing
    return {
        "id": new_id(),
        "email": address,
        "name": name,
        "role": command.role,
        "language": command.language,
        "password_hash": hashed(secrets.token_urlsafe(32)),
        "invited_at": now,
    }


def change_role(db: Database, command: ChangeRole, *, by: UUID, now: datetime) -> StaffRef:
    """Give an account another role and limits; LastAdmin if nobody could manage the staff."""

    def act(tx: Transaction) -> None:
        if command.role != "admin" or command.until:
            _keep_an_admin(tx, command.staff_id)
        _account(tx, command.staff_id)
        StaffStore(tx).change_role(command.staff_id, command.role, _limits(tx, command, now))
        audit.record(tx, by, f"role-changed-to-{command.role}", command.staff_id)

    return _once(db, command.command_id, command.staff_id, act)


def disable(db: Database, command: StaffCommand, *, by: UUID, now: datetime) -> StaffRef:
    """Let nobody in any more by an account; LastAdmin as for a role."""

    def change(tx: Transaction, staff_id: UUID) -> None:
        StaffStore(tx).disable(staff_id, now)
        StaffStore(tx).end_sessions(staff_id)
        SafetyStore(tx).close_verifications(staff_id, now)

    return _change(db, command, "account-disabled", change, by=by, may_go=False)


def enable(db: Database, command: StaffCommand, *, by: UUID) -> StaffRef:
    """Let somebody in again, by the password they had."""

    def change(tx: Transaction, staff_id: UUID) -> None:
        StaffStore(tx).enable(staff_id)

    return _change(db, command, "account-enabled", change, by=by)


def end_sessions(db: Database, command: StaffCommand, *, by: UUID) -> StaffRef:
    """Sign somebody out everywhere."""

    def change(tx: Transaction, staff_id: UUID) -> None:
        StaffStore(tx).end_sessions(staff_id)

    return _change(db, command, "sessions-ended", change, by=by)


def take_second_factor(db: Database, command: StaffCommand, *, by: UUID, now: datetime) -> StaffRef:
    """Take a lost second factor away, sign its owner out everywhere, and tell them."""

    def change(tx: Transaction, staff_id: UUID) -> None:
        if SafetyStore(tx).remove_second_factor(staff_id):
            tell_owner(tx, staff_id, "second_factor_removed", now)
        StaffStore(tx).end_sessions(staff_id)

    return _change(db, command, "second-factor-taken", change, by=by)


def _change(
    db: Database,
    command: StaffCommand,
    said: str,
    change: Callable[[Transaction, UUID], None],
    *,
    by: UUID,
    may_go: bool = True,
) -> StaffRef:
    """Change an account once nobody is signing in to it, and say who did; UnknownAccount."""

    def act(tx: Transaction) -> None:
        if not may_go:
            _keep_an_admin(tx, command.staff_id)
        change(tx, _account(tx, command.staff_id)["id"])
        audit.record(tx, by, said, command.staff_id)

    return _once(db, command.command_id, command.staff_id, act)


def _once(
    db: Database, command_id: UUID, staff_id: UUID, act: Callable[[Transaction], None]
) -> StaffRef:
    with db.transaction() as tx:

        def done() -> StaffRef:
            act(tx)
            return StaffRef(staff_id=staff_id)

        return once(tx, command_id, StaffRef, done)


def _account(tx: Transaction, staff_id: UUID) -> Row:
    """Give an account as it is now, once nobody is signing in to it; UnknownAccount."""
    account = StaffStore(tx).seize(staff_id)
    if account is None:
        raise UnknownAccount
    return account


def _keep_an_admin(tx: Transaction, staff_id: UUID) -> None:
    """Refuse to take away the last who may manage the staff, also when two take each other's."""
    if StaffStore(tx).seize_admins(staff_id) == [staff_id]:
        raise LastAdmin
