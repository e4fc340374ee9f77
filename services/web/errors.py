"""What `web` itself refuses: what cannot even be asked, because of how it was typed."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from shared.errors import Refused


class Mistyped(Refused):
    """A field does not hold what its kind asks for; shown like any service's refusal."""

    named: ClassVar[str] = "invalid-request"

    def __init__(self) -> None:
        super().__init__(self.named)


class DateMissing(Mistyped):
    """The start is not given."""

    named = "date-missing"


class NothingSaid(Mistyped):
    """A text to be sent has no words in any language."""

    named = "nothing-announced"


class TitleMissing(Mistyped):
    """No language has any text."""

    named = "title-missing"


class NothingToMend(Mistyped):
    """Nothing is chosen to be sent again, or nobody is left for it."""

    named = "nothing-to-mend"


class EmptyAudience(Mistyped):
    """Whoever is to be invited is nobody."""

    named = "empty-audience"


class CapacityMissing(Mistyped):
    """The number of places is no number."""

    named = "capacity-missing"


class PersonNotInvited(Mistyped):
    """There is no answer of somebody who was never asked."""

    named = "person-not-invited"


class AnswerMissing(Mistyped):
    """None of yes, no and maybe was chosen."""

    named = "answer-missing"


class NotThatMany(Mistyped):
    """How many guests somebody brings is no number."""

    named = "number-of-guests-missing"


class GuestsMissing(Mistyped):
    """How many each may bring is no number."""

    named = "guests-missing"


class TimesMissing(Mistyped):
    """How often an event comes again is no number, or until when no day."""

    named = "times-missing"


class TimesOfSessionMissing(Mistyped):
    """The start or the end of a session is not given."""

    named = "session-times-missing"


class UnknownSession(Mistyped):
    """The event has no such session."""

    named = "unknown-session"


class UnknownQuestion(Mistyped):
    """The event has no such question."""

    named = "unknown-question"


class UnknownAudience(Mistyped):
    """No audience is under what was sent."""

    named = "unknown-audience"


class DaysMissing(Mistyped):
    """How many days before an event it is published is no number."""

    named = "days-missing"


class AgeNotANumber(Mistyped):
    """An age is no number, or the two are the wrong way round."""

    named = "age-not-a-number"


class SizeMissing(Mistyped):
    """How many a wave is for is no number, or only toward what is said."""

    named = "size-missing"


class ShareNotANumber(Mistyped):
    """How many of a hundred are to be women is no number from 0 to 100."""

    named = "share-not-a-number"


class DayMissing(Mistyped):
    """The day before which a mandate ends is not given."""

    named = "day-missing"


class ListMissing(Mistyped):
    """No list was chosen, and no name given to a new one."""

    named = "list-missing"


class NameOfListMissing(Mistyped):
    """A list has a name."""

    named = "list-name-missing"


class NameOfAudienceMissing(Mistyped):
    """An audience that is kept has a name."""

    named = "audience-name-missing"


class DocumentMissing(Mistyped):
    """No file was chosen."""

    named = "document-missing"


class DocumentTooLarge(Mistyped):
    """The file is larger than a document can be."""

    named = "document-too-large"


class SheetMissing(Mistyped):
    """No file was chosen."""

    named = "sheet-missing"


class EmptySheet(Mistyped):
    """The file holds nothing."""

    named = "empty-sheet"


class TooLarge(Mistyped):
    """The file is larger than an import may be."""

    named = "too-large"


class ConsentIncomplete(Mistyped):
    """The basis of the consent is only half told."""

    named = "consent-incomplete"


class ConsentInTheFuture(Mistyped):
    """The day of the consent is to come."""

    named = "consent-in-the-future"


class UnusableField(Refused):
    """A field does not hold what its kind asks for: which, and why, as `members` says it."""

    def __init__(self, *, field: str, reason: str) -> None:
        super().__init__("unusable-field", {"field": field, "reason": reason})


class NobodyCalledSo(Refused):
    """No member in mandate has the name that was written into a field."""

    def __init__(self, field: str) -> None:
        super().__init__("nobody-called-so", {"field": field})


class SeveralToChoose(Refused):
    """Several have the name, and the page lets the staff choose one of them."""

    def __init__(self, field: str) -> None:
        super().__init__("several-to-choose", {"field": field})


class SeveralCalledSo(Refused):
    """Several members in mandate have the name that was written into a field."""

    def __init__(self, field: str) -> None:
        super().__init__("several-called-so", {"field": field})


class UnusableReply(Refused):
    """An answer to a sensitive question is not agreed to, too long, or none that is offered."""

    def __init__(self, question_id: UUID, code: str, **more: object) -> None:
        super().__init__(code, {"field": str(question_id), **more})
