"""What `events` refuses, in its own words."""

from services.events.errors.questions import ChoicesMissing as ChoicesMissing
from services.events.errors.questions import QuestionAnswered as QuestionAnswered
from services.events.errors.questions import QuestionMissing as QuestionMissing
from services.events.errors.questions import SensitiveAndRequired as SensitiveAndRequired
from services.events.errors.questions import SensitiveQuestionStays as SensitiveQuestionStays
from services.events.errors.questions import TooManyQuestions as TooManyQuestions
from services.events.errors.questions import UnknownQuestion as UnknownQuestion
from services.events.errors.sessions import SessionFilled as SessionFilled
from services.events.errors.sessions import SessionFull as SessionFull
from services.events.errors.sessions import SessionsAtOnce as SessionsAtOnce
from services.events.errors.sessions import SessionsNotYet as SessionsNotYet
from services.events.errors.sessions import SessionTooSmall as SessionTooSmall
from services.events.errors.waves import KeptForNobody as KeptForNobody
from services.events.errors.waves import KeptTooLong as KeptTooLong
from services.events.errors.waves import TooManyKept as TooManyKept
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
    """The clocks skip that hour on that day."""

    code = "no-such-local-time"


class UnreadableTime(Refusal):
    """It is no day and hour that can be read."""

    code = "unreadable-time"


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


class WaveInThePast(Refusal):
    """When it is to go has passed; a slip of the pen must not send it at once."""

    code = "wave-in-the-past"


class PublishedTooLate(Refusal):
    """It is to be published when nobody can answer any more."""

    code = "published-too-late"


class AnswersClosed(Refusal):
    """The deadline for answers is over: places can still be left, not asked for."""

    code = "answers-closed"


class NotInvited(Refusal):
    """That person is not invited to the event."""

    code = "person-not-invited"


class TooManyGuests(Refusal):
    """An event allows no more guests each than `most`."""

    code = "too-many-guests"


class MoreGuestsThanAllowed(Refusal):
    """Nobody brings more guests to this event than `most`, and nobody fewer than none."""

    code = "more-guests-than-allowed"


class NoPlaceForGuests(Refusal):
    """There are not as many free places as guests more were named."""

    code = "no-place-for-guests"


class UnreadableRule(Refusal):
    """That is no rule by which an event comes again."""

    code = "unreadable-rule"


class RuleElsewhere(Refusal):
    """The event itself is not on a day of the rule."""

    code = "rule-elsewhere"


class RepeatsAlready(Refusal):
    """The event belongs to a series already."""

    code = "repeats-already"


class SeriesDayFixed(Refusal):
    """The rule of the series names its days: of one event alone the day can change."""

    code = "series-day-fixed"


class UnknownSession(Refusal):
    """There is no such session in this event."""

    code = "unknown-session"


class SessionOutside(Refusal):
    """The session is not within the times of its event."""

    code = "session-outside"


class TooManySessions(Refusal):
    """That is more sessions than a programme can show."""

    code = "too-many-sessions"


class TooManyPartners(Refusal):
    """That is more partner organisations than can be shown."""

    code = "too-many-partners"


class NotAskedYet(Refusal):
    """The questions are for whoever said yes, and has a place or waits for one."""

    code = "not-asked-yet"


class ReplyLeftOut(Refusal):
    """A question that has to be answered is not."""

    code = "reply-left-out"


class ReplyTooLong(Refusal):
    """An answer to a question is longer than is kept."""

    code = "reply-too-long"


class ReplyNotOffered(Refusal):
    """That cannot be chosen as an answer to this question."""

    code = "reply-not-offered"


class ProposalMissing(Refusal):
    """A proposal has a title and an idea."""

    code = "proposal-missing"


class UnknownProposal(Refusal):
    """There is no such proposal, or not any more."""

    code = "unknown-proposal"


class ProposalDecided(Refusal):
    """Somebody has answered this proposal already."""

    code = "proposal-decided"


class ReplyMissing(Refusal):
    """Whoever proposed a meeting is told why it is declined."""

    code = "reply-missing"


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


class UnknownWave(Refusal):
    """There is no such wave, or it has gone already."""

    code = "unknown-wave"


class WaveTooLate(Refusal):
    """Nobody could answer any more by then."""

    code = "wave-too-late"


class BadThreshold(Refusal):
    """That is no number of people."""

    code = "bad-threshold"


class LabelTooLong(Refusal):
    """The label is longer than can be shown."""

    code = "label-too-long"


class TooManyWaves(Refusal):
    """That is more waves than one event can have."""

    code = "too-many-waves"


class NothingAnnounced(Refusal):
    """There is no text in any language of the event."""

    code = "nothing-announced"


class UnknownPlaceRequest(Refusal):
    """Nobody of that id asked for a place at the event."""

    code = "unknown-place-request"


class PlaceDecided(Refusal):
    """Somebody has decided about this request already."""

    code = "place-decided"


class AlreadyInvited(Refusal):
    """That person is invited to the event already."""

    code = "already-invited"
