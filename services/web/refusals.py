"""What a refusal's code means to a person: a sentence that says what to do, and where."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from services.web.languages import number
from services.web.words import word
from shared.errors import Refused

STATUS = {
    "not-signed-in": 401,
    "not-allowed": 403,
    "not-found": 404,
    "unknown-event": 404,
    "unknown-audience": 404,
    "unknown-member": 404,
    "unknown-import": 404,
    "unknown-send": 404,
    "unknown-code": 404,
    "unknown-account": 404,
    "link-not-good": 404,
    "too-large": 413,
    "too-many-tries": 429,
    "internal-error": 500,
}
"""Statuses other than 422, which says: understood, and not possible like this."""

FIELDS = {
    "not-their-name": "typed",
    "event-in-the-past": "starts_at",
    "no-such-local-time": "starts_at",
    "unknown-zone": "starts_at",
    "ends-before-start": "ends_at",
    "date-missing": "starts_at",
    "capacity-missing": "capacity",
    "capacity-too-small": "capacity",
    "capacity-too-large": "capacity",
    "title-missing": "texts",
    "text-too-long": "texts",
    "sheet-missing": "sheet",
    "not-a-sheet": "sheet",
    "empty-sheet": "sheet",
    "wrong-encoding": "sheet",
    "missing-columns": "sheet",
    "too-large": "sheet",
    "too-old-format": "sheet",
    "consent-incomplete": "consent_wording",
    "incomplete-consent-basis": "consent_wording",
    "protected-sheet": "sheet",
    "incomplete-upload": "sheet",
    "consent-in-the-future": "consent_date",
    "age-not-a-number": "age_from",
    "empty-audience": "audience",
    "wrong-code": "code",
    "wrong-old-password": "old_password",
    "weak-password": "password",
    "simple-password": "password",
    "personal-password": "password",
    "account-exists": "email",
    "no-address": "email",
    "name-missing": "name",
}
"""The field of a form beside which a refusal is said."""

CONSENT_INCOMPLETE = _l(
    "Say all four things about the consent: the words, where it is written down, the day "
    "and who collected it. Or leave all four empty: then nobody of the sheet is written to."
)

SENTENCES = {
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
    "unknown-account": _l("There is no such account. Go back to the list."),
    "no-address": _l("This is no e-mail address. Write for example aya@example.org."),
    "name-missing": _l("Write the person's name."),
    "last-admin": _l(
        "Somebody has to manage the accounts, and this is the last administrator. "
        "Make somebody else one first."
    ),
    "event-in-the-past": _l("The event's start has passed. Choose a day to come."),
    "ends-before-start": _l("The end is before the start. Choose an end after the start."),
    "unknown-zone": _l("This time zone is not known. Write for example Africa/Casablanca."),
    "no-such-local-time": _l(
        "This hour does not exist on that day: the clocks change. Choose an hour later."
    ),
    "date-missing": _l("Give the day and the hour, both for the start and for the end."),
    "capacity-missing": _l("Write the number of places in digits, for example 150."),
    "capacity-too-small": _l("An event has at least one place. Write 1 or more."),
    "capacity-too-large": _l("That is more places than an event can have. Write a smaller number."),
    "title-missing": _l("Give a title in at least one language, and in each one that has a text."),
    "text-too-long": _l("One of the texts is too long to be shown. Make it shorter."),
    "unknown-event": _l("There is no such event. It may have been removed; go back to the list."),
    "unknown-member": _l("There is no such member, or not any more. Go back to the list."),
    "kept-too-short": _l("The system needs this longer, or that is no number of days."),
    "not-their-name": _l("That is not their first name. Write it as it stands above."),
    "nobody-asked": _l("Nobody asked for this, or too long ago. Ask for it once more."),
    "unknown-import": _l("There is no such import. Go back to the list of imports."),
    "unknown-send": _l("There is no such sending. Open the event again."),
    "unknown-audience": _l("There is no such audience. Choose another one."),
    "empty-audience": _l("Nobody fits this choice. Take away a condition and try again."),
    "already-published": _l("This event is open already. Its invitations have been asked for."),
    "not-published": _l("This event is not open yet. Publish it first."),
    "event-cancelled": _l("This event was cancelled. It cannot be changed any more."),
    "event-is-over": _l("This event has begun or is over. Answers were possible until its start."),
    "already-stopped": _l("This sending is stopped already."),
    "unknown-code": _l("This link does not work. Open the newest message you have from us."),
    "sheet-missing": _l("Choose the file first: a sheet in .xlsx, .ods or .csv."),
    "not-a-sheet": _l(
        "This file is not a sheet. Save it as .xlsx, .ods or .csv in your spreadsheet program."
    ),
    "empty-sheet": _l("There are no people in this sheet. Fill at least one row below the header."),
    "wrong-encoding": _l(
        "The letters of this sheet cannot be read. Save it as .xlsx, or as CSV in UTF-8."
    ),
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
    "age-not-a-number": _l("Write ages in digits, the smaller one first."),
    "page-too-old": _l("This page has been open too long. Load it again and send it once more."),
    "too-long": _l("This is more text than a form can carry. Make it shorter and send it again."),
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
        field=FIELDS.get(refused.code, ""),
        code=refused.code,
    )


def sentence(code: str, detail: dict[str, object] | dict[str, str]) -> str:
    """Say what a code means and what to do about it."""
    known = SENTENCES.get(code)
    if known is None:
        error_id = str(detail.get("error_id", ""))[:40] or code
        return str(GENERAL) % {"error_id": error_id}
    more = _more(code, detail)
    return f"{known} {more}".strip()


def _more(code: str, detail: dict[str, object] | dict[str, str]) -> str:
    most = detail.get("most")
    if code in ("capacity-too-large", "text-too-long") and isinstance(most, int):
        return gettext("At most: %(most)s.", most=number(most))
    minutes = detail.get("minutes")
    if code == "too-many-tries" and isinstance(minutes, int):
        return ngettext("In %(num)s minute.", "In %(num)s minutes.", minutes)
    columns = str(detail.get("columns", "")).split()
    if code == "missing-columns" and columns:
        listed = ", ".join(word("column", column) for column in columns)
        return gettext("Missing: %(columns)s.", columns=listed)
    return ""
