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


@dataclass(frozen=True, kw_only=True)
class FindReasons(Wire):
    """Asks what became of all that was to be said about an event, in sums."""

    event_id: UUID


@dataclass(frozen=True, kw_only=True)
class Reason(Wire):
    """So many rows of the ledger ended like this on a channel, or stand so now."""

    channel: str
    state: str
    reason: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class Reasons(Wire):
    """
    Every row of an event's sends, by channel, state and reason: their sum is the number of rows.

    `in_gap` counts those that were on their way when a send was stopped; they stand above, too.
    """

    reasons: list[Reason]
    in_gap: int = 0


@dataclass(frozen=True, kw_only=True)
class FindPeopleByReason(Wire):
    """
    Asks whom an event's messages did not reach for a reason, or who was in the gap of a stop.

    500 at most, in the order of their ids; `after` is the last one that is known. `taken_out` when
    they are to leave the console as a sheet: that is written down.
    """

    event_id: UUID
    channel: str = ""
    state: str = ""
    reason: str = ""
    in_gap: bool = False
    after: str | None = None
    limit: int = 50
    taken_out: bool = False


@dataclass(frozen=True, kw_only=True)
class PeopleByReason(Wire):
    """Rows of the ledger; `next` is where the following page begins."""

    notices: list[Notice]
    next: str | None = None
