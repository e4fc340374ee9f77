"""The rules' ways of saying no about what is asked of whoever says yes."""

from __future__ import annotations

from shared.errors import Refusal


class SensitiveAndRequired(Refusal):
    """Nobody has to say something sensitive for a place."""

    code = "sensitive-and-required"


class SensitiveQuestionStays(Refusal):
    """What people answered to it is sealed, and is taken back beside the question."""

    code = "sensitive-question-stays"


class QuestionMissing(Refusal):
    """A question is asked in words, in each language that it has."""

    code = "question-missing"


class ChoicesMissing(Refusal):
    """A choice has some things to choose, as many in each language."""

    code = "choices-missing"


class UnknownQuestion(Refusal):
    """There is no such question of this event."""

    code = "unknown-question"


class TooManyQuestions(Refusal):
    """That is more questions than somebody answers."""

    code = "too-many-questions"


class QuestionAnswered(Refusal):
    """Somebody has answered: another kind, or more to choose, would give that another meaning."""

    code = "question-answered"
