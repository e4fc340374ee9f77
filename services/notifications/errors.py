"""What `notifications` refuses, in its own words."""

from shared.errors import Failure, Refusal


class UnknownCode(Refusal):
    """No invitation is under that code, or no longer."""

    code = "unknown-code"


class UnknownSend(Refusal):
    """There is no such send."""

    code = "unknown-send"


class AlreadyStopped(Refusal):
    """The send is stopped already."""

    code = "already-stopped"


class UnknownMessage(Refusal):
    """There is no such message from anybody."""

    code = "unknown-message"


class MessageClosed(Refusal):
    """Somebody has dealt with that message already."""

    code = "message-closed"


class NumberIsSilent(Refusal):
    """Whoever wrote asked to get no more SMS."""

    code = "number-is-silent"


class GoesNowhere(Refusal):
    """No SMS is sent to the number: it is a dear one, or has no price."""

    code = "goes-nowhere"


class SmsTooLong(Refusal):
    """The text is longer than an SMS of six parts."""

    code = "sms-too-long"


class NotProven(Refusal):
    """The call does not carry the provider's proof."""

    code = "not-proven"


class CardMissing(Failure):
    """The event's card is not here yet."""

    code = "card-missing"


class HoursUnreadable(Refusal):
    """Hours are no times of the clock, or so long that hardly anything would be sent."""

    code = "hours-unreadable"


class DaysUnreadable(Refusal):
    """Days of a Ramadan do not follow each other, or are more than a month."""

    code = "ramadan-unreadable"


class LimitUnreadable(Refusal):
    """A limit of messages to one person is no small number."""

    code = "limit-unreadable"


class ZoneUnknown(Refusal):
    """There is no such time zone."""

    code = "zone-unknown"


class PricesUnreadable(Refusal):
    """A price is no small number, stands there twice, or is for numbers that nothing goes to."""

    code = "prices-unreadable"


class MoneyUnreadable(Refusal):
    """An amount of money, or a number of people, cannot be read."""

    code = "money-unreadable"


class SecondPersonNeeded(Refusal):
    """Whoever asked for a send to so many people does not release it themselves."""

    code = "second-person-needed"


class NotHeld(Refusal):
    """The send does not wait for anybody."""

    code = "not-held"


class SaysSomethingElse(Refusal):
    """The send says something else by now than whoever releases it has seen."""

    code = "says-something-else"


class NotResumable(Refusal):
    """The send was not stopped by hand, or what it says is over."""

    code = "not-resumable"


class TextMissing(Refusal):
    """A text has nothing in it."""

    code = "own-text-missing"


class TextTooLong(Refusal):
    """A text is longer than anybody reads; `most` is how long it may be."""

    code = "own-text-too-long"


class UnknownField(Refusal):
    """A text names a field that it cannot be filled with; `known` are those that it can."""

    code = "unknown-field"


class LoneDollar(Refusal):
    """A text has a `$` that begins no field."""

    code = "lone-dollar"


class FieldNeeded(Refusal):
    """A text does not have a field without which it would not say what it is for."""

    code = "field-needed"


class LinkNeeded(Refusal):
    """An SMS has no link to answer and to refuse, or one that phones would not recognise."""

    code = "link-needed"


class SubjectUnsafe(Refusal):
    """A subject is more than one line of plain text."""

    code = "subject-unsafe"


class TextChanged(Refusal):
    """Somebody else has changed this text meanwhile."""

    code = "own-text-changed"


class NoOwnText(Refusal):
    """There is no text of their own to take away."""

    code = "no-own-text"


class NothingSaid(Refusal):
    """There is no text in any language of the event."""

    code = "nothing-announced"


class TitleMissing(Refusal):
    """A text has no title."""

    code = "title-missing"


class SaidTooLong(Refusal):
    """A title or a text is longer than an SMS should be."""

    code = "said-too-long"


class NotCorrectable(Refusal):
    """The send has reached nobody, its event is off, or it is not of a kind that goes to many."""

    code = "not-correctable"


class NothingToMend(Refusal):
    """The send is of no use any more, replaced or off, or not of a kind that goes to many."""

    code = "nothing-to-mend"


class NotWrittenYet(Failure):
    """What a message became is not written down yet; ask again a moment later."""

    code = "not-written-yet"
