"""What codes about sheets of people, and their import, are called on pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

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
    "guardian_no_on": _l("guardian's no"),
    "guardian_self": _l("Guardian's consent said by themselves"),
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
    "used-since": _l("Left: something was added to them since"),
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
    "guardian-no-stands": _l(
        "The guardian said no on that day or later: the sheet does not change that"
    ),
    "hidden-characters": _l("Hidden characters were taken out"),
    "several-parts": _l("The cell holds parts of several numbers: write each one whole"),
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
    "own-choice": _l("Chose their language or channel themselves: the sheet does not change that"),
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
