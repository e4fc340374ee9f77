"""What everybody may read: the public agenda."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.contracts.events.cards import CardText, EventType
from shared.contracts.members import Language
from shared.contracts.wire import Wire

MOST_ON_AGENDA = 200
"""The most events that one question is answered with."""

SHORT_TEXT = 600
"""So much of a description is said in a list; the event's own page says all of it."""


@dataclass(frozen=True, kw_only=True)
class OnAgenda(Wire):
    """
    Whether an event is on the public agenda, and the codes of its axes.

    `listed` is None for what is usual: forums and youth meetings are, assemblies are not.
    """

    listed: bool | None = None
    axes: list[str] = field(default_factory=list)

    def shows(self, kind: EventType) -> bool:
        """Tell whether an event of a kind is on the agenda."""
        return kind != "assembly" if self.listed is None else self.listed


@dataclass(frozen=True, kw_only=True)
class FindAgenda(Wire):
    """
    A page of the agenda: what has not ended, the next first; or what has, the latest first.

    `after` is the page before's `next`; `limit` is 200 at most.
    """

    past: bool = False
    axis: str | None = None
    after: str | None = None
    limit: int = 20


@dataclass(frozen=True, kw_only=True)
class AgendaEvent(Wire):
    """
    What everybody may know of an event: no places, no counts, nobody's name, no way in online.

    `version` grows with what is said of it. Languages are as on its card.
    """

    event_id: UUID
    version: int
    type: EventType
    state: Literal["published", "cancelled"]
    starts_at: datetime
    ends_at: datetime
    zone: str
    languages: list[Language]
    texts: dict[str, CardText]
    axes: list[str]
    published_at: datetime
    changed_at: datetime
    map_link: str = ""

    @property
    def uid(self) -> str:
        """What every calendar knows this event by, however it came there (RFC 7986)."""
        return str(self.event_id)

    def text(self, language: str) -> CardText:
        """Give the text in `language`, else in the first language of the fall-back order."""
        return self.texts[self.language(language)]

    def language(self, wanted: str) -> str:
        """Say in which language the text for a reader of `wanted` is."""
        return next(code for code in (wanted, *self.languages) if code in self.texts)


@dataclass(frozen=True, kw_only=True)
class AgendaPage(Wire):
    """Events of the agenda, and all axes that events on it have."""

    events: list[AgendaEvent]
    axes: list[str] = field(default_factory=list)
    next: str | None = None
