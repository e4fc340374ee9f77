"""What codes are called on pages. A code without a word here is shown as it is, readably."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from services.web.words_of_events import (
    ANSWER_SOURCES,
    ANSWERS,
    EVENT_CHANGES,
    EVENT_STATES,
    EVENT_TYPES,
    PLACE_OUTCOMES,
    PLACES,
    PROPOSAL_STATES,
    QUESTION_KINDS,
    REPETITIONS,
    WHICH,
)
from services.web.words_of_sends import (
    HELD,
    REMINDER_STATES,
    REMINDERS,
    REMINDERS_ABOUT,
    SENDS,
    TO_ANSWERS,
    WAVES,
    WHY,
)

LANGUAGE_NAMES = {
    "ar": _l("Arabic"),
    "fr": _l("French"),
    "zgh": _l("Tamazight"),
    "en": _l("English"),
}

AGE_BANDS = {"18": 18, "24": 24, "34": 34, "older": 200}
"""The oldest of each band, in years reached this year."""

AGES = {
    "18": _l("18 or younger"),
    "24": _l("19 to 24"),
    "34": _l("25 to 34"),
    "older": _l("35 or older"),
}

GENDERS = {"woman": _l("Woman"), "man": _l("Man"), "other": _l("Other")}

MANDATES = {"holds": _l("Holds"), "over": _l("Over"), "to-come": _l("To come")}

CHANNELS = {
    "sms": _l("SMS"),
    "email": _l("E-mail"),
    "undecided": _l("Not known yet"),
    "none": _l("No channel"),
}

WISHES = {
    "any": _l("No matter which"),
    "sms": CHANNELS["sms"],
    "email": CHANNELS["email"],
    "both": _l("Both"),
}

PERSON = {
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
"""What is on record of a person, by the names of its fields."""

CONTACTS = {kind: PERSON[kind] for kind in ("mobile", "landline", "email")}

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
    "erased": _l("Was erased"),
    "event_cancelled": _l("The event was cancelled before their turn"),
    "same_person": _l("Told under another record of the same person"),
    "answered": _l("Have answered since"),
    "not_told": _l("Had not heard of it yet"),
    "destination": _l("No SMS goes to such a number"),
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
    "full_name": _l("first and last name"),
    "phone": _l("telephone"),
    "alternates": _l("another telephone"),
    "landline": _l("landline"),
    "email": _l("e-mail"),
    "language": _l("language"),
    "region": _l("region"),
    "town": _l("town"),
    "gender": _l("gender"),
    "tags": _l("tags"),
    "partners": _l("partner organisations"),
    "bodies": _l("bodies"),
    "office": _l("office in the body"),
    "begins_on": _l("first day of the mandate"),
    "last_day": _l("last day of the mandate"),
    "axes": _l("axes"),
    "birth": _l("year of birth"),
    "guardian_consent": _l("guardian's consent"),
    "wish": _l("channel wished for"),
    "sms_consent": _l("consent to SMS"),
    "email_consent": _l("consent to e-mail"),
    "consent": _l("consent to SMS and e-mail"),
}
"""What a column of a sheet may be."""

FIELDS = {
    **COLUMNS,
    "mobile": _l("mobile number"),
    "alternate": COLUMNS["alternates"],
    "tag": _l("tag"),
    "partner": _l("partner organisation"),
    "body": _l("body"),
    "axis": _l("axis"),
    "birth_year": COLUMNS["birth"],
    "gender_words": COLUMNS["gender"],
}
"""What a row of a sheet may change of a person."""

CONSENTS = {"true": _l("Yes"), "false": _l("No")}

UNDOING = {
    "taken-back": _l("Taken back"),
    "partly-taken-back": _l(
        "Taken back in part: the rest was changed since, or is a no, which stays"
    ),
    "changed-since": _l("Left: was changed since, or is a no, which stays"),
    "merged-since": _l("Left: was found to be one with somebody else since"),
    "invited-since": _l("Left: was invited since"),
    "consented-since": _l("Left: has said yes or no since"),
    "in-another-sheet": _l("Left: stands in another sheet too"),
    "gone": _l("Nothing to do: is not there any more"),
}
"""What undoing an import did with a row, or why it was left."""

REASONS = {
    "alternate-unreadable": _l("The other number cannot be read"),
    "birth-in-future": _l("The birth year is to come"),
    "birth-unreadable": _l("The birth year cannot be read"),
    "consent-unclear": _l("Whether they agreed cannot be read: write yes or no"),
    "consent-without-basis": _l("Agreed, but the sheet came without saying on what that rests"),
    "decimal-number": _l("The number was written as a calculation and was restored"),
    "digits-lost": _l("The spreadsheet has lost digits of the number: write it as text"),
    "double-zero": _l("The number was put into its usual form"),
    "email-invalid": _l("This is not an e-mail address"),
    "day-unreadable": _l("This is not a day"),
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
    "not-a-landline": _l("This is a mobile number: write it in the field above"),
    "not-a-mobile": _l("This is a landline: write it in the field below"),
    "not-a-phone": _l("This is not a telephone number"),
    "outside-your-regions": _l("The person is not of the regions that you work for"),
    "one-address": _l("There are several addresses: write one"),
    "one-number": _l("There are several numbers: write one"),
    "opted-out": _l("Asked for no more messages: the sheet does not change that"),
    "other-digits": _l("The number was put into its usual form"),
    "plus-missing": _l("The number was put into its usual form"),
    "scientific-number": _l("The number was written as a calculation and was restored"),
    "several-emails": _l("Two addresses in one cell: the first was kept"),
    "several-numbers": _l(
        "Several numbers in one cell: the first mobile is used, the others are kept beside it"
    ),
    "special-number": _l("This kind of number cannot get an SMS"),
    "text-too-long": _l("This is too long: 200 letters at most"),
    "too-long": _l("The number is too long"),
    "too-many-tags": _l("There are too many tags: 50 at most"),
    "too-short": _l("The number is too short"),
    "unknown-axis": _l("The axis is not known"),
    "unknown-channel": _l("The wish for a channel cannot be read"),
    "unknown-language": _l("The language is not known"),
    "unknown-number": _l("There is no such number"),
    "mandate-of-which-body": _l("Of several bodies, or none: the mandate's days are left out"),
    "mandate-days-unclear": _l("The mandate's days cannot be read: it is left out"),
    "unknown-region": _l("The region is not known"),
    "words-removed": _l("Words beside the number were taken out"),
    "zero-after-country": _l("The number was put into its usual form"),
    "zero-missing": _l("The number was put into its usual form"),
}

DOUBLES = {
    "by-hand": _l("Chosen by somebody"),
    "same-name": _l("The same name"),
    "near-name": _l("Nearly the same name"),
    "phone": _l("The same number"),
    "email": _l("The same e-mail address"),
    "birth-year": _l("Born in the same year"),
    "region": _l("In the same region"),
}
"""Why two are likely one person."""

IMPORT_STATES = {
    "uploading": _l("Being received"),
    "waiting": _l("Waiting for its turn"),
    "running": _l("Being read"),
    "done": _l("Done"),
    "refused": _l("Could not be read"),
    "checking": _l("Being checked"),
    "checked": _l("Checked, not yet brought in"),
    "undoing": _l("Being taken back"),
    "undone": _l("Taken back"),
}

ROLES = {
    "admin": _l("Administrator"),
    "organiser": _l("Organiser"),
    "viewer": _l("Viewer"),
    "counts": _l("Reader of numbers"),
    "volunteer": _l("Volunteer at the door"),
}

ACCOUNTS = {
    "active": _l("Active"),
    "invited": _l("Invited, no password yet"),
    "disabled": _l("Disabled"),
    "ended": _l("Its last day has passed"),
}

VAULT_KINDS = {"union": _l("Trade union"), "party": _l("Political party")}

ENCODINGS = {"gsm-7": _l("ordinary letters (GSM-7)"), "ucs-2": _l("wide letters (UCS-2)")}

SOURCES = {
    "own opt-out": _l("At their own request"),
    "import taken back": _l("The sheet that said yes was taken back"),
    "own page": _l("On their own page"),
    "sign-up": _l("By signing up"),
    "door": _l("At the door"),
}

WHY_CALLED = {
    "landline_only": _l("Has a landline only"),
    "no_contact": _l("No number and no address is known"),
    "stopped_sms": _l("Stopped SMS, and has no e-mail"),
    "never_agreed": _l("Did not agree to be written to"),
}

PURPOSES = {"invitations": _l("Invitations"), "news": _l("News")}

CONDITIONS = {
    "body": _l("Body"),
    "mandate": _l("Mandate"),
    "axis": _l("Axis"),
    "region": _l("Region"),
    "town": _l("Town"),
    "language": _l("Language"),
    "age": _l("Age"),
    "gender": _l("Gender"),
    "tag": _l("Tag"),
    "partner": _l("Partner organisation"),
    "consent": _l("Agreed to"),
    "reach": _l("Reached by"),
    "attended": _l("Came to"),
    "silent": _l("Invited, but never answered"),
    "uninvited": _l("Never invited to anything"),
    "coming": _l("Said yes or maybe to"),
    "declined": _l("Said no to"),
    "list": _l("List by hand"),
}

MATCHES = {
    "all": _l("all of these"),
    "any": _l("at least one of these"),
    "none": _l("none of these"),
}

TENSES = {
    "current": _l("holds today"),
    "past": _l("is over"),
    "ending": _l("holds, but ends before"),
}

ASKED_GENDERS = {**GENDERS, "unsaid": _l("Not said")}

PARTS = {"woman": _l("Women"), "rest": _l("Everybody else")}

REACHES = {
    "sms": CHANNELS["sms"],
    "email": CHANNELS["email"],
    "landline": _l("Only a telephone call"),
    "nobody": _l("Nothing at all"),
}

WORDS: Mapping[str, Mapping[str, object]] = {
    "condition": CONDITIONS,
    "match": MATCHES,
    "tense": TENSES,
    "gender": GENDERS,
    "reach": REACHES,
    "language": LANGUAGE_NAMES,
    "event_type": EVENT_TYPES,
    "event_state": EVENT_STATES,
    "event_change": EVENT_CHANGES,
    "repetition": REPETITIONS,
    "which": WHICH,
    "proposal_state": PROPOSAL_STATES,
    "question_kind": QUESTION_KINDS,
    "answer": ANSWERS,
    "answer_source": ANSWER_SOURCES,
    "place": PLACES,
    "place_outcome": PLACE_OUTCOMES,
    "channel": CHANNELS,
    "age": AGES,
    "asked_gender": ASKED_GENDERS,
    "part": PARTS,
    "wish": WISHES,
    "mandate": MANDATES,
    "contact": CONTACTS,
    "send": SENDS,
    "ledger": LEDGER,
    "why": {**EXCLUSIONS, **HELD, **WHY},
    "reminder": REMINDERS,
    "wave": WAVES,
    "to_answer": TO_ANSWERS,
    "reminder_about": REMINDERS_ABOUT,
    "reminder_state": REMINDER_STATES,
    "held": HELD,
    "exclusion": EXCLUSIONS,
    "verdict": VERDICTS,
    "reason": REASONS,
    "column": COLUMNS,
    "field": FIELDS,
    "consent": CONSENTS,
    "undoing": UNDOING,
    "import_state": IMPORT_STATES,
    "double": DOUBLES,
    "side": PERSON,
    "role": ROLES,
    "account": ACCOUNTS,
    "source": SOURCES,
    "purpose": PURPOSES,
    "call": WHY_CALLED,
    "encoding": ENCODINGS,
    "vault_kind": VAULT_KINDS,
}


def word(kind: str, code: str) -> str:
    """Say a code in the reader's language."""
    known = WORDS[kind]
    found = (
        known.get(code) or known.get(code.replace("_", "-")) or known.get(code.replace("-", "_"))
    )
    return str(found or code)
