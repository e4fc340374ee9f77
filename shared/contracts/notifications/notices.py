"""What became of telling a person of an event, or why nothing did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.contracts.notifications.sends import Kind
from shared.contracts.wire import Wire


@dataclass(frozen=True, kw_only=True)
class FindNotices(Wire):
    """Asks what became of telling some people, 500 at most, of an event."""

    event_id: UUID
    member_ids: list[UUID]


@dataclass(frozen=True, kw_only=True)
class Notice(Wire):
    """
    One send, one person, one channel: a row of the ledger, in words that pages have.

    `state` is that of whoever was told for the person when they share a number (`shared`). What
    waits does so until `until`, for `reason` or because its batch or its send is `held`. `in_gap`:
    on its way when the send was stopped.
    """

    send_id: UUID
    kind: Kind
    member_id: UUID
    channel: str
    state: str
    reason: str = ""
    shared: bool = False
    at: datetime
    until: datetime | None = None
    in_gap: bool = False


@dataclass(frozen=True, kw_only=True)
class Notices(Wire):
    """By person, then in the order in which the sends were made."""

    notices: list[Notice]
