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


class TooManyAxes(Refusal):
    """Those are more axes than an event can have."""

    code = "too-many-axes"


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


class UnknownCalendar(Refusal):
    """No calendar is under that address, or no longer."""

    code = "unknown-calendar"


class EventHasBegun(Refusal):
    """The event has begun: its start stays."""

    code = "event-has-begun"


class EventFinished(Refusal):
    """The event is over: only its texts can still change."""

    code = "event-finished"


class AnswersOver(Refusal):
    """Until when answers are possible has passed: nobody could answer."""

    code = "answers-over"


class PublishedInThePast(Refusal):
    """When it is to be published has passed."""

    code = "published-in-the-past"


class PublishedTooLate(Refusal):
    """It is to be published when nobody can answer any more."""

    code = "published-too-late"


class AnswersClosed(Refusal):
    """The deadline for answers is over: places can still be left, not asked for."""

    code = "answers-closed"


class TooManyGuests(Refusal):
    """Nobody brings more guests to this event than `most`, and nobody fewer than none."""

    code = "too-many-guests"


class NoPlaceForGuests(Refusal):
    """There are not as many free places as guests more were named."""

    code = "no-place-for-guests"


class UnknownCode(Refusal):
    """No invitation is under that code, or no longer."""

    code = "unknown-code"


class AlreadyChased(Refusal):
    """Those who are silent were asked once more already."""

    code = "already-chased"


class BadReminderTime(Refusal):
    """No clock shows that time, or it is more than a day away from the event."""

    code = "bad-reminder-time"


class NothingToSayYet(Refusal):
    """The event is not over yet, or nobody kept a place for this person."""

    code = "nothing-to-say-yet"


class BadFeedback(Refusal):
    """One of the three questions has no answer, or one that was not offered."""

    code = "bad-feedback"


class NotALink(Refusal):
    """That is no https link."""

    code = "not-a-link"


class ContactUnreadable(Refusal):
    """A name, number or address of the contact cannot be read."""

    code = "contact-unreadable"


class ContactWithoutName(Refusal):
    """Whoever has a number or an address there has a name."""

    code = "contact-without-name"


class ContactWithoutAddress(Refusal):
    """Whoever stands there can be reached: by phone or e-mail."""

    code = "contact-without-address"


class AnswersAfterStart(Refusal):
    """Answers come before the start."""

    code = "answers-after-start"


class DoorClosed(Refusal):
    """The event is not on, and was not lately: nobody comes in any more."""

    code = "door-closed"
