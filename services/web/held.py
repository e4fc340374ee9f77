"""What is held of a person, put into words: kinds, fields, and values that are codes or times."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from services.web.languages import in_a_row, moment, short_day
from services.web.words import WORDS, word
from services.web.words.people import PERSON
from shared.contracts.persons import PersonData

KINDS = {
    "person": _l("The person"),
    "alternates": _l("Other numbers"),
    "mandates": _l("Mandates"),
    "sorted_by": _l("Axes, partners, tags"),
    "consents": _l("What they agreed to"),
    "participation": _l("Taking part"),
    "sheets": _l("Sheets they were in"),
    "sealed": _l("Sensitive information, sealed"),
    "invitations": _l("Invitations and answers"),
    "place_requests": _l("Places they asked for"),
    "proxies": _l("Proxies"),
    "calendars": _l("Calendar of their own"),
    "address_book": _l("Address book for sending"),
    "messages": _l("Messages"),
    "written": _l("What they wrote by SMS"),
    "silence": _l("Addresses that are not written to"),
}

FIELDS = {
    **PERSON,
    "first_name": _l("First name"),
    "last_name": _l("Last name"),
    "gender_words": _l("Gender, in their own words"),
    "guardian_no_on": _l("Guardian's no, on"),
    "guardian_self": _l("Guardian's consent said by themselves"),
    "own_language": _l("Language chosen by themselves"),
    "own_wish": _l("Channel chosen by themselves"),
    "phone": _l("Phone"),
    "number": _l("Phone"),
    "household_id": _l("Number of the household"),
    "created_at": _l("Known since"),
    "changed_at": _l("Changed on"),
    "body": _l("Body"),
    "office": _l("Office"),
    "begins_on": _l("From"),
    "ends_on": _l("Until"),
    "sorted_by": _l("Sorted by"),
    "what": _l("Which"),
    "channel": _l("Channel"),
    "channels": _l("Channels"),
    "given": _l("Agreed"),
    "at": _l("When"),
    "recorded_at": _l("Written down on"),
    "source": _l("Where it comes from"),
    "wording": _l("In which words"),
    "collector": _l("Collected by"),
    "agreed_on": _l("Agreed on"),
    "purpose": _l("What for"),
    "opened_at": _l("Opened"),
    "own": _l("Said by themselves"),
    "event_id": _l("Number of the event"),
    "title": _l("Event"),
    "starts_at": _l("Start"),
    "asked_at": _l("Asked on"),
    "outcome": _l("Decision"),
    "decided_at": _l("Decided on"),
    "proxy_given_at": _l("Gave their proxy on"),
    "proxies_held": _l("Proxies they hold"),
    "invited_at": _l("Invited on"),
    "answer": _l("Answer"),
    "guests": _l("Guests who come along"),
    "answered_by": _l("How they answered"),
    "answered_at": _l("Answered on"),
    "attended_at": _l("Came on"),
    "place": _l("Place"),
    "sessions": _l("Sessions they chose"),
    "replies": _l("What they answered to the questions"),
    "came": _l("Says they were there"),
    "rating": _l("How good it was, of 5"),
    "again": _l("Would come again"),
    "words": _l("Their own words"),
    "given_at": _l("Said on"),
    "refused": _l("Why not invited"),
    "filename": _l("File"),
    "begun_at": _l("Brought in on"),
    "row": _l("Row"),
    "verdict": _l("Verdict"),
    "sms_consent": _l("Agreed to SMS"),
    "email_consent": _l("Agreed to e-mail"),
    "kind": _l("Kind"),
    "state": _l("State"),
    "reason": _l("Reason"),
}

YES_OR_NO = (
    *("came", "given", "own", "sms_consent", "email_consent"),
    *("guardian_self", "own_language", "own_wish"),
)
CODES = {
    "language": "language",
    "channel": "channel",
    "answer": "answer",
    "answered_by": "answer_source",
    "again": "answer",
    "place": "place",
    "refused": "exclusion",
    "reason": "exclusion",
    "kind": "send",
    "state": "ledger",
    "verdict": "verdict",
    "source": "source",
    "outcome": "place_outcome",
    "purpose": "purpose",
    "sorted_by": "sorted_by",
}
"""Fields whose values are codes, and where their words are."""


def held_word(kind: str, code: str) -> str:
    """Say a kind or a field in the reader's language; one without a word, readably."""
    known = KINDS if kind == "held" else FIELDS
    return str(known.get(code, code.replace("_", " ")))


def told(value: str, field: str) -> str:
    """Say a field's value in the reader's language."""
    if field in YES_OR_NO:
        return gettext("yes") if value == "yes" else gettext("no")
    if field in CODES and CODES[field] in WORDS:
        return word(CODES[field], value)
    if field == "channels":
        return in_a_row(word("channel", each) for each in value.split(", "))
    if field.endswith("_at") or field == "at":
        return moment(datetime.fromisoformat(value))
    if field.endswith("_on") or field == "guardian_consent":
        return short_day(date.fromisoformat(value))
    return value


def held_file(member_id: UUID, holders: Sequence[PersonData], filename: str) -> Response:
    """Give all that services hold of somebody as a file for machines."""
    said = {
        "member_id": str(member_id),
        **{each.service: {rows.kind: rows.rows for rows in each.held} for each in holders},
    }
    text = json.dumps(said, ensure_ascii=False, indent=2)
    return as_file(text, "application/json", filename)


def as_file(text: str, kind: str, filename: str) -> Response:
    """Give text to be kept, not shown."""
    response = Response(text, content_type=f"{kind}; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response
