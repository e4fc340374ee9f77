"""Questions at sign-up, checked."""

from __future__ import annotations

from uuid import UUID

from services.events import errors
from services.events.domain.sessions import one_line
from shared.contracts.events import EventQuestion, PutQuestion, QuestionText

MOST_QUESTIONS = 10
FEWEST_CHOICES, MOST_CHOICES = 2, 12


def checked(request: PutQuestion, question_id: UUID) -> EventQuestion:
    """Check what an organiser wants to ask; SensitiveQuestion for what belongs into the vault."""
    if request.sensitive:
        raise errors.SensitiveQuestion
    texts = {language: _text(text, language) for language, text in request.texts.items()}
    if not texts:
        raise errors.QuestionMissing
    if request.kind == "choice":
        numbers = {len(text.choices) for text in texts.values()}
        if len(numbers) != 1 or not FEWEST_CHOICES <= numbers.pop() <= MOST_CHOICES:
            raise errors.ChoicesMissing(most=MOST_CHOICES)
    else:
        texts = {code: QuestionText(label=text.label) for code, text in texts.items()}
    return EventQuestion(
        question_id=question_id, kind=request.kind, required=request.required, texts=texts
    )


def _text(text: QuestionText, language: str) -> QuestionText:
    label = one_line(text.label, "label")
    if not label:
        raise errors.QuestionMissing(language=language)
    choices = [one_line(choice, "choices") for choice in text.choices]
    return QuestionText(label=label, choices=[*dict.fromkeys(filter(None, choices))])
