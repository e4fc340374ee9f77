"""What is written to somebody who waits for a link or a code: to the staff, and to people."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime as format_date
from functools import cache
from string import Template
from urllib.parse import urlsplit
from uuid import UUID

from services.notifications.texts import (
    ADDRESS,
    RIGHT_TO_LEFT,
    BadAddress,
    Parts,
    assembled,
    page,
    without_scheme,
    wrapped,
)
from services.notifications.texts.wording import FOLDER, one_line, short_when, when
from shared.contracts.members import AccountChange, Language, VerificationPurpose

ZONE = "Africa/Casablanca"
"""The staff's wall clock."""
LONGEST_NAME = 60
LetterPurpose = VerificationPurpose | AccountChange
"""What a letter is about: a link or code that somebody waits for, or news of an account."""

PATHS: dict[LetterPurpose, str] = {
    "reset": "password",
    "welcome": "password",
    "own_page": "p",
    "sign_up": "join/link",
    "password_changed": "forgotten-password",
    "second_factor_added": "forgotten-password",
    "second_factor_removed": "forgotten-password",
}
"""Where the link of each purpose leads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """What is the same on every letter: who writes, and where links lead."""

    association: str
    sender: str
    public_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLetter:
    """One mail or SMS to one person; `token` is what its link ends in, or the code, if any."""

    mail_id: UUID
    purpose: LetterPurpose
    language: Language
    name: str
    address: str
    token: str
    valid_until: datetime
    date: datetime


@cache
def words(language: str) -> dict[str, dict[str, str]]:
    """Read the texts of one language: by purpose, then subject, text, button."""
    with (FOLDER / "account" / f"{language}.toml").open("rb") as file:
        return tomllib.load(file)


def account_mail(letter: AccountLetter, head: Letterhead) -> bytes:
    """Write the whole message, with CRLF line ends; BadAddress if none can go there."""
    if not ADDRESS.fullmatch(letter.address) or len(letter.address) > 254:
        raise BadAddress
    said, places = words(letter.language), _places(letter, head)
    subject = Template(said[letter.purpose]["subject"]).substitute(places)
    text = Template(said[letter.purpose]["text"]).substitute(places).strip()
    to_people = "footer_people" if letter.purpose in ("own_page", "sign_up") else "footer"
    footer = Template(said[to_people]["text"]).substitute(places)
    button = said[letter.purpose]["button"]
    url = head.public_url.rstrip("/")
    link = "/".join(filter(None, (url, PATHS[letter.purpose], letter.token)))
    host = urlsplit(url).hostname or "localhost"
    headers = {
        "Date": format_date(letter.date),
        "To": letter.address,
        "Message-ID": f"<{letter.mail_id}@{host}>",
        "Subject": " ".join(subject.replace("=?", "= ?").split()),
        "From": head.sender,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
    }
    plain = wrapped(f"{text}\n\n{button}\n{link}\n\n-- \n{footer}\n")
    html = page(
        language=letter.language,
        direction="rtl" if letter.language in RIGHT_TO_LEFT else "ltr",
        subject=wrapped(headers["Subject"]),
        text=text,
        link=link,
        button=button,
        footer=wrapped(footer),
    )
    return assembled(headers, Parts(plain=plain, html=html), language=letter.language)


def account_sms(letter: AccountLetter, head: Letterhead) -> str:
    """Write the SMS: it is short, and says who writes."""
    link = f"{head.public_url.rstrip('/')}/{PATHS[letter.purpose]}/{letter.token}"
    return Template(words(letter.language)[letter.purpose]["sms"]).substitute(
        _places(letter, head) | {"until": short_when(letter.valid_until, ZONE)},
        link=without_scheme(link),
        code=letter.token,
    )


def _places(letter: AccountLetter, head: Letterhead) -> dict[str, str]:
    return {
        "name": one_line(letter.name)[:LONGEST_NAME],
        "association": one_line(head.association),
        "until": when(letter.valid_until, ZONE, letter.language),
    }
