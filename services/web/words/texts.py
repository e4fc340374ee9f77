"""What the texts of messages, and their fields, are called on pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from services.web.words.sends import SENDS

TEXTS = {
    **SENDS,
    "convocation": _l("Convocation of a body"),
    "second_convocation": _l("Second convocation of a body"),
}

ORIGINS = {
    "usual": _l("Usual"),
    "association": _l("Ours"),
    "event": _l("Of this event"),
}
"""Whose text is sent."""

FIELDS_OF_TEXTS = {
    "names": _l("First name; of people at one number, all of them"),
    "title": _l("Title of the event"),
    "when": _l("Day and hour; in an SMS in digits"),
    "venue": _l("Where it is"),
    "online": _l("Link to join online"),
    "association": _l("Name of the association"),
    "until": _l("Until when to answer, or to take the place"),
    "changed": _l("What has changed, such as the time"),
    "heading": _l("Title of the announcement"),
    "said": _l("Text of the announcement"),
    "body": _l("Name of the body"),
    "agenda": _l("Agenda, an item on each line"),
    "description": _l("Description of the event"),
    "link": _l("The person's own link: to answer, and to stop messages"),
}

PARTS_OF_TEXTS = {
    "subject": _l("Subject"),
    "body": _l("Text"),
    "button": _l("Words on the button"),
}
