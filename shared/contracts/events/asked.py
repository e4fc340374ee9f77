"""What people answered to the questions of an event."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from shared.contracts.events.cards import Place
from shared.contracts.events.questions import EventQuestion, QuestionAnswer
from shared.contracts.wire import Wire


@dataclass(frozen=True, kw_only=True)
class AnswerQuestions(Wire):
    """
    What one person behind a code, who said yes or waits, answers to all questions of the event.

    It replaces what they answered before; an empty value is no answer. What is answered to a
    question that is asked no more is passed over.
    """

    command_id: UUID
    code: str
    member_id: UUID
    answers: list[QuestionAnswer]
    origin: str = ""


@dataclass(frozen=True, kw_only=True)
class QuestionSum(Wire):
    """How many answered a question, and how many chose each thing; words are not summed up."""

    question: EventQuestion
    answered: int
    sums: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class QuestionSums(Wire):
    """
    The questions of an event, and how many are asked them: whoever has a place or waits.

    `sensitive` are those whose answers are in the vault of `members`, and are summed up nowhere.
    """

    asked: int
    questions: list[QuestionSum]
    sensitive: list[EventQuestion] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class FindQuestionAnswers(Wire):
    """
    A page of those who are asked, `after` the page before's `next`.

    `only_missing` are those of whom an answer that has to be given is missing.
    """

    event_id: UUID
    only_missing: bool = False
    after: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Questioned(Wire):
    """One person who is asked, and what they answered."""

    member_id: UUID
    place: Place
    replies: list[QuestionAnswer] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class QuestionAnswerPage(Wire):
    people: list[Questioned]
    next: UUID | None = None
