"""One person's calendar: an address of their own, and what stands under it."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from shared.contracts.events.agenda import AgendaEvent
from shared.contracts.wire import Wire


@dataclass(frozen=True, kw_only=True)
class OwnCalendar(Wire):
    """The secret of a person's calendar address; None when they have none."""

    secret: str | None = None


@dataclass(frozen=True, kw_only=True)
class CalendarRef(Wire):
    """The secret of a calendar address: 128 bits, which nobody finds by trying."""

    secret: str


@dataclass(frozen=True, kw_only=True)
class CalendarOf(Wire):
    """
    What somebody is invited to and did not say no to, public or not; nothing says who they are.

    `unsure` are those they have not said yes to.
    """

    events: list[AgendaEvent]
    unsure: list[UUID] = field(default_factory=list)
