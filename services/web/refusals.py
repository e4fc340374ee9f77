"""What a refusal's code means to a person: a sentence that says what to do, and where."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from services.web.languages import in_a_row, number
from services.web.refusals_of_sending import SENDING, fields_named
from services.web.refused_where import FIELDS, STATUS
from services.web.words import assemblies, word
from shared.errors import Refused

CONSENT_INCOMPLETE = _l(
    "Say all four things about the consent: the words, where it is written down, the day "
    "and who collected it. Or leave all four empty: then nobody of the sheet is written to."
)

SENTENCES = {
    **SENDING,
    "invalid-request": _l(
        "Something in this form could not be understood. Look at what you typed and send it again."
    ),
    "not-allowed": _l(
        "Your account may not do this. Ask an administrator of your association for the right."
    ),
    "not-signed-in": _l("You are not signed in any more. Sign in and try again."),
    "not-found": _l("There is nothing here. It may have been removed; go back to the list."),
    "wrong-sign-in": _l(
        "This e-mail address and password do not fit together. "
        "Look at both and try again; capital letters count in the password."
    ),
    "too-many-tries": _l("There were too many tries. Wait a while, then try again."),
    "wrong-code": _l(
        "This code is not right, or was used before. Wait for the next one and type that; "
        "the clock of your telephone must be right."
    ),
    "sign-in-too-old": _l("The code came too long after the password. Sign in once more."),
    "proposal-too-old": _l("This picture is too old. Scan the new one, then type its code."),
    "has-second-factor": _l(
        "Your account has a second step already. If you have lost it, an administrator can take "
        "it away."
    ),
    "wrong-old-password": _l("This is not your password of now. Type it once more."),
    "link-not-good": _l("This link was used already, or is too old. Ask for a new one."),
    "weak-password": _l("A password has 12 to 128 characters. A short sentence is a good one."),
    "simple-password": _l(
        "This password is easily guessed: one thing repeated, a row of keys, or a word that many "
        "choose. Choose a short sentence."
    ),
    "personal-password": _l(
        "This password holds your name or your address, which others know. Choose another one."
    ),
    "account-exists": _l("There is an account with this address already. Look in the list."),
    "no-address-or-number": _l(
        "This is neither a mobile number nor an e-mail address. Write for example 0612345678."
    ),
    "number-abroad": _l(
        "We send no codes to numbers of this country. Give your e-mail address instead."
    ),
    "consent-needed": _l("Tick that you agree, at least for one address you gave."),
    "bad-birth-year": _l("Write the year of birth in four digits, for example 2005."),
    "guardian-missing": _l("You are not of age yet: write the name of the parent who agrees."),
    "wrong-join-code": _l(
        "This code is not right, or is too old. Look at the newest SMS, or begin again."
    ),
    "bad-quiet-times": _l("Give two times of the day that differ, as 22:00 and 08:00."),
    "unknown-wording": _l("These words have changed. Read them again, then agree."),
    "unknown-account": _l("There is no such account. Go back to the list."),
    "no-address": _l("This is no e-mail address. Write for example aya@example.org."),
    "name-missing": _l("Write the person's name."),
    "last-admin": _l(
        "Somebody has to manage the accounts, and this is the last administrator. "
        "Make somebody else one first."
    ),
    "reason-missing": _l("Say in a few words why you need to see it."),
    "vault-value-missing": _l("Write what is to be kept."),
    "consent-not-explicit": _l(
        "Nothing sensitive is kept without explicit consent: the words, a day that is not to come, "
        "who asked, what for, and the tick."
    ),
    "not-invited": _l("They have chosen a password already: there is nothing to send again."),
    "limits-not-for-role": _l(
        "An administrator has no limits, and a volunteer is limited to events. Everybody else is "
        "limited to regions or to events, not to both."
    ),
    "volunteer-needs-event": _l(
        "A volunteer stands at the door of an event: choose which one, or several."
    ),
    "volunteer-needs-end": _l(
        "A volunteer's account ends by itself: choose its last day, as the event is not known."
    ),
    "unknown-region": _l("This region is not known. Choose among those that are shown."),
    "ends-in-the-past": _l("The last day has passed. Choose one to come, or none."),
    "event-in-the-past": _l("The event's start has passed. Choose a day to come."),
    "ends-before-start": _l("The end is before the start. Choose an end after the start."),
    "unknown-zone": _l("This time zone is not known. Write for example Africa/Casablanca."),
    "no-such-local-time": _l(
        "This hour does not exist on that day: the clocks change. Choose an hour later."
    ),
    "late-by-then": _l(
        "On that day it is too late for the notice of the statutes. Choose an earlier one."
    ),
    "unreadable-time": _l(
        "This cannot be read as a day and an hour. Choose them in the calendar, or write them like "
        "2027-03-06 18:00."
    ),
    "date-missing": _l("Give the day and the hour of the start."),
    "capacity-missing": _l("Write the number of places in digits, for example 150."),
    "capacity-too-small": _l("An event has at least one place. Write 1 or more."),
    "too-many-for-paper": _l("These are more people than one paper holds. Take the table along."),
    "too-many-axes": _l("An event has a few axes, not so many."),
    "capacity-too-large": _l("That is more places than an event can have. Write a smaller number."),
    "title-missing": _l("Give a title in at least one language, and in each one that has a text."),
    "text-too-long": _l("One of the texts is too long to be shown. Make it shorter."),
    "not-a-link": _l("This is no link. It begins with https:// and holds no spaces."),
    "contact-unreadable": _l("This cannot be read. Write a number or an e-mail address."),
    "contact-without-name": _l("Write the name of whom people can ask."),
    "contact-without-address": _l("Write a number or an e-mail address, or leave the name out."),
    "answers-after-start": _l("Answers end at the start at the latest. Choose an earlier hour."),
    "too-many-guests": _l("That is more guests than somebody may bring. Write a smaller number."),
    "guests-missing": _l("Write the number of guests in digits, or 0 for none."),
    "door-closed": _l(
        "This event has no door any more: what a phone saw is taken until a month after its end."
    ),
    "unknown-event": _l("There is no such event. It may have been removed; go back to the list."),
    "unknown-member": _l("There is no such member, or not any more. Go back to the list."),
    "kept-too-short": _l("The system needs this longer, or that is no number of days."),
    "not-their-name": _l("That is not their first name. Write it as it stands above."),
    "not-meant": _l("Tick that you mean it."),
    "own-no-stands": _l(
        "They have stopped this themselves. Only they can agree again, on their own page."
    ),
    "later-no": _l("A no that is newer than this day is on record. It stands."),
    "nobody-asked": _l("Nobody asked for this, or too long ago. Ask for it once more."),
    "unknown-import": _l("There is no such import. Go back to the list of imports."),
    "unknown-double": _l("There is no such pair. Go back to the list."),
    "double-decided": _l("Somebody has decided about these two already. Go back to the list."),
    "not-merged": _l("These are two people already. Open the person again."),
    "no-household": _l("Nothing is shared here any more. Open the person again."),
    "unknown-send": _l("There is no such sending. Open the event again."),
    "unknown-hand-list": _l("There is no such list. Choose another one."),
    "list-name-missing": _l("Give the list a name."),
    "list-missing": _l("Choose a list, or write a name for a new one."),
    "day-missing": _l("Write the day before which the mandate ends."),
    "audience-name-missing": _l("Give this choice a name, so that you find it again."),
    "unknown-audience": _l("There is no such audience. Choose another one."),
    "empty-audience": _l("Nobody fits this choice. Take away a condition and try again."),
    "already-published": _l("This event is open already. Its invitations have been asked for."),
    "not-published": _l("This event is not open yet. Publish it first."),
    "answers-closed": _l("The time to answer is over. A place can still be left to somebody else."),
    "answer-missing": _l("Choose what was said: yes, no or maybe."),
    "number-of-guests-missing": _l("Write the number of guests in digits, for example 2."),
    "person-not-invited": _l("This person is not invited to this event."),
    "more-guests-than-allowed": _l("That is more guests than one may bring to this event."),
    "no-place-for-guests": _l(
        "There are not so many free places: your answer stays as it was. Name fewer guests."
    ),
    "event-cancelled": _l("This event was cancelled. It cannot be changed any more."),
    "event-is-over": _l("This event has begun or is over. Answers were possible until its start."),
    "times-missing": _l("Write how many times in digits, or choose a last day, not both."),
    "unreadable-rule": _l("Write how many times, 400 at most, or choose a last day, not both."),
    "days-missing": _l("Write the number of days in digits, from 0 to 60."),
    "rule-elsewhere": _l("The last day is before the event itself. Choose a later one."),
    "repeats-already": _l("This event comes again already. Change it, and those that follow."),
    "series-day-fixed": _l(
        "The day of this series is fixed by its rule. Change the day of this event alone, or end "
        "the series and begin another one."
    ),
    "unknown-session": _l("There is no such session. Open the event again."),
    "session-times-missing": _l("Give the day and the hour of the start and of the end."),
    "session-outside": _l("A session is between the start and the end of its event. Look at both."),
    "too-many-sessions": _l("That is more sessions than a programme can show."),
    "too-many-partners": _l("That is more partner organisations than can be shown."),
    "sensitive-and-required": _l(
        "What is sensitive cannot have to be answered: whoever answers it agrees to that freely."
    ),
    "sensitive-question-stays": _l(
        "Once the event is published, a sensitive question stays: what people answered is sealed, "
        "and they take it back beside the question. Its words can be changed."
    ),
    "question-missing": _l("Write the question in at least one language."),
    "choices-missing": _l("Write two to twelve things to choose, as many in each language."),
    "unknown-question": _l("There is no such question. Open the event again."),
    "question-answered": _l(
        "Somebody has answered this. Its words may change, not its kind nor how many things can be "
        "chosen. Remove it and ask anew."
    ),
    "not-asked-yet": _l("These questions are for whoever says yes. Answer that first."),
    "reply-not-agreed": _l("Tick that you agree, or leave this question empty."),
    "reply-not-kept": _l("This answer could not be kept. Send it again in a moment."),
    "reply-left-out": _l("This question has to be answered."),
    "reply-too-long": _l("This answer is too long. Make it shorter."),
    "reply-not-offered": _l("Choose one of the answers that are shown."),
    "session-full": _l("There is no place left in this session. Choose another one."),
    "sessions-at-once": _l("This takes place at the same time as another one that you chose."),
    "session-too-small": _l(
        "A session that was chosen has no room for so many guests. Leave it first, or bring fewer."
    ),
    "sessions-not-yet": _l("Sessions are for whoever has a place. Answer that first."),
    "session-filled": _l(
        "More people have chosen this session than that. Give it as many places at least."
    ),
    "too-many-questions": _l("That is more questions than people answer. Ask ten at most."),
    "proposal-missing": _l("Write in a few words what it is about, and what you have in mind."),
    "unknown-place-request": _l("Nobody like that asked for a place at this event."),
    "place-decided": _l("Somebody has decided about this wish already."),
    "already-invited": _l("This person is invited already: there is nothing to decide."),
    "unknown-proposal": _l("There is no such proposal, or not any more."),
    "proposal-decided": _l("Somebody has answered this proposal already."),
    "reply-missing": _l("Write why, in a sentence: whoever proposed it reads it."),
    "answers-over": _l(
        "Nobody could answer any more: answers have ended. Change until when first."
    ),
    "published-in-the-past": _l("This moment has passed. Choose one to come."),
    "wave-in-the-past": _l("This moment has passed. Choose one to come."),
    "published-too-late": _l("Nobody could answer by then. Choose a moment before answers end."),
    "event-has-begun": _l("This event has begun: its start cannot be changed any more."),
    "event-finished": _l("This event is over. Only its titles and descriptions can still change."),
    "not-proven": _l("This call does not prove whom it is from."),
    "unknown-message": _l("This message is not there any more."),
    "message-closed": _l("Somebody has dealt with this message already."),
    "number-is-silent": _l("Whoever wrote asked to get no more SMS: call them instead."),
    "goes-nowhere": _l("No SMS is sent to this number: it is a dear one, or has no price."),
    "sms-too-long": _l("This is longer than six SMS. Shorten it."),
    "already-stopped": _l("This sending is stopped already."),
    "unknown-calendar": _l(
        "There is no calendar under this address, or no longer. Its address is on your own page."
    ),
    "unknown-code": _l("This link does not work. Open the newest message you have from us."),
    "sheet-missing": _l("Choose the file first: a sheet in .xlsx, .ods or .csv."),
    "not-a-sheet": _l(
        "This file is not a sheet. Save it as .xlsx, .ods or .csv in your spreadsheet program."
    ),
    "empty-sheet": _l("There are no people in this sheet. Fill at least one row below the header."),
    "wrong-encoding": _l(
        "The letters of this sheet cannot be read. Save it as .xlsx, or as CSV in UTF-8."
    ),
    "import-not-checked": _l(
        "This sheet is being checked, or is on its way in already. Look at where it stands."
    ),
    "import-not-done": _l("Only a sheet that is in can be taken back."),
    "column-twice": _l("Two columns cannot be the same. Choose one of them, and leave the other."),
    "nothing-announced": _l("Write a text in at least one language."),
    "unknown-wave": _l("There is no such wave, or it has gone already."),
    "wave-too-late": _l("Nobody could answer any more by then. Choose an earlier time."),
    "bad-threshold": _l("Write a number of people in digits, or leave it empty."),
    "kept-for-nobody": _l("The event has no wave of that name. Plan it first."),
    "too-many-kept": _l(
        "Write in digits how many places are kept: all together no more than the event has."
    ),
    "kept-too-long": _l("Choose a time to come, in which others can still answer."),
    "label-too-long": _l("This name is too long: 100 letters at most."),
    "too-many-waves": _l("An event has 50 waves at most."),
    "already-chased": _l(
        "They were asked once more already, and that is enough: whoever wants to will answer."
    ),
    "bad-reminder-time": _l(
        "One of these times is none: write an hour such as 11:00, or 1 to 1440 minutes."
    ),
    "nothing-to-say-yet": _l("The event is not over yet, or there was no place kept for you."),
    "bad-feedback": _l("Choose an answer to each of the three questions."),
    "missing-columns": _l("Columns are missing in this sheet. Its first row has to name them."),
    "too-large": _l(
        "This sheet is larger than 20 MB or 200,000 rows. Divide it into smaller sheets."
    ),
    "protected-sheet": _l("This sheet is locked with a password. Save it without one."),
    "incomplete-upload": _l("Part of the sheet did not arrive. Choose it and send it again."),
    "too-old-format": _l("This is an old .xls file. Open it and save it as .xlsx."),
    "consent-incomplete": CONSENT_INCOMPLETE,
    "incomplete-consent-basis": CONSENT_INCOMPLETE,
    "consent-in-the-future": _l("The day of the consent is to come. Choose the day it was given."),
    "unusable-field": _l("Nothing was saved yet."),
    "member-exists": _l(
        "This person is known already: the same name with the same number or address."
    ),
    "changed-meanwhile": _l(
        "Somebody else has changed this person meanwhile. Nothing you typed is lost: "
        "look at what is marked, then save once more."
    ),
    "unknown-mandate": _l("There is no such mandate, or not any more."),
    "mandate-exists": _l("There is a mandate in this body from that day already."),
    "mandate-ends-first": _l("The last day is before the first. Look at both."),
    "unknown-thing": _l("There is no such line in the list, or not any more."),
    "names-missing": _l("Write a name in at least one language."),
    "name-taken": _l("Another line of this list has this name."),
    "still-used": _l("Somebody or a saved audience still has it. Take it away there first."),
    "age-not-a-number": _l("Write ages in digits, the smaller one first."),
    "size-missing": _l("Write in digits how many people are to be invited, at least 1."),
    "share-not-a-number": _l("Write a number from 0 to 100: how many of a hundred are women."),
    "too-many-parts": _l("These are too many balances at once. Leave one of them out."),
    "page-too-old": _l("This page has been open too long. Load it again and send it once more."),
    "too-long": _l("This is more text than a form can carry. Make it shorter and send it again."),
    **assemblies.SENTENCES,
}

GENERAL = _l(
    "This did not work, through no fault of yours. Try again in a moment; "
    "if it goes on, tell your administrator this number: %(error_id)s"
)


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A refusal as it is shown: `field` is the part of the form it is about, if one is."""

    status: int
    sentence: str
    field: str = ""
    code: str = ""


def problem(refused: Refused) -> Problem:
    """Say a refusal in the reader's language."""
    return Problem(
        status=STATUS.get(refused.code, 422 if refused.code in SENTENCES else 500),
        sentence=sentence(refused.code, refused.detail),
        field=_field(refused),
        code=refused.code,
    )


def _field(refused: Refused) -> str:
    named = str(refused.detail.get("field", ""))
    if refused.code == "text-too-long" and named:
        language = refused.detail.get("language")
        return f"{named}_{language}" if language else named
    if refused.code in ("no-such-local-time", "unreadable-time") and named:
        return named
    return FIELDS.get(refused.code) or named


def sentence(code: str, detail: dict[str, object] | dict[str, str]) -> str:
    """Say what a code means and what to do about it."""
    known = SENTENCES.get(code)
    if known is None:
        error_id = str(detail.get("error_id", ""))[:40] or code
        return str(GENERAL) % {"error_id": error_id}
    more = _more(code, detail)
    return f"{known} {more}".strip()


WITH_A_MOST = (
    *("capacity-too-large", "text-too-long", "too-many-guests"),
    "more-guests-than-allowed",
    "reply-too-long",
    "own-text-too-long",
)
"""Refusals that name the most there can be."""


def _more(code: str, detail: dict[str, object] | dict[str, str]) -> str:
    most = detail.get("most")
    if code in WITH_A_MOST and isinstance(most, int):
        return gettext("At most: %(most)s.", most=number(most))
    minutes = detail.get("minutes")
    if code == "too-many-tries" and isinstance(minutes, int):
        return ngettext("In %(num)s minute.", "In %(num)s minutes.", minutes)
    return fields_named(detail) or _named(code, detail)


def _named(code: str, detail: dict[str, object] | dict[str, str]) -> str:
    """Name what a refusal is about."""
    if audiences := str(detail.get("audiences", "")):
        return gettext("Audiences that name it: %(audiences)s.", audiences=audiences)
    columns = str(detail.get("columns", "")).split()
    if code == "unusable-field":
        return f"{word('reason', str(detail.get('reason', '')))}."
    if code in ("missing-columns", "column-twice") and columns:
        listed = in_a_row(word("column", column) for column in columns)
        if code == "column-twice":
            return gettext("Chosen twice: %(columns)s.", columns=listed)
        return gettext("Missing: %(columns)s.", columns=listed)
    return ""
