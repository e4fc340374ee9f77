"""What `members` announces of whoever signed up to ask for a place at an event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from shared.contracts.wire import Message, published


@published
@dataclass(frozen=True, kw_only=True)
class PlaceRequested(Message):
    """Somebody asks for a place of their own at an event, and has confirmed an address."""

    type: ClassVar[str] = "place.requested.v1"
    owner: ClassVar[str] = "members"

    event_id: UUID
    member_id: UUID
    region: str | None = None

    def people(self) -> list[UUID]:
        return [self.member_id]
