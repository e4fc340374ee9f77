"""What codes about people are called: who they are, how they are reached, what is asked of them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

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

SORTED_BY = {
    "axis": _l("Axis"),
    "partner": _l("Partner organisation"),
    "tag": _l("Tag"),
    "list": _l("List by hand"),
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
    "bounced": _l("Mail to their address comes back"),
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

WHY_CALLED = {
    "landline_only": _l("Has a landline only"),
    "no_contact": _l("No number and no address is known"),
    "stopped_sms": _l("Stopped SMS, and has no e-mail"),
    "never_agreed": _l("Did not agree to be written to"),
    "came_back": _l("Mail to their address comes back"),
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
