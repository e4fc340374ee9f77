"""Questions at sign-up, checked."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from services.events import errors
from services.events.domain.sessions import one_line
from shared.contracts.events import EventQuestion, PutQuestion, QuestionAnswer, QuestionText

MOST_QUESTIONS = 10
FEWEST_CHOICES, MOST_CHOICES = 2, 12
LONGEST_REPLY = 500


def checked(request: PutQuestion, question_id: UUID) -> EventQuestion:
    """Check what is to be asked; SensitiveAndRequired, QuestionMissing, ChoicesMissing."""
    if request.sensitive and request.required:
        raise errors.SensitiveAndRequired
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
        question_id=question_id,
        kind=request.kind,
        required=request.required,
        texts=texts,
        sensitive=request.sensitive,
    )


def _text(text: QuestionText, language: str) -> QuestionText:
    label = one_line(text.label, "label")
    if not label:
        raise errors.QuestionMissing(language=language)
    choices = [one_line(choice, "choices") for choice in text.choices]
    return QuestionText(label=label, choices=[*dict.fromkeys(filter(None, choices))])


def offered(question: EventQuestion) -> list[str]:
    """Give what can be chosen, as it is kept; nothing where people write words."""
    match question.kind:
        case "choice":
            most = max(len(text.choices) for text in question.texts.values())
            return [str(number) for number in range(most)]
        case "yes_no":
            return ["yes", "no"]
    return []


def ordinary(asked: Sequence[EventQuestion]) -> list[EventQuestion]:
    """Give the questions that are answered here: what is sensitive goes into the vault."""
    return [question for question in asked if not question.sensitive]


def same_meaning(before: EventQuestion, after: EventQuestion) -> bool:
    """Tell whether an answer to a question still is one after it was written again."""
    return (
        before.kind == after.kind
        and before.sensitive == after.sensitive
        and offered(before) == offered(after)
    )


def replies(
    questions: Sequence[EventQuestion], answers: Sequence[QuestionAnswer]
) -> dict[UUID, str]:
    """
    Check what somebody answered; gives what is kept: of sensitive questions nothing.

    ReplyLeftOut, ReplyTooLong, ReplyNotOffered, each with the question as its field.
    """
    said = {answer.question_id: answer.value for answer in answers}
    cleaned = {q.question_id: _reply(q, said.get(q.question_id, "")) for q in ordinary(questions)}
    return {question_id: value for question_id, value in cleaned.items() if value}


def _reply(question: EventQuestion, value: str) -> str:
    field = str(question.question_id)
    value = value.replace("\r\n", "\n")
    kept = "".join(c for c in value if c == "\n" or c.isprintable() or c in "\u200c\u200d").strip()
    if not kept and question.required:
        raise errors.ReplyLeftOut(field=field)
    if len(kept) > LONGEST_REPLY:
        raise errors.ReplyTooLong(field=field, most=LONGEST_REPLY)
    if kept and question.kind != "text" and kept not in offered(question):
        raise errors.ReplyNotOffered(field=field)
    return kept
