"""Answers to sensitive questions: in the vault of `members`, in no message and no list."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from shared.contracts.wire import Wire


@dataclass(frozen=True, kw_only=True)
class SealedAnswer(Wire):
    """
    What somebody answered: the question and the answer as they read them, in words.

    `wording` is what they agreed to, as it stood beside the question.
    """

    question_id: UUID
    asked: str
    value: str
    wording: str


@dataclass(frozen=True, kw_only=True)
class SealAnswers(Wire):
    """
    Keep what one person answers, each in place of what they answered before.

    `ends_at` is when the event ends: some days later nothing of it is kept any more. The same
    `command_id` again changes nothing.
    """

    command_id: UUID
    event_id: UUID
    member_id: UUID
    ends_at: datetime
    answers: list[SealedAnswer]


@dataclass(frozen=True, kw_only=True)
class AskWhatIsSealed(Wire):
    """Ask which questions of an event these people have answered, not what."""

    event_id: UUID
    member_ids: list[UUID]


@dataclass(frozen=True, kw_only=True)
class SealedQuestion(Wire):
    member_id: UUID
    question_id: UUID


@dataclass(frozen=True, kw_only=True)
class SealedQuestions(Wire):
    sealed: list[SealedQuestion] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class TakeBackAnswer(Wire):
    """Remove what one person answered to a question; what is not there is no error."""

    event_id: UUID
    member_id: UUID
    question_id: UUID


@dataclass(frozen=True, kw_only=True)
class OpenAnswers(Wire):
    """Read what people answered to an event; why is typed by whoever reads, and is written down."""

    event_id: UUID
    reason: str
    after: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class OpenedAnswer(Wire):
    member_id: UUID
    question_id: UUID
    asked: str
    value: str
    wording: str
    agreed_at: datetime


@dataclass(frozen=True, kw_only=True)
class OpenedAnswers(Wire):
    """A page of them, whole people; `next` is whom the next page comes after."""

    event_id: UUID
    answers: list[OpenedAnswer] = field(default_factory=list)
    next: UUID | None = None
