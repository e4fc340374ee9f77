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

CHANNELS = {"sms": _l("SMS"), "email": _l("E-mail"), "undecided": _l("Not known yet")}

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
    "opted_out": _l("Asked for no more messages"),
    "suppressed": _l("Asked for no more messages"),
    "unreachable": _l("The address does not work"),
    "event_cancelled": _l("The event was cancelled before their turn"),
    "not_wished": _l("Wishes another channel"),
    "other_channel": _l("Is told on another channel"),
    "already_invited": _l("Was invited before"),
    "erased": _l("Their data was erased"),
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

REASONS = {
    "several-numbers": _l("Two numbers in one cell: the first mobile number was kept"),
    "digits-lost": _l("The spreadsheet has lost digits of the number: write it as text"),
    "digits-restored": _l("The number was written as a calculation and was restored"),
    "letters-in-number": _l("There are letters in the number"),
    "formula": _l("The cell is a formula: write its value"),
    "not-a-number": _l("This is not a telephone number"),
    "landline": _l("A landline: it gets no SMS"),
    "no-phone": _l("No telephone number"),
    "bad-email": _l("This is not an e-mail address"),
    "no-contact": _l("No telephone number and no e-mail address"),
    "no-name": _l("No name"),
    "name-too-long": _l("The name is longer than 200 characters"),
    "name-cleaned": _l("Hidden characters were taken out of the name"),
    "control-characters": _l("There are hidden characters in the name"),
    "birth-year": _l("The birth year cannot be right"),
    "unknown-region": _l("The region is not known"),
    "unknown-language": _l("The language is not known"),
    "unknown-body": _l("The body is not known"),
    "unknown-axis": _l("The axis is not known"),
    "minor": _l("Under 19, without a guardian's consent"),
    "opted-out": _l("Asked for no more messages: the sheet does not change that"),
    "no-consent": _l("No consent to be written to"),
    "same-person": _l("The same person stands in another row"),
    "number-repaired": _l("The number was put into its usual form"),
}

IMPORT_STATES = {
    "uploading": _l("Being received"),
    "waiting": _l("Waiting for its turn"),
    "running": _l("Being read"),
    "done": _l("Done"),
    "refused": _l("Could not be read"),
}

ROLES = {"admin": _l("Administrator"), "organiser": _l("Organiser"), "viewer": _l("Viewer")}

ENCODINGS = {"gsm-7": _l("ordinary letters (GSM-7)"), "ucs-2": _l("wide letters (UCS-2)")}

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
    "import_state": IMPORT_STATES,
    "role": ROLES,
    "encoding": ENCODINGS,
}


def word(kind: str, code: str) -> str:
    """Say a code in the reader's language."""
    known = WORDS[kind]
    found = (
        known.get(code) or known.get(code.replace("_", "-")) or known.get(code.replace("-", "_"))
    )
    return str(found or code.replace("_", " ").replace("-", " "))
