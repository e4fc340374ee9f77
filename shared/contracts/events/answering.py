"""The young person's side: a link, and an answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.contracts.events.cards import Answer, Card, Place
from shared.contracts.events.questions import EventQuestion, QuestionAnswer
from shared.contracts.events.session_places import SessionRoom
from shared.contracts.wire import Wire


@dataclass(frozen=True, kw_only=True)
class OpenInvitation(Wire):
    """
    The code of an invitation link; unknown, altered and expired ones are refused alike.

    `origin` tells apart, without naming them, the places that ask: wrong codes are counted by it.
    """

    code: str
    origin: str = ""


@dataclass(frozen=True, kw_only=True)
class Invited(Wire):
    """
    One person behind a code; `position` is the place in the queue, from 1; `feedback_given` says
    that the questions about the event were answered, `asked_how_it_was` that they may be.

    `offered` places are held until `offered_until`: fewer than the person and the guests need,
    when no more are free. `together` is who waits for all of them at once. `replies` are their
    answers to the questions, and `sessions` what they chose, only where a link is opened.
    """

    member_id: UUID
    answer: Answer | None = None
    place: Place = "none"
    position: int | None = None
    offered_until: datetime | None = None
    feedback_given: bool = False
    asked_how_it_was: bool = False
    guests: int = 0
    offered: int | None = None
    together: bool = False
    replies: list[QuestionAnswer] = field(default_factory=list)
    sessions: list[UUID] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Invitation(Wire):
    """
    What a link shows. `situation` is what has to be said first: open, full, changed (since the
    invitation went out), cancelled, or past; `over` when it has ended, not only begun.
    `guests_most` is how many one may bring; `questions` are for whoever says yes,
    `rooms` for whoever has a place: sessions with a capacity of their own, to choose from.

    After `answer_until` it is `closed`: places can be left, and offers taken, but none asked for.
    """

    card: Card
    situation: Literal["open", "full", "changed", "cancelled", "past"]
    people: list[Invited]
    over: bool = False
    guests_most: int = 0
    answer_until: datetime | None = None
    closed: bool = False
    questions: list[EventQuestion] = field(default_factory=list)
    rooms: list[SessionRoom] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class GiveAnswer(Wire):
    """
    An answer by one person behind a code; the same `command_id` again changes nothing.

    Who says yes may bring guests. Who is offered fewer places than they asked for may take
    these, or go on waiting for all of them: `together`.
    """

    command_id: UUID
    code: str
    member_id: UUID
    answer: Answer
    origin: str = ""
    guests: int = 0
    together: bool = False
