"""Who is expected and who came, for whoever organised it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.contracts.events.cards import Answer, Card, Place
from shared.contracts.events.questions import EventQuestion, QuestionAnswer
from shared.contracts.wire import Wire

TakenOut = Literal["attendance-sheet-taken-out", "answers-taken-out"]


@dataclass(frozen=True, kw_only=True)
class FindAttendance(Wire):
    """
    A page of 500 people at most: all who answered or came, or only those who have a place.

    `after` is the page before's `next`. What is taken out is written down, with the first page.
    `with_replies` also gives what they answered to the questions, and the sessions they chose.
    """

    event_id: UUID
    only_coming: bool = False
    after: UUID | None = None
    taken_out: TakenOut | None = None
    with_replies: bool = False


@dataclass(frozen=True, kw_only=True)
class AttendanceRow(Wire):
    """One person, how many they bring, and when they came: None for whoever was not seen."""

    member_id: UUID
    answer: Answer
    place: Place
    answered_at: datetime
    came_at: datetime | None = None
    guests: int = 0
    replies: list[QuestionAnswer] = field(default_factory=list)
    sessions: list[UUID] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Arrival(Wire):
    """Somebody who came without having answered."""

    member_id: UUID
    came_at: datetime


@dataclass(frozen=True, kw_only=True)
class AttendancePage(Wire):
    """The event's card, and a page of its people: who answered, and who came without."""

    card: Card
    rows: list[AttendanceRow]
    next: UUID | None = None
    unannounced: list[Arrival] = field(default_factory=list)
    questions: list[EventQuestion] = field(default_factory=list)
