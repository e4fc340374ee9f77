"""Places that were asked for: how `events` answers organisers about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.contracts.wire import Wire

MOST_PLACE_REQUESTS = 100
"""So many are given at once, those who asked first; the next come when these are decided."""


@dataclass(frozen=True, kw_only=True)
class PlaceRequest(Wire):
    """Somebody who is not invited and asks for a place; nobody has decided yet."""

    member_id: UUID
    asked_at: datetime


@dataclass(frozen=True, kw_only=True)
class PlaceRequests(Wire):
    """What waits for a decision, 100 at most, and how many there are in all."""

    requests: list[PlaceRequest]
    total: int


@dataclass(frozen=True, kw_only=True)
class DecidePlace(Wire):
    """Invite somebody who asked, or decline. The same `command_id` again changes nothing."""

    command_id: UUID
    event_id: UUID
    member_id: UUID
    invite: bool
