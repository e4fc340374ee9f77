"""What codes about events are called on pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

EVENT_TYPES = {
    "forum": _l("Forum"),
    "youth_meeting": _l("Youth meeting"),
    "assembly": _l("Assembly"),
}

EVENT_STATES = {
    "draft": _l("Draft"),
    "published": _l("Open"),
    "cancelled": _l("Cancelled"),
    "finished": _l("Finished"),
}

EVENT_CHANGES = {
    "time": _l("It is at another time."),
    "place": _l("It is at another place."),
    "online": _l("The link to take part online is another one."),
}
"""What of an event changed so that people have to hear of it."""

REPETITIONS = {
    "day": _l("Every day"),
    "week": _l("Every week"),
    "fortnight": _l("Every two weeks"),
    "month-weekday": _l("Every month, on the same weekday"),
    "month-day": _l("Every month, on the same day"),
}

QUESTION_KINDS = {
    "text": _l("In words"),
    "choice": _l("By a choice"),
    "yes_no": _l("Yes or no"),
}

WHICH = {
    "one": _l("This event alone"),
    "following": _l("This one and those after it"),
    "all": _l("All that are to come"),
}
"""Which events of a series are meant."""

PROPOSAL_STATES = {
    "new": _l("To be answered"),
    "approved": _l("Approved"),
    "declined": _l("Declined"),
}

ANSWERS = {"yes": _l("Yes"), "no": _l("No"), "maybe": _l("Maybe")}

ANSWER_SOURCES = {
    "link": _l("by the link"),
    "organiser": _l("on the phone"),
    "desk": _l("at the desk"),
    "sms": _l("by SMS"),
}

PLACES = {
    "none": _l("No place asked"),
    "confirmed": _l("Has a place"),
    "waiting": _l("In the queue"),
    "offered": _l("Place on offer"),
}
PLACE_OUTCOMES = {"invited": _l("invited"), "declined": _l("declined")}
