"""Links, the contact and the deadline of an event, checked."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from services.events import errors
from shared.contracts.events import EventForm

MOST_GUESTS = 10
LONGEST_LINK = 1_000
LONGEST_NAME = 100
LONGEST_ADDRESS = 254
DIGITS_OF_A_PHONE = range(3, 16)
BESIDE_DIGITS = frozenset("+ -.()/")


def link(text: str, field: str) -> str:
    """Give an https link, or nothing when nothing was written; NotALink for anything else."""
    wanted = text.strip()
    if not wanted:
        return ""
    try:
        parts = urlsplit(wanted)
        host, _ = parts.hostname, parts.port  # a port that is no number is refused by asking
    except ValueError as error:
        raise errors.NotALink(field=field) from error
    shown = wanted.isprintable() and not any(c.isspace() or c in '<>"\\' for c in wanted)
    # What stands before an @ is a name that hides the host.
    honest = host is not None and "." in host and "@" not in parts.netloc
    if parts.scheme.lower() != "https" or not shown or not honest or len(wanted) > LONGEST_LINK:
        raise errors.NotALink(field=field)
    return wanted


def contact(form: EventForm) -> tuple[str, str, str]:
    """Give the name, phone and e-mail of whom people may ask; a name stands by a way to them."""
    name = " ".join("".join(c for c in form.contact_name if c.isprintable()).split())
    phone, email = " ".join(form.contact_phone.split()), form.contact_email.strip()
    if len(name) > LONGEST_NAME:
        raise errors.ContactUnreadable(field="contact_name")
    if phone and not _is_phone(phone):
        raise errors.ContactUnreadable(field="contact_phone")
    if email and not _is_email(email):
        raise errors.ContactUnreadable(field="contact_email")
    if (phone or email) and not name:
        raise errors.ContactWithoutName
    if name and not (phone or email):
        raise errors.ContactWithoutAddress
    return name, phone, email


def deadline(until: datetime | None, starts_at: datetime) -> datetime | None:
    """Give until when answers are possible, None for the start; AnswersAfterStart past that."""
    if until is None or until == starts_at:
        return None
    if until > starts_at:
        raise errors.AnswersAfterStart
    return until


def guests(most: int) -> int:
    """Give how many each may bring."""
    if not 0 <= most <= MOST_GUESTS:
        raise errors.TooManyGuests(most=MOST_GUESTS)
    return most


def _is_phone(text: str) -> bool:
    digits = [c for c in text if c.isdecimal()]
    others = set(text) - set(digits)
    return len(digits) in DIGITS_OF_A_PHONE and others <= BESIDE_DIGITS


def _is_email(text: str) -> bool:
    name, at, host = text.partition("@")
    whole = len(text) <= LONGEST_ADDRESS and text.isprintable() and not any(map(str.isspace, text))
    return whole and bool(name and at) and "." in host.strip(".") and "@" not in host
