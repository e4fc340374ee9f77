"""What `members` announces when the way in to an account of the staff was changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from shared.contracts.members.words import Language
from shared.contracts.wire import Message, published

AccountChange = Literal["password_changed", "second_factor_added", "second_factor_removed"]


@published
@dataclass(frozen=True, kw_only=True)
class AccountChanged(Message):
    """
    Somebody's password or second factor is another one: its owner is told, whoever did it.

    It carries no secret: what the mail leads to is where everybody asks for a link.
    """

    type: ClassVar[str] = "account.changed.v1"
    owner: ClassVar[str] = "members"
    personal_data: ClassVar[bool] = True

    change_id: UUID
    staff_id: UUID
    what: AccountChange
    email: str
    name: str
    language: Language
    changed_at: datetime

    def people(self) -> list[UUID]:
        return [self.staff_id]
