"""What codes are called on pages. A code without a word here is shown as it is, readably."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

LANGUAGE_NAMES = {
    "ar": _l("Arabic"),
    "fr": _l("French"),
    "zgh": _l("Tamazight"),
    "en": _l("English"),
}

EVENT_TYPES = {
    "forum": _l("Forum"),
    "youth_meeting": _l("Youth meeting"),
    "assembly": _l("Assembly"),
}

EVENT_STATES = {
    "draft": _l("Draft"),
    "published": _l("Open"),
    "cancelled": _l("Cancelled"),
}

ANSWERS = {"yes": _l("Yes"), "no": _l("No"), "maybe": _l("Maybe")}

PLACES = {
    "none": _l("No place asked"),
    "confirmed": _l("Has a place"),
    "waiting": _l("In the queue"),
    "offered": _l("Place on offer"),
}

CHANNELS = {
    "sms": _l("SMS"),
    "email": _l("E-mail"),
    "undecided": _l("Not known yet"),
    "none": _l("No channel"),
}

CONTACTS = {"mobile": _l("Mobile"), "landline": _l("Landline"), "email": _l("E-mail")}

SENDS = {
    "invitation": _l("Invitations"),
    "confirmation": _l("Confirmations"),
    "place_offered": _l("Places offered"),
    "cancellation": _l("Cancellation notices"),
}

LEDGER = {
    "delivered": _l("Arrived"),
    "sent": _l("Sent"),
    "claimed": _l("Being sent"),
    "waiting": _l("Waiting"),
    "uncertain": _l("Not known whether it arrived"),
    "failed": _l("Failed"),
    "expired": _l("Too late to be useful"),
    "stopped": _l("Stopped"),
    "covered": _l("Told with somebody at the same number"),
    "excluded": _l("Not written to"),
}
"""The states of the ledger, in the order in which a bar shows them."""

EXCLUSIONS = {
    "minor": _l("Under 19, without a guardian's consent"),
    "no_consent": _l("Did not agree to be written to"),
    "no_contact": _l("No mobile number and no e-mail address"),
    "no_code": _l("Has no invitation link"),
    "event_cancelled": _l("The event was cancelled before their turn"),
    "same_person": _l("Told under another record of the same person"),
}

VERDICTS = {
    "new": _l("New"),
    "changed": _l("Changed"),
    "unchanged": _l("As before"),
    "repaired": _l("Repaired"),
    "duplicate": _l("Twice in the sheet"),
    "voice_only": _l("Can only be called"),
    "quarantined": _l("Set aside"),
}

COLUMNS = {
    "first_name": _l("first name"),
    "last_name": _l("last name"),
    "phone": _l("telephone"),
    "email": _l("e-mail"),
}

REASONS = {
    "birth-in-future": _l("The birth year is to come"),
    "birth-unreadable": _l("The birth year cannot be read"),
    "consent-unclear": _l("Whether they agreed cannot be read: write yes or no"),
    "consent-without-basis": _l("Agreed, but the sheet came without saying on what that rests"),
    "decimal-number": _l("The number was written as a calculation and was restored"),
    "digits-lost": _l("The spreadsheet has lost digits of the number: write it as text"),
    "double-zero": _l("The number was put into its usual form"),
    "email-invalid": _l("This is not an e-mail address"),
    "formula": _l("The cell is a formula: write its value"),
    "guardian-date-in-future": _l("The day of the guardian's consent is to come"),
    "guardian-date-missing": _l("The day of the guardian's consent is missing"),
    "hidden-characters": _l("Hidden characters were taken out"),
    "landline-unreadable": _l("The number of a landline cannot be read"),
    "letters-in-number": _l("There are letters in the number"),
    "name-damaged": _l("The name is damaged"),
    "name-encoded": _l("The name cannot be read"),
    "name-missing": _l("No name"),
    "name-too-long": _l("The name is too long"),
    "name-without-letters": _l("There are no letters in the name"),
    "not-a-phone": _l("This is not a telephone number"),
    "opted-out": _l("Asked for no more messages: the sheet does not change that"),
    "other-digits": _l("The number was put into its usual form"),
    "plus-missing": _l("The number was put into its usual form"),
    "scientific-number": _l("The number was written as a calculation and was restored"),
    "several-emails": _l("Two addresses in one cell: the first was kept"),
    "several-numbers": _l("Two numbers in one cell: the first mobile number was kept"),
    "special-number": _l("This kind of number cannot get an SMS"),
    "too-long": _l("The number is too long"),
    "too-short": _l("The number is too short"),
    "unknown-axis": _l("The axis is not known"),
    "unknown-channel": _l("The wish for a channel cannot be read"),
    "unknown-language": _l("The language is not known"),
    "unknown-number": _l("There is no such number"),
    "unknown-region": _l("The region is not known"),
    "words-removed": _l("Words beside the number were taken out"),
    "zero-after-country": _l("The number was put into its usual form"),
    "zero-missing": _l("The number was put into its usual form"),
}

DOUBLES = {
    "same-name": _l("The same name"),
    "near-name": _l("Nearly the same name"),
    "phone": _l("The same number"),
    "email": _l("The same e-mail address"),
    "birth-year": _l("Born in the same year"),
    "region": _l("In the same region"),
}
"""Why two are likely one person."""

SIDES = {
    "name": _l("Name"),
    "mobile": _l("Mobile"),
    "landline": _l("Landline"),
    "email": _l("E-mail"),
    "wish": _l("Wants to be told by"),
    "language": _l("Language"),
    "region": _l("Region"),
    "town": _l("Town"),
    "birth_year": _l("Born in"),
    "gender": _l("Gender"),
    "guardian_consent": _l("Guardian's consent"),
}
"""What two who are likely one person may say differently."""

WISHES = {
    "any": _l("Whatever is best"),
    "both": _l("SMS and e-mail"),
    "sms": _l("SMS"),
    "email": _l("E-mail"),
}

GENDERS = {"woman": _l("Woman"), "man": _l("Man"), "other": _l("In their own words")}

IMPORT_STATES = {
    "uploading": _l("Being received"),
    "waiting": _l("Waiting for its turn"),
    "running": _l("Being read"),
    "done": _l("Done"),
    "refused": _l("Could not be read"),
}

ROLES = {
    "admin": _l("Administrator"),
    "organiser": _l("Organiser"),
    "viewer": _l("Viewer"),
    "volunteer": _l("Volunteer at the door"),
}

ACCOUNTS = {
    "active": _l("Active"),
    "invited": _l("Invited, no password yet"),
    "disabled": _l("Disabled"),
}

ENCODINGS = {"gsm-7": _l("ordinary letters (GSM-7)"), "ucs-2": _l("wide letters (UCS-2)")}

SOURCES = {"own opt-out": _l("At their own request")}

WORDS: Mapping[str, Mapping[str, object]] = {
    "language": LANGUAGE_NAMES,
    "event_type": EVENT_TYPES,
    "event_state": EVENT_STATES,
    "answer": ANSWERS,
    "place": PLACES,
    "channel": CHANNELS,
    "contact": CONTACTS,
    "send": SENDS,
    "ledger": LEDGER,
    "exclusion": EXCLUSIONS,
    "verdict": VERDICTS,
    "reason": REASONS,
    "column": COLUMNS,
    "import_state": IMPORT_STATES,
    "double": DOUBLES,
    "side": SIDES,
    "wish": WISHES,
    "gender": GENDERS,
    "role": ROLES,
    "account": ACCOUNTS,
    "source": SOURCES,
    "encoding": ENCODINGS,
}


def word(kind: str, code: str) -> str:
    """Say a code in the reader's language."""
    known = WORDS[kind]
    found = (
        known.get(code) or known.get(code.replace("_", "-")) or known.get(code.replace("-", "_"))
    )
    return str(found or code)
