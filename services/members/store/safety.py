"""Where second factors, half sign-ins and links to choose a password are kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.contracts.members import Purpose
from shared.db.database import Transaction
from shared.db.queries import load_queries

queries = load_queries(__file__, "safety.sql")

Row = dict[str, Any]


class SafetyStore:
    """What makes an account safe, within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    # -- half sign-ins

    def add_half_sign_in(self, secret_hash: bytes, staff_id: UUID, now: datetime) -> None:
        queries.add_half_sign_in(self._tx, secret_hash=secret_hash, staff_id=staff_id, now=now)

    def half_sign_in(
        self, secret_hash: bytes, *, begun_after: datetime, now: datetime
    ) -> Row | None:
        """Give whose password was right, and keep others from going on with it."""
        found: Row | None = queries.half_sign_in(
            self._tx, secret_hash=secret_hash, begun_after=begun_after, now=now
        )
        return found

    def end_half_sign_in(self, secret_hash: bytes) -> bool:
        """Use a half sign-in up; False when somebody did already."""
        return queries.end_half_sign_in(self._tx, secret_hash=secret_hash) is not None

    def forget_half_sign_ins(self, before: datetime) -> None:
        queries.forget_half_sign_ins(self._tx, before=before)

    # -- second factors

    def second_factor(self, staff_id: UUID) -> Row | None:
        found: Row | None = queries.second_factor(self._tx, staff_id=staff_id)
        return found

    def add_second_factor(self, staff_id: UUID, sealed: bytes, step: int, now: datetime) -> bool:
        """Keep a second factor; False when the account has one."""
        row = queries.add_second_factor(
            self._tx, staff_id=staff_id, sealed_secret=sealed, step=step, now=now
        )
        return row is not None

    def take_step(self, staff_id: UUID, step: int) -> bool:
        """Use a time step up; False when it, or a newer one, was used before."""
        return queries.take_step(self._tx, staff_id=staff_id, step=step) is not None

    def add_recovery_codes(self, staff_id: UUID, hashes: Sequence[bytes]) -> None:
        queries.add_recovery_codes(self._tx, staff_id=staff_id, hashes=list(hashes))

    def take_recovery_code(self, staff_id: UUID, code_hash: bytes, now: datetime) -> bool:
        """Use a recovery code up; False when it is none, or was used before."""
        row = queries.take_recovery_code(self._tx, staff_id=staff_id, code_hash=code_hash, now=now)
        return row is not None

    def recovery_codes_left(self, staff_id: UUID) -> int:
        return int(queries.recovery_codes_left(self._tx, staff_id=staff_id))

    def remove_second_factor(self, staff_id: UUID) -> bool:
        """Take a second factor away, with its recovery codes; False when there was none."""
        return queries.remove_second_factor(self._tx, staff_id=staff_id) is not None

    # -- links

    def add_wish(self, wish_id: UUID, email: str, purpose: Purpose, now: datetime) -> None:
        queries.add_wish(self._tx, id=wish_id, email=email, purpose=purpose, now=now)

    def last_welcome(self, staff_id: UUID, email: str) -> datetime | None:
        """Give when somebody was last sent an invitation, or asked to be sent one."""
        found: datetime | None = queries.last_welcome(self._tx, staff_id=staff_id, email=email)
        return found

    def take_wish(self) -> Row | None:
        found: Row | None = queries.take_wish(self._tx)
        return found

    def add_verification(self, verification: Row) -> None:
        queries.add_verification(self._tx, **verification)

    def verification(self, token_hash: bytes, now: datetime) -> Row | None:
        """Give what a link that is still good is for."""
        found: Row | None = queries.verification(self._tx, token_hash=token_hash, now=now)
        return found

    def use_verification(self, token_hash: bytes, now: datetime) -> UUID | None:
        """Use a link up, with all others of the account; gives whose it was, if it was good."""
        used: Row | None = queries.use_verification(self._tx, token_hash=token_hash, now=now)
        return used["staff_id"] if used else None

    def close_verifications(self, staff_id: UUID, now: datetime) -> None:
        queries.close_verifications(self._tx, staff_id=staff_id, now=now)

    def forget_verifications(self, before: datetime) -> None:
        queries.forget_verifications(self._tx, before=before)
