"""Where accounts, sessions and tries to sign in are kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.members.domain.throttle import Tries
from shared.db.database import Transaction
from shared.db.queries import load_queries

queries = load_queries(__file__, "staff.sql")

Row = dict[str, Any]


class StaffStore:
    """The staff's tables, within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    # -- accounts

    def add(self, account: Row) -> None:
        queries.add_account(self._tx, **account)

    def find(self, email: str) -> Row | None:
        found: Row | None = queries.account(self._tx, email=email)
        return found

    def get(self, staff_id: UUID) -> Row | None:
        found: Row | None = queries.account_of(self._tx, id=staff_id)
        return found

    def seize(self, staff_id: UUID) -> Row | None:
        """Give an account as it is now, and let nothing of how it signs in change meanwhile."""
        # Two statements: the second sees what whoever was waited for has done.
        queries.seize_account(self._tx, id=staff_id)
        return self.get(staff_id)

    def everybody(self, *, begun_after: datetime, seen_after: datetime) -> list[Row]:
        """Give every account, with how many sessions it has that are not over."""
        return list(queries.accounts(self._tx, begun_after=begun_after, seen_after=seen_after))

    def seize_admins(self, about: UUID) -> list[UUID]:
        """Give who may manage the staff, and let nobody else take one of them away."""
        rows = queries.seize_admins(self._tx, about=about)
        return [row["id"] for row in rows if row["manages"]]

    def change_password(self, staff_id: UUID, password_hash: str) -> None:
        queries.change_password(self._tx, id=staff_id, password_hash=password_hash)

    def choose_language(self, staff_id: UUID, language: str) -> None:
        queries.choose_language(self._tx, id=staff_id, language=language)

    def change_role(self, staff_id: UUID, role: str, limits: Row) -> None:
        queries.change_role(self._tx, id=staff_id, role=role, **limits)

    def unknown_regions(self, codes: Sequence[str]) -> list[str]:
        """Give those of some codes that no region has."""
        return [row["code"] for row in queries.unknown_regions(self._tx, codes=list(codes))]

    def disable(self, staff_id: UUID, now: datetime) -> None:
        queries.disable(self._tx, id=staff_id, now=now)

    def enable(self, staff_id: UUID) -> None:
        queries.enable(self._tx, id=staff_id)

    # -- tries

    def take_turns(self, keys: Sequence[bytes]) -> None:
        """Wait until no other try on these keys is being counted."""
        list(queries.take_turns(self._tx, keys=list(keys)))

    def tries(self, account: bytes, origin: bytes, since: datetime) -> Tries:
        return Tries(**queries.tries(self._tx, account=account, origin=origin, since=since))

    def add_try(self, try_id: UUID, account: bytes, origin: bytes, at: datetime) -> None:
        queries.add_try(self._tx, id=try_id, account=account, origin=origin, at=at)

    def forget_tries(self, before: datetime) -> None:
        queries.forget_tries(self._tx, before=before)

    def try_succeeded(self, try_id: UUID) -> None:
        queries.try_succeeded(self._tx, id=try_id)

    # -- sessions

    def add_session(
        self, secret_hash: bytes, staff_id: UUID, now: datetime, *, browser: str
    ) -> None:
        queries.add_session(
            self._tx, secret_hash=secret_hash, staff_id=staff_id, now=now, browser=browser
        )

    def session(
        self, secret_hash: bytes, *, begun_after: datetime, seen_after: datetime, now: datetime
    ) -> Row | None:
        """Give the account behind a session that is neither too old nor idle for too long."""
        found: Row | None = queries.session(
            self._tx,
            secret_hash=secret_hash,
            begun_after=begun_after,
            seen_after=seen_after,
            now=now,
        )
        return found

    def seen(self, secret_hash: bytes, now: datetime) -> None:
        queries.seen(self._tx, secret_hash=secret_hash, now=now)

    def end_session(self, secret_hash: bytes) -> UUID | None:
        """End a session; gives whose it was."""
        ended: Row | None = queries.end_session(self._tx, secret_hash=secret_hash)
        return ended["staff_id"] if ended else None

    def end_one_session(self, staff_id: UUID, session_id: UUID) -> None:
        queries.end_one_session(self._tx, staff_id=staff_id, id=session_id)

    def end_sessions(self, staff_id: UUID, *, but: UUID | None = None) -> None:
        queries.end_sessions(self._tx, staff_id=staff_id, but=but)

    def sessions_of(
        self, staff_id: UUID, *, begun_after: datetime, seen_after: datetime
    ) -> list[Row]:
        return list(
            queries.sessions_of(
                self._tx, staff_id=staff_id, begun_after=begun_after, seen_after=seen_after
            )
        )

    def forget_sessions(self, *, begun_before: datetime, seen_before: datetime) -> None:
        queries.forget_sessions(self._tx, begun_before=begun_before, seen_before=seen_before)
