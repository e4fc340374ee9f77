"""What of a wave has not come, and is asked for again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

from shared.contracts.wire import Message, published


@published
@dataclass(frozen=True, kw_only=True)
class PagesMissed(Message):
    """
    Of a wave's pages only these were heard for a while: the others are wanted once more.

    Whoever resolved it says them again as they were said before, so that one that was heard
    meanwhile has no second effect.
    """

    type: ClassVar[str] = "audience.missed.v1"
    owner: ClassVar[str] = "events"

    wave_id: UUID
    event_id: UUID
    heard: list[int] = field(default_factory=list)


@published
@dataclass(frozen=True, kw_only=True)
class PlanQuestioned(Message):
    """
    So many people of a wave were handed over: how many of them have rows in the ledger?

    It is answered at once, and when the last of them has one.
    """

    type: ClassVar[str] = "plan.questioned.v1"
    owner: ClassVar[str] = "events"

    wave_id: UUID
    event_id: UUID
    meant: int
