"""What `events` refuses, in its own words."""

from shared.errors import Refusal


class EventInThePast(Refusal):
    """The event's start has passed."""

    code = "event-in-the-past"


class EndsBeforeStart(Refusal):
    """The end is not after the start."""

    code = "ends-before-start"


class UnknownZone(Refusal):
    """There is no such time zone."""

    code = "unknown-zone"


class NoSuchLocalTime(Refusal):
    """The clocks skip that hour on that day, or it is no time at all."""

    code = "no-such-local-time"


class CapacityTooSmall(Refusal):
    """An event has at least one place."""

    code = "capacity-too-small"


class CapacityTooLarge(Refusal):
    """That is more places than there can be."""

    code = "capacity-too-large"


class TitleMissing(Refusal):
    """Every language of the event needs a title."""

    code = "title-missing"


class TextTooLong(Refusal):
    """A text is longer than can be shown."""

    code = "text-too-long"


class UnknownEvent(Refusal):
    """There is no such event."""

    code = "unknown-event"


class AlreadyPublished(Refusal):
    """The event is open already."""

    code = "already-published"


class NotPublished(Refusal):
    """The event is not open yet."""

    code = "not-published"


class EventCancelled(Refusal):
    """The event will not take place."""

    code = "event-cancelled"


class EventIsOver(Refusal):
    """The event has begun: answers came until then."""

    code = "event-is-over"


class AnswersClosed(Refusal):
    """The deadline for answers is over: places can still be left, not asked for."""

    code = "answers-closed"


class NotInvited(Refusal):
    """That person is not invited to the event."""

    code = "person-not-invited"


class TooManyGuests(Refusal):
    """Nobody brings more guests to this event than `most`, and nobody fewer than none."""

    code = "too-many-guests"


class NoPlaceForGuests(Refusal):
    """There are not as many free places as guests more were named."""

    code = "no-place-for-guests"


class UnknownCode(Refusal):
    """No invitation is under that code, or no longer."""

    code = "unknown-code"
