"""What the register of processing tells: each activity, and what protects people's data."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

PURPOSES = {
    "members.import_rows": _l("Rows of imported sheets, after the import"),
    "members.sign_in_tries": _l("Tries to sign in"),
    "members.sessions": _l("Sessions of the staff, after the last use"),
    "members.links": _l("Links for a password, after their end"),
    "members.participation": _l("Who took part in what"),
    "members.erasures": _l("Which erasures were carried out, without a name"),
    "members.people": _l("People who agreed to nothing and are not heard of"),
    "events.codes": _l("Personal links, after the event"),
    "notifications.codes": _l("Personal links, after the event"),
    "events.answers": _l("Invitations and answers, after the event"),
    "notifications.provider_ids": _l("Numbers that operators give to messages"),
    "notifications.inbound": _l("What people wrote by SMS"),
    "notifications.account_mails": _l("Mails to the staff about their accounts"),
    "messages_sent": _l("Messages between the parts of the system"),
    "messages_heard": _l("Numbers of messages that were heard"),
    "commands": _l("Answers to forms that were sent"),
    "parked": _l("Messages that could not be handled, encrypted"),
}
"""What is kept for a time, by service and purpose; or by purpose, when every service keeps it."""


@dataclass(frozen=True, kw_only=True)
class Activity:
    """One processing: why, on what ground, what of whom, who gets it, and how long it is kept."""

    name: object
    purpose: object
    ground: object
    data: object
    recipients: object
    kept: tuple[str, ...]


_STAFF = _l("The association’s staff who have an account, each by role")

ACTIVITIES = (
    Activity(
        name=_l("Members of the association"),
        purpose=_l("To know who belongs to which body, and how to reach them"),
        ground=_l("Membership, and the person’s agreement"),
        data=_l(
            "Name, language, region, town, year of birth, gender if said, telephone, e-mail, "
            "bodies and mandates, axes, a guardian’s agreement for minors "
            "(who joins by the form says it themselves)"
        ),
        recipients=_STAFF,
        kept=("members.people", "members.import_rows", "members.erasures"),
    ),
    Activity(
        name=_l("Invitations by SMS and e-mail"),
        purpose=_l("To invite to events and tell of changes"),
        ground=_l("The person’s agreement, for each channel, which can be taken back at any time"),
        data=_l("First name, language, telephone, e-mail, agreements, what was sent and when"),
        recipients=_l("The operator that carries SMS, and the server that carries e-mail"),
        kept=("notifications.codes", "notifications.provider_ids", "notifications.inbound"),
    ),
    Activity(
        name=_l("Answers and places at events"),
        purpose=_l("To know who comes, and to share out the places"),
        ground=_l("The person’s own answer"),
        data=_l("Invitation, answer, place, presence"),
        recipients=_l("The staff, and volunteers at the door: first name and initial only"),
        kept=("events.answers", "events.codes", "members.participation"),
    ),
    Activity(
        name=_l("Sensitive information"),
        purpose=_l("To mix sectors in a meeting, and to receive people as they need it"),
        ground=_l("The person’s explicit agreement to each piece, in words that are kept with it"),
        data=_l(
            "Union and party, until they are removed; answers to an event’s sensitive questions, "
            "until 30 days after it. Both are sealed, apart from everything else"
        ),
        recipients=_l("Administrators with a second step, each time with a reason"),
        kept=(),
    ),
    Activity(
        name=_l("Accounts of the staff"),
        purpose=_l("To let in only who may, and to know who did what"),
        ground=_l("The safety of people’s data"),
        data=_l("Name, e-mail, role, times of signing in, what was done"),
        recipients=_l("Administrators"),
        kept=("members.sign_in_tries", "members.sessions", "members.links"),
    ),
)

MEASURES = (
    _l("Each role sees only what it needs; a second step guards whoever can change anything."),
    _l("Each part of the system has its own database and can reach no other."),
    _l("Addresses go only to the part that sends; parked messages are encrypted; logs hold none."),
    _l("Who saw, took along, changed or erased something is written down and cannot be altered."),
    _l("An erasure reaches every part, and each part confirms it."),
    _l(
        "Whoever says stop is not written to again, even when an old sheet brings the address back."
    ),
)


def purpose_word(service: str, purpose: str) -> str:
    """Say what is kept, in the reader's language; what has no word, readably."""
    known = PURPOSES.get(f"{service}.{purpose}") or PURPOSES.get(purpose)
    return str(known or purpose.replace("_", " "))
