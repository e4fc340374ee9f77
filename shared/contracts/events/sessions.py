"""What happens within an event: sessions, side by side or one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.contracts.events.series import Which
from shared.contracts.wire import Wire


@dataclass(frozen=True, kw_only=True)
class SessionText(Wire):
    """What is said of a session in one language."""

    title: str
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class EventSession(Wire):
    """
    One session as cards show it; `capacity` is None when everybody finds room.

    Texts are keyed by language, and stand in for each other in the order of the card's languages.
    """

    session_id: UUID
    starts_at: datetime
    ends_at: datetime
    texts: dict[str, SessionText]
    room: str = ""
    speakers: str = ""
    capacity: int | None = None

    def language(self, wanted: str, others: Sequence[str] = ()) -> str:
        """Choose a language that it is told in, first that of the reader."""
        return next(code for code in (wanted, *others, *self.texts) if code in self.texts)


@dataclass(frozen=True, kw_only=True)
class PutSession(Wire):
    """
    Write a session: a new one without `session_id`. Times are on the wall clock of the event.

    The same `command_id` again changes nothing.
    """

    command_id: UUID
    event_id: UUID
    starts_at: str
    ends_at: str
    texts: dict[str, SessionText]
    session_id: UUID | None = None
    room: str = ""
    speakers: str = ""
    capacity: int | None = None
    which: Which = "one"


@dataclass(frozen=True, kw_only=True)
class RemoveSession(Wire):
    command_id: UUID
    event_id: UUID
    session_id: UUID
    which: Which = "one"
