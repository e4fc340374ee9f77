"""What an organiser lets happen later, or once more: publishing on a day to come, copies."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.members import WaveWish
from shared.contracts.wire import Wire


@dataclass(frozen=True, kw_only=True)
class CopyEvent(Wire):
    """
    Make a draft like an event, beginning at `starts_at` on the wall clock of its zone.

    All its other times keep their distance. The same `command_id` again makes no second one.
    """

    command_id: UUID
    event_id: UUID
    starts_at: str


@dataclass(frozen=True, kw_only=True)
class PublishLater(Wire):
    """
    Publish a draft at `publish_at` on the wall clock of its zone, to an audience chosen now.

    Who its people are is found out when it is due. Asking again replaces what was asked before.
    """

    command_id: UUID
    event_id: UUID
    audience_id: UUID
    publish_at: str
    wish: WaveWish | None = None


@dataclass(frozen=True, kw_only=True)
class PublishNotLater(Wire):
    """Take back that a draft is to be published; without effect when it is not to be."""

    command_id: UUID
    event_id: UUID
