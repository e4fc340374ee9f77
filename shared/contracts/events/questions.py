"""What whoever says yes to an event is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from shared.contracts.events.series import Which
from shared.contracts.wire import Wire

QuestionKind = Literal["text", "choice", "yes_no"]


@dataclass(frozen=True, kw_only=True)
class QuestionText(Wire):
    """A question in one language; of a choice, what can be chosen, in the same order in each."""

    label: str
    choices: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class EventQuestion(Wire):
    """
    A question; what is answered to a `sensitive` one is kept in the vault of `members`.

    It is never required: nobody has to agree to that for a place.
    """

    question_id: UUID
    kind: QuestionKind
    required: bool
    texts: dict[str, QuestionText]
    sensitive: bool = False

    def language(self, wanted: str, others: Sequence[str] = ()) -> str:
        """Choose a language that it is asked in, first that of the reader."""
        return next(code for code in (wanted, *others, *self.texts) if code in self.texts)


@dataclass(frozen=True, kw_only=True)
class QuestionAnswer(Wire):
    """
    What somebody answered: words, `yes` or `no`, or the number of what they chose, from 0.

    It is a number so that what can be chosen may be said in other words, in each language.
    """

    question_id: UUID
    value: str


@dataclass(frozen=True, kw_only=True)
class EventQuestions(Wire):
    """The questions of an event, in the order in which they are asked."""

    questions: list[EventQuestion]


@dataclass(frozen=True, kw_only=True)
class PutQuestion(Wire):
    """
    Write a question: a new one, at the end, without `question_id`.

    A `sensitive` one is answered into the vault, with explicit consent, and cannot be required.
    """

    command_id: UUID
    event_id: UUID
    kind: QuestionKind
    texts: dict[str, QuestionText]
    question_id: UUID | None = None
    required: bool = False
    sensitive: bool = False
    which: Which = "one"


@dataclass(frozen=True, kw_only=True)
class RemoveQuestion(Wire):
    command_id: UUID
    event_id: UUID
    question_id: UUID
    which: Which = "one"
